/** The board of RNSE: detection beside baselines on the reference data, and speed, from one run: `npm run bench:rnse`. */
import {execFileSync} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {lines, rnse, RnseStream} from "#kernels/rnse";
import {matrixProfile, periodOf, relativeEntropy, windowedGaussian} from "./rnse-baselines.ts";
import {folders, hasData, readNab, readTsb, readUcr} from "./rnse-data.ts";
import type {UcrFile} from "./rnse-data.ts";
import type {Row} from "./row.ts";

const missing = "skipped: the reference data folder (RECTO_SHARED) is not there";

/** D in the range that NAB's scorer takes, in the same order. */
const bounded = (D: Float64Array) => D.map((d) => d / (1 + d));

interface NabScorer {
  evaluate: (sets: {file: string; times: number[]; values: Float64Array; scores: number[]; windows: [number, number][]}[]) => Record<
    string,
    {score: number; threshold: number; fp: number}
  >;
}

async function nabBoard(): Promise<[string, number][]> {
  const {evaluate} = (await import(join(folders.score, "nab_score.mjs"))) as NabScorer;
  const files = readNab();
  const score = (scores: Float64Array[]) => evaluate(files.map((file, i) => ({...file, scores: [...scores[i]!]}))).standard!;
  const ours = score(files.map(({values}) => bounded(rnse(values, {hashing: false}).D)));
  const threshold = ours.threshold / (1 - ours.threshold);
  console.log(`NAB, public half, ${files.length} files: best threshold on D ${threshold.toFixed(3)}, ${ours.fp} false detections`);
  return [
    ["RNSE", ours.score],
    ["RNSE at its default threshold 0.3", score(files.map(({values}) => rnse(values, {hashing: false}).D.map((d) => (d > 0.3 ? 1 : 0)))).score],
    ["windowed Gaussian", score(files.map(({values}) => windowedGaussian(values))).score],
    ["relative entropy", score(files.map(({values}) => relativeEntropy(values))).score],
  ];
}

