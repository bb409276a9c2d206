/** The board of log risk: template mining, scores and their seven demands beside naive rules, from one run: `npm run bench:risk`. */
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {type RiskWindow, mine, score} from "#kernels/risk";
import {countKeywords, greatestRarity, greatestZ, levelTimesBurst} from "./risk-baselines.ts";
import {type Incident, type Stream, hasData, readBgl, readHdfs, readStreams, scorers, structured, systems} from "./risk-data.ts";
import {forecastRows} from "./risk-forecast.ts";
import {largeRows} from "./risk-large.ts";
import type {Row} from "./row.ts";

const missing = "skipped: the reference data folder (RECTO_SHARED) is not there";

interface Metrics {
  auc(scores: readonly number[], labels: readonly boolean[]): number;
  spearman(a: readonly number[], b: readonly number[]): number;
  ece(shares: readonly number[], labels: readonly boolean[]): number;
}

interface Grouping {
  csv(text: string): string[][];
  evaluate(truth: readonly string[], predicted: readonly number[]): {GA: number};
}

const least = (name: string, value: number, target: number, beside = ""): Row => ({name, measured: `${value.toFixed(4)}${beside}`, target: `≥ ${target}`, ratio: value / target, reached: value >= target});
const most = (name: string, value: number, target: number, unit = ""): Row => ({name, measured: `${value.toFixed(3)}${unit}`, target: `≤ ${target}${unit}`, ratio: value / target, reached: value <= target});
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

async function mining(): Promise<Row[]> {
  const {csv, evaluate} = (await import(join(scorers, "grouping-accuracy.mjs"))) as Grouping;
  const speeds: number[] = [];
  const accuracies = systems.map((system) => {
    const [header = [], ...rows] = csv(structured(system));
    const full = rows.filter((row) => row.length === header.length);
    const column = (name: string) => full.map((row) => row[header.indexOf(name)]!);
    const lines = column("Content");
    const many = Array.from({length: 50}, () => lines).flat();
    const seconds = [0, 1, 2].map(() => {
      const before = process.cpuUsage();
      mine(many);
      const used = process.cpuUsage(before);
      return (used.user + used.system) / 1e6;
    });
    speeds.push(many.length / Math.min(...seconds));
    const {GA} = evaluate(column("EventId"), [...mine(lines).groups]);
    console.log(`mining ${system}: grouping accuracy ${GA.toFixed(4)}, ${Math.round(speeds.at(-1)! / 1000)}K lines a CPU second`);
    return GA;
  });
  return [
    least("template mining, mean grouping accuracy of 8 systems, one setting", accuracies.reduce((a, b) => a + b) / accuracies.length, 0.93, "; Drain with one setting 0.822"),
    least("template mining, lines a CPU second, slowest system", Math.min(...speeds), 200_000),
  ];
}

function bgl({auc, spearman}: Metrics, lines: number, step: number): Row[] {
  const log = readBgl();
  const {windows} = score(log.lines, {window: {lines, step}, by: null});
  const alerts = windows.map(({firstLine}) => log.alerts.slice(firstLine, firstLine + lines).filter(Boolean).length);
  const labels = alerts.map((count) => count > 0);
  const naive = (rule: (part: readonly string[]) => number) => auc(windows.map(({firstLine}) => rule(log.lines.slice(firstLine, firstLine + lines))), labels).toFixed(4);
  const scores = windows.map((window) => window.score);
  const beside = `; words counted ${naive(countKeywords)}, level × burst ${naive(levelTimesBurst)}`;
  const rows = [least(`BGL windows ${lines}/${step}, AUC (${windows.length} windows, ${labels.filter(Boolean).length} with alerts)`, auc(scores, labels), 0.95, beside)];
  if (lines === 20) rows.push(least("BGL windows 20/10, Spearman with the share of alerts", spearman(scores, alerts), 0.8));
  return rows;
}

function hdfs({auc}: Metrics): Row {
  const {lines, anomalies} = readHdfs();
  const {windows} = score(lines, {by: {pattern: "blk_-?\\d+"}});
  const labels = windows.map(({key}) => anomalies.get(key!)!);
  const rarity = greatestRarity(lines, (line) => /blk_-?\d+/.exec(line)![0]);
  return least(`HDFS, AUC over ${windows.length} blocks`, auc(windows.map((window) => window.score), labels), 0.95, `; greatest rarity ${auc(windows.map(({key}) => rarity.get(key!)!), labels).toFixed(4)}`);
}

interface Judged {
  readonly window: RiskWindow;
  readonly incident: Incident | null;
  /** Whether the incident lasts all of the window. */
  readonly isFull: boolean;
  readonly isDecoy: boolean;
}

