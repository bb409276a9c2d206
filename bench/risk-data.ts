/** The reference data of log risk: labelled BGL lines, HDFS blocks, and service streams with incidents and harmless decoys. */
import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";

const shared = process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../shared");
const folder = join(shared, "data/risk");

export const hasData = existsSync(folder);
export const scorers = join(shared, "score");
export const systems = ["Apache", "BGL", "HDFS", "HealthApp", "Linux", "OpenSSH", "Spark", "Zookeeper"] as const;
export const structured = (system: string): string => readFileSync(join(shared, `data/loghub/${system}/${system}_2k.log_structured_corrected.csv`), "utf8");

const textOf = (path: string): string => {
  const bytes = readFileSync(join(folder, path));
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
};
const linesOf = (path: string): string[] => textOf(path).split("\n").filter((line) => line !== "");

export const readBgl = (): {lines: string[]; alerts: boolean[]} => ({lines: linesOf("bgl_2k/bgl_unlabelled.log"), alerts: linesOf("bgl_2k/labels.txt").map((label) => label === "1")});

export function readHdfs(): {lines: string[]; anomalies: Map<string, boolean>} {
  const rows = linesOf("hdfs_2pct/block_labels.csv").slice(1).map((row) => row.split(","));
  return {lines: linesOf("hdfs_2pct/hdfs.log.gz"), anomalies: new Map(rows.map(([block, anomaly]) => [block!, anomaly === "1"]))};
}

export interface Incident {
  readonly type: string;
  readonly label: string;
  /** Minutes from the stream's start. */
  readonly start: number;
  readonly end: number;
  readonly severity: number;
}

export interface Stream {
  readonly name: string;
  readonly lines: readonly string[];
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly minutes: number;
  readonly incidents: readonly Incident[];
  readonly benign: readonly {readonly type: string; readonly start: number; readonly end: number}[];
}

export const readStreams = (): Stream[] =>
  [11, 12, 13, 14].map((number) => {
    const truth = JSON.parse(textOf(`synthetic/stream_${number}.truth.json`)) as Omit<Stream, "name" | "lines" | "start"> & {start: string};
    return {...truth, name: String(number), lines: linesOf(`synthetic/stream_${number}.log.gz`), start: Date.parse(truth.start)};
  });
