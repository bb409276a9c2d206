/** Makes files of results in threads of their own, one after the other, so that a million rows keep nobody else waiting. */
import {Worker} from "node:worker_threads";
import type {ResultFormat, RunResult} from "#notebooks";
import {resultFormats} from "#notebooks";
import {Problem, notFound} from "../http/problem.ts";
import type {RunStore} from "../runs/run-store.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId, RunValueTable} from "../store/schema.ts";
import type {ExportAnswer, ExportTask, StoredRows, StoredValue} from "./export-thread.ts";

export interface ResultFile {
  readonly name: string;
  readonly format: ResultFormat;
}

export interface ExportDesk {
  /** What can be had of a run: values that it kept, and the tables in them. Throws `not-found` for a run that is not the owner's. */
  list(owner: OwnerId, run: string): Promise<RunResult[]>;
  /** One of them as a file. Throws `not-found`, and `not-exportable` when the format cannot hold it. */
  write(owner: OwnerId, run: string, cell: number, file: ResultFile): Promise<Uint8Array>;
  /** The rows of a published table as a file; throws like `write`. */
  writeRows(rows: StoredRows, file: ResultFile): Promise<Uint8Array>;
  close(): Promise<void>;
}

const deadlineMs = 120_000;
const heapMb = 3072;
const program = new URL("./export-thread.ts", import.meta.url);

/** `sales.csv` is the value `sales` as CSV. Null for another ending. */
export function parseResultFile(file: string): ResultFile | null {
  const [, name = "", ending = ""] = /^(.+)\.([a-z]+)$/s.exec(file) ?? [];
  const format = resultFormats.find((known) => known === ending);
  return format ? {name, format} : null;
}

export function createExportDesk({runs, files}: {readonly runs: Pick<RunStore, "find" | "values">; readonly files: Pick<Files, "path">}): ExportDesk {
  const threads = new Set<Worker>();
  let previous: Promise<unknown> = Promise.resolve();

  const toStored = ({cell, name, digest, bytes, file}: RunValueTable): StoredValue => ({cell, name, digest, bytes, path: file === null ? null : files.path(file)});

  function work(task: ExportTask): Promise<ExportAnswer> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(program, {workerData: task, resourceLimits: {maxOldGenerationSizeMb: heapMb}});
      threads.add(thread);
      const timer = setTimeout(() => void thread.terminate(), deadlineMs);
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () => {
        clearTimeout(timer);
        threads.delete(thread);
        reject(new Problem("not-exportable", `making the file was stopped, after ${deadlineMs / 1000} s at the latest`));
      });
    });
  }

  function take(task: ExportTask): Promise<ExportAnswer> {
    const answer = previous.then(() => work(task));
    previous = answer.catch(() => undefined);
    return answer;
  }

  async function takeFile(task: ExportTask): Promise<Uint8Array> {
    const answer = await take(task);
    if ("bytes" in answer) return answer.bytes;
    throw new Problem("not-exportable", "refused" in answer ? answer.refused : "it could not be written");
  }

  return {
    async list(owner, run) {
      if (!runs.find(owner, run)) throw notFound("run");
      const answer = await take({type: "list", values: runs.values(owner, run).map(toStored)});
      const listed = "listed" in answer ? answer.listed : [];
      return listed.map((result) => ({...result, address: `/api/runs/${run}/results/${result.cell}/${encodeURIComponent(result.name)}`}));
    },
    async write(owner, run, cell, {name, format}) {
      if (!runs.find(owner, run)) throw notFound("run");
      const values = runs.values(owner, run).filter((value) => value.cell === cell);
      const whole = values.find((value) => value.name === name);
      const dot = name.indexOf(".");
      const holder = whole ?? (dot > 0 ? values.find((value) => value.name === name.slice(0, dot)) : undefined);
      if (!holder) throw notFound("value of this run");
      return takeFile({type: "value", value: toStored(holder), field: whole ? null : name.slice(dot + 1), name, format});
    },
    writeRows: (rows, {name, format}) => takeFile({type: "rows", rows, name, format}),
    async close() {
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}
