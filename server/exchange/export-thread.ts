/** The thread in which values become files: reads what was kept, and answers once. */
import {readFile} from "node:fs/promises";
import {parentPort, workerData} from "node:worker_threads";
import type {ResultFormat, TableCell, TableColumn} from "#notebooks";
import {findTable, listResults, readValue} from "./kept-value.ts";
import type {KeptValue, ListedResult} from "./kept-value.ts";
import {fromTableCell} from "./plain.ts";
import type {ResultTable} from "./result-table.ts";
import {writeJson, writeTable} from "./write-result.ts";

/** A value, by its bytes or by the file that holds them. */
export interface StoredValue extends Omit<KeptValue, "bytes"> {
  readonly bytes: Uint8Array | null;
  readonly path: string | null;
}

/** Rows as a published page carries them: JSON lists of rows one behind the other, each as long as `offsets` says. */
export interface StoredRows {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  readonly path: string;
  readonly offsets: readonly number[];
}

export type ExportTask =
  | {readonly type: "list"; readonly values: readonly StoredValue[]}
  | {readonly type: "value"; readonly value: StoredValue; readonly field: string | null; readonly name: string; readonly format: ResultFormat}
  | {readonly type: "rows"; readonly rows: StoredRows; readonly name: string; readonly format: ResultFormat};

/** `refused`: what was asked for is not there in this format. */
export type ExportAnswer = {readonly listed: readonly ListedResult[]} | {readonly bytes: Uint8Array} | {readonly refused: string};

async function load(value: StoredValue): Promise<KeptValue | null> {
  const bytes = value.path === null ? value.bytes : await readFile(value.path).catch(() => null);
  return bytes && {...value, bytes};
}

async function list(values: readonly StoredValue[]): Promise<ListedResult[]> {
  const listed: ListedResult[] = [];
  for (const stored of values) {
    const kept = await load(stored);
    if (kept) listed.push(...listResults(kept));
  }
  return listed;
}

async function writeValue({value: stored, field, name, format}: Extract<ExportTask, {type: "value"}>): Promise<ExportAnswer> {
  const kept = await load(stored);
  const value = kept ? readValue(kept) : undefined;
  if (value === undefined) return {refused: `${JSON.stringify(name)} was not kept as plain data`};
  const table = findTable(value, field);
  if (table) return {bytes: await writeTable(table, name, format)};
  if (format === "json" && field === null) return {bytes: writeJson(value)};
  return {refused: `${JSON.stringify(name)} is no table`};
}

async function readRows({columns, rows, path, offsets}: StoredRows): Promise<ResultTable> {
  const bytes = await readFile(path);
  const cells = offsets.slice(1).flatMap((end, index) => JSON.parse(bytes.toString("utf8", offsets[index], end)) as TableCell[][]);
  return {columns, rows, read: (row, column) => fromTableCell(cells[row]?.[column] ?? null)};
}

async function answer(task: ExportTask): Promise<ExportAnswer> {
  try {
    if (task.type === "list") return {listed: await list(task.values)};
    if (task.type === "value") return await writeValue(task);
    return {bytes: await writeTable(await readRows(task.rows), task.name, task.format)};
  } catch (error) {
    if (error instanceof RangeError) return {refused: error.message};
    throw error;
  }
}

parentPort?.postMessage(await answer(workerData as ExportTask));