/** Whether a stream's windows overlap incidents or decoys; a window of no stream's time is left out. */
function judge(stream: Stream, windows: readonly RiskWindow[]): Judged[] {
  return windows.flatMap((window) => {
    const from = (window.start! - stream.start) / 60_000;
    const until = (window.end! - stream.start) / 60_000;
    if (from < 0 || from >= stream.minutes) return [];
    const overlap = ({start, end}: {start: number; end: number}) => Math.min(end, until) - Math.max(start, from);
    const incident = stream.incidents.filter((of) => overlap(of) > 0).sort((a, b) => overlap(b) - overlap(a))[0] ?? null;
    return [{window, incident, isFull: incident !== null && overlap(incident) >= until - from, isDecoy: incident === null && stream.benign.some((of) => overlap(of) > 0)}];
  });
}

/** Minutes from an incident's start to the end of the first of its windows with a score of 50 or more. */
function timeToDetect(stream: Stream, judged: readonly Judged[], incident: Incident): number {
  const hit = judged.find((of) => of.incident === incident && of.window.score >= 50);
  return hit ? (hit.window.end! - stream.start) / 60_000 - incident.start : Infinity;
}

function streams({auc, ece}: Metrics): Row[] {
  const all: Judged[] = [];
  const detected: number[] = [];
  const keywords: number[] = [];
  const zs: number[] = [];
  for (const stream of readStreams()) {
    const {windows} = score(stream.lines);
    const judged = judge(stream, windows);
    const kept = judged.map(({window}) => window);
    const byStart = new Map<number, number>();
    for (const line of stream.lines) {
      const at = Math.floor(Date.parse(/\d{4}-[^Z]*Z/.exec(line)![0]) / 300_000) * 300_000;
      byStart.set(at, (byStart.get(at) ?? 0) + countKeywords([line]));
    }
    keywords.push(...kept.map(({start}) => byStart.get(start!) ?? 0));
    zs.push(...greatestZ(kept));
    detected.push(...stream.incidents.map((incident) => timeToDetect(stream, judged, incident)));
    console.log(`stream ${stream.name} alone: AUC ${auc(kept.map((window) => window.score), judged.map(({incident}) => incident !== null)).toFixed(4)}`);
    all.push(...judged);
  }
  const labels = all.map(({incident}) => incident !== null);
  const scores = all.map(({window}) => window.score);
  const quiet = all.filter(({incident, isDecoy}) => incident === null && !isDecoy).map(({window}) => window);
  const decoys = all.filter(({isDecoy}) => isDecoy).map(({window}) => window.score);
  const full = all.filter(({isFull}) => isFull);
  const hits = all.filter(({incident}) => incident !== null);
  const topLabel = (of: readonly Judged[]) => share(of.map(({window, incident}) => window.label === incident!.label));
  return [
    least(`service streams, AUC over ${all.length} windows of 5 minutes`, auc(scores, labels), 0.97, `; words counted ${auc(keywords, labels).toFixed(4)}, greatest robust z ${auc(zs, labels).toFixed(4)}`),
    most("service streams, calibration error (ECE, 10 bins)", ece(scores.map((value) => value / 100), labels), 0.06),
    most("service streams, median score of quiet windows", median(quiet.map((window) => window.score)), 10),
    most(`service streams, greatest score of ${decoys.length} windows with decoys`, Math.max(...decoys), 35),
    least(`service streams, share of ${full.length} windows full of an incident at 80 or more`, share(full.map(({window}) => window.score >= 80)), 0.9, `; median score ${median(full.map(({window}) => window.score)).toFixed(1)}`),
    least("service streams, first label right, windows that touch an incident", topLabel(hits), 0.9, `; windows full of one ${topLabel(full).toFixed(4)}`),
    least(`service streams, share of ${quiet.length} quiet windows without a label`, share(quiet.map(({label}) => label === null)), 0.99),
    most(`service streams, median minutes to detect ${detected.length} incidents (${detected.filter((minutes) => minutes === Infinity).length} missed)`, median(detected), 5),
  ];
}

export async function run(): Promise<Row[]> {
  if (!hasData) return [{name: "log risk", measured: missing, target: "", ratio: null, reached: false}];
  const metrics = (await import(join(scorers, "metrics.mjs"))) as Metrics;
  return [...(await mining()), ...bgl(metrics, 20, 10), ...bgl(metrics, 100, 50), hdfs(metrics), ...streams(metrics), ...(await forecastRows())];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = process.argv[2] === "large" ? await largeRows() : await run();
  console.log("\n| what | measured | target | reached |\n|---|---|---|---|");
  for (const row of rows) console.log(`| ${row.name} | ${row.measured} | ${row.target} | ${row.reached ? "yes" : "no"} |`);
}