/** The position of the greatest score after the training part. */
function greatest(scores: Float64Array, from: number): number {
  let best = from;
  for (let i = from; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

function ucrShare(files: UcrFile[], predict: (file: UcrFile) => number): number {
  const folder = mkdtempSync(join(tmpdir(), "rnse-"));
  try {
    const predictions = join(folder, "predictions.jsonl");
    writeFileSync(predictions, files.map((file) => JSON.stringify({file: file.file, index: predict(file)})).join("\n"));
    const scorer = join(folders.score, "ucr_score.mjs");
    const report = execFileSync(process.execPath, [scorer, "--data", folders.ucr, "--predictions", predictions], {encoding: "utf8"});
    return (JSON.parse(report) as {accuracy: number}).accuracy * 100;
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function ucrBoard(): [string, number][] {
  const files = readUcr();
  const discord = (file: UcrFile) => {
    const m = periodOf(file.values.subarray(0, file.training));
    return Math.min(file.values.length - 1, greatest(matrixProfile(file.values, m), file.training) + Math.floor(m / 2));
  };
  return [
    ["RNSE", ucrShare(files, ({values, training}) => greatest(rnse(values, {hashing: false}).D, training))],
    ["windowed Gaussian", ucrShare(files, ({values, training}) => greatest(windowedGaussian(values), training))],
    ["relative entropy", ucrShare(files, ({values, training}) => greatest(relativeEntropy(values), training))],
    ...(process.argv.includes("--quick") ? [] : [["matrix profile discord", ucrShare(files, discord)] as [string, number]]),
  ];
}

interface VusScorer {
  acfPeriod: (values: ArrayLike<number>) => number;
  vusPR: (scores: ArrayLike<number>, labels: number[], window: number) => number;
}

async function vusBoard(): Promise<[string, number][]> {
  const {acfPeriod, vusPR} = (await import(join(folders.score, "vus_score.mjs"))) as VusScorer;
  const files = readTsb();
  const mean = (detect: (values: Float64Array) => Float64Array) =>
    files.reduce((sum, {values, labels}) => sum + vusPR(detect(values), labels, acfPeriod(values)), 0) / files.length;
  return [
    ["RNSE", mean((values) => rnse(values, {hashing: false}).D)],
    ["windowed Gaussian", mean((values) => windowedGaussian(values))],
    ["relative entropy", mean((values) => relativeEntropy(values))],
    ...(process.argv.includes("--quick") ? [] : [["matrix profile", mean(profileByTick)] as [string, number]]),
  ];
}

/** The distance of each stretch to its nearest, told at the middle of the stretch; the ends have that of the first and the last. */
function profileByTick(values: Float64Array): Float64Array {
  const m = periodOf(values);
  const profile = matrixProfile(values, m);
  const half = Math.floor(m / 2);
  return values.map((_, i) => profile[Math.min(profile.length - 1, Math.max(0, i - half))]!);
}

/** Processor time of this process that a call takes, in milliseconds: other processes on the machine do not count. */
function processorTime(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** A million ticks of a wave with noise. */
function million(): Float64Array {
  return Float64Array.from({length: 1_000_000}, (_, i) => Math.sin(i / 10) + ((i * 7919) % 1000) / 5000);
}

function speed(): {ratio: number; ticksPerSecond: number; streamBytes: number} {
  const values = million();
  const options = {merkleR: 1000, checkpoint: false} as const;
  const columns = rnse(values, {hashing: false});
  let hashed = Infinity;
  let whole = Infinity;
  let bare = Infinity;
  for (let round = 0; round < 3; round++) {
    hashed = Math.min(
      hashed,
      processorTime(() => {
        const hash = createHash("sha256");
        for (const chunk of lines(columns)) hash.update(chunk);
        hash.digest("hex");
      }),
    );
    whole = Math.min(whole, processorTime(() => void rnse(values, options)));
    bare = Math.min(bare, processorTime(() => void rnse(values, {hashing: false})));
  }
  console.log(`1,000,000 ticks: ${whole.toFixed(0)} ms with lines, digest and roots; ${hashed.toFixed(0)} ms only to serialise and hash; ${bare.toFixed(0)} ms without lines`);
  const stream = new RnseStream({hashing: false});
  for (let at = 0; at < 200_000; at += 10_000) stream.push(values.subarray(at, at + 10_000));
  return {ratio: whole / hashed, ticksPerSecond: 1e9 / bare, streamBytes: new Blob([JSON.stringify(stream.state())]).size};
}

/** Measures and gives the rows of the board. */
export async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  const board = (title: string, entries: [string, number][], digits: number) => {
    console.log(`\n${title}`);
    for (const [name, value] of [...entries].sort((a, b) => b[1] - a[1])) console.log(`  ${value.toFixed(digits).padStart(7)}  ${name}`);
  };
  const pace = speed();
  rows.push({name: "rnse: lines, digest and roots over serialising and hashing alone", measured: `${pace.ratio.toFixed(2)}×`, target: "≤ 2×", ratio: pace.ratio / 2, reached: pace.ratio <= 2});
  rows.push({name: "rnse: ticks a second without lines", measured: `${(pace.ticksPerSecond / 1e6).toFixed(2)} M`, target: "≥ 2 M", ratio: pace.ticksPerSecond / 2e6, reached: pace.ticksPerSecond >= 2e6});
  if (hasData("nab")) {
    const nab = await nabBoard();
    board("NAB, standard profile (published, whole benchmark: ARTime 74.9, Numenta HTM 70.5, CAD OSE 69.9, relative entropy 54.6, windowed Gaussian 39.6)", nab, 2);
    rows.push({name: "rnse: NAB standard, public half", measured: nab[0]![1].toFixed(2), target: "> 75", ratio: nab[0]![1] / 75, reached: nab[0]![1] > 75});
  } else console.log(`NAB ${missing}`);
  if (hasData("ucr")) {
    const ucr = ucrBoard();
    board("UCR Anomaly Archive, short public files, % right", ucr, 1);
    rows.push({name: "rnse: UCR, right", measured: `${ucr[0]![1].toFixed(1)} %`, target: "> 75 %, aim 85 %", ratio: ucr[0]![1] / 75, reached: ucr[0]![1] > 75});
  } else console.log(`UCR ${missing}`);
  if (hasData("tsb")) {
    const vus = await vusBoard();
    board("TSB-AD, public part, mean VUS-PR", vus, 3);
    rows.push({name: "rnse: TSB-AD, VUS-PR", measured: vus[0]![1].toFixed(3), target: "> 0.43", ratio: vus[0]![1] / 0.43, reached: vus[0]![1] > 0.43});
  } else console.log(`TSB-AD ${missing}`);
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await run();
  console.log("\n| what | measured | target | reached |\n|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.name} | ${row.measured} | ${row.target} | ${row.reached ? "yes" : "no"} |`);
}
