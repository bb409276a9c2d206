/** The labelled series of the reference data folder (RECTO_SHARED), as the board of RNSE reads them. */
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const shared = resolve(root, process.env.RECTO_SHARED ?? "../shared");

/** The folder of the labelled series, and that of the scorers. */
export const folders = {nab: join(shared, "data/nab"), ucr: join(shared, "data/ucr"), tsb: join(shared, "data/tsb_ucr"), score: join(shared, "score")};

/** A file of the Numenta Anomaly Benchmark: `windows` are `[first, last]` in milliseconds, as `times`. */
export interface NabFile {
  file: string;
  times: number[];
  values: Float64Array;
  windows: [number, number][];
}

/** A file of the UCR Anomaly Archive: positions from 0 to `training - 1` hold no anomaly. */
export interface UcrFile {
  file: string;
  values: Float64Array;
  training: number;
}

/** A series of TSB-AD with a label a point. */
export interface TsbFile {
  id: string;
  values: Float64Array;
  labels: number[];
}

/** Whether the folder is there. */
export function hasData(folder: keyof typeof folders): boolean {
  return existsSync(folders[folder]) && existsSync(folders.score);
}

function parseTime(text: string): number {
  return Date.parse(`${text.trim().slice(0, 19).replace(" ", "T")}Z`);
}

/** The public half of NAB. */
export function readNab(): NabFile[] {
  const labels = JSON.parse(readFileSync(join(folders.nab, "combined_windows.json"), "utf8")) as Record<string, [string, string][]>;
  return Object.keys(labels)
    .sort()
    .map((file) => {
      const rows = readFileSync(join(folders.nab, "data", file), "utf8").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
      return {
        file,
        times: rows.map((row) => parseTime(row[0]!)),
        values: Float64Array.from(rows, (row) => Number(row[1])),
        windows: labels[file]!.map(([first, last]) => [parseTime(first), parseTime(last)]),
      };
    });
}

/** The public short files of the UCR Anomaly Archive. */
export function readUcr(): UcrFile[] {
  return readdirSync(folders.ucr)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .map((file) => ({
      file,
      values: Float64Array.from(readFileSync(join(folders.ucr, file), "utf8").trim().split(/\s+/), Number),
      training: Number(/_(\d+)_\d+_\d+\.txt$/.exec(file)![1]),
    }));
}

/** The public part of TSB-AD. */
export function readTsb(): TsbFile[] {
  const list = readFileSync(join(folders.tsb, "list.jsonl"), "utf8").trim().split("\n");
  return list.map((line) => {
    const {id, data} = JSON.parse(line) as {id: string; data: string};
    const rows = readFileSync(join(folders.tsb, data), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
    return {id, values: Float64Array.from(rows, (row) => Number(row[0])), labels: rows.map((row) => Number(row[1]))};
  });
}
