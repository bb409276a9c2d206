/** Gradient boosting beside XGBoost's own program (Debian's package `xgboost`) where it is installed: processor time and error on the same rows. */
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {boostTrees, predictTrees} from "../kernels/forecast/gbdt/boosting.ts";
import type {Row} from "./row.ts";

interface Rows {
  readonly columns: readonly Float64Array[];
  readonly targets: Float64Array;
}

interface Measured {
  readonly seconds: number;
  /** Root mean square error on rows that were not trained on. */
  readonly error: number;
}

const trees = 200;

/** `bench forecast-boosting`: 200 trees of 31 leaves on 100,000 rows of 50 columns, one thread each. */
export async function run(): Promise<Row[]> {
  let state = 1;
  const uniform = (): number => {
    state = (state * 16807) % 2147483647;
    return Math.round((1000 * state) / 2147483647) / 1000;
  };
  const make = (count: number): Rows => {
    const columns = Array.from({length: 50}, () => Float64Array.from({length: count}, uniform));
    return {columns, targets: Float64Array.from({length: count}, (_, i) => 10 * columns[0]![i]! + Math.sin(6 * columns[1]![i]!) * columns[2]![i]! + uniform())};
  };
  const [known, fresh] = [make(100_000), make(20_000)];
  const own = measureOwn(known, fresh);
  const peer = measureXgboost(known, fresh);
  const beside = peer ? `; XGBoost ${peer.seconds.toFixed(1)} s, error ${peer.error.toFixed(4)}` : "; XGBoost is not installed";
  return [{
    name: `gbdt: 100,000 rows × 50 columns × ${trees} trees, one thread`, measured: `${own.seconds.toFixed(1)} s of processor time, error ${own.error.toFixed(4)}${beside}`,
    target: "≤ 60 s", ratio: own.seconds / 60, reached: own.seconds <= 60,
  }];
}

function measureOwn(known: Rows, fresh: Rows): Measured {
  const before = process.cpuUsage();
  const model = boostTrees({names: known.columns.map((_, k) => `x${k}`), columns: known.columns}, known.targets, {trees, lambda: 1});
  const seconds = process.cpuUsage(before).user / 1e6;
  return {seconds, error: toError(predictTrees(model, fresh.columns), fresh.targets)};
}

/** Reading the rows takes it longer than some of the trees: the time is that of all trees less that of one. */
function measureXgboost(known: Rows, fresh: Rows): Measured | null {
  if (spawnSync("xgboost", []).error) return null;
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-"));
  try {
    const at = (name: string): string => join(folder, name);
    const write = (name: string, {columns, targets}: Rows): void => {
      writeFileSync(at(name), Array.from(targets, (target, i) => [target, ...columns.map((column, k) => `${k}:${column[i]}`)].join(" ")).join("\n"));
    };
    write("known.txt", known);
    write("fresh.txt", fresh);
    const start = known.targets.reduce((sum, value) => sum + value, 0) / known.targets.length;
    const settings = {
      objective: "reg:squarederror", tree_method: "hist", grow_policy: "lossguide", max_leaves: 31, max_depth: 0, max_bin: 254, eta: 0.1, reg_lambda: 1, min_child_weight: 20, nthread: 1, base_score: start,
      data: `"${at("known.txt")}"`, "test:data": `"${at("fresh.txt")}"`, model_out: `"${at("model.json")}"`, model_in: `"${at("model.json")}"`, name_pred: `"${at("predictions.txt")}"`, silent: 1, verbosity: 0,
    };
    const call = (task: "train" | "pred", rounds: number): number => {
      const own = Object.entries(settings).filter(([name]) => (task === "train" ? name !== "model_in" : name !== "model_out"));
      writeFileSync(at("settings"), [...own, ["num_round", rounds], ["task", task]].map(([name, value]) => `${name} = ${value}`).join("\n"));
      const {stderr} = spawnSync("bash", ["-c", `TIMEFORMAT=%U; time xgboost ${at("settings")} > /dev/null 2>&1`], {encoding: "utf8"});
      return Number(stderr);
    };
    const one = call("train", 1);
    const seconds = call("train", trees) - one;
    call("pred", trees);
    return {seconds, error: toError(Float64Array.from(readFileSync(at("predictions.txt"), "utf8").trim().split("\n"), Number), fresh.targets)};
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function toError(predictions: Float64Array, targets: Float64Array): number {
  return Math.sqrt(targets.reduce((sum, target, i) => sum + (target - predictions[i]!) ** 2, 0) / targets.length);
}
