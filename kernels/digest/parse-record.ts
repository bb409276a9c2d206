/** Reads a run record out of JSON from a file, and says which part is not as the format has it. */
import {cellKinds} from "#notebooks";
import type {AnalysisCall, Json, RecordedCell, RecordedData, RunRecord} from "#notebooks";

const statuses = ["done", "failed", "blocked", "disabled", "unfinished"] as const;

/** The record. Throws a TypeError that names the first part that is missing or of another form. */
export function parseRecord(json: unknown): RunRecord {
  const record = object(json, "record");
  only(record, "record", [
    "format", "source", "parameters", "inputs", "seed", "now", "data", "cells", "root", "verifiable", "kernel", "measured",
  ]);
  if (record.format !== "recto-run/1") throw wrong("record.format", '"recto-run/1"', record.format);
  const kernel = object(record.kernel, "record.kernel");
  const measured = object(record.measured, "record.measured");
  const cells = list(record.cells, "record.cells").map((cell, i) => parseCell(cell, `record.cells[${i}]`));
  unique(cells.map(({id}) => id), "record.cells", "id");
  const data = list(record.data, "record.data").map((its, i) => parseData(its, `record.data[${i}]`));
  unique(data.map(({name}) => name), "record.data", "name");
  return {
    format: record.format,
    source: digest(record.source, "record.source"),
    parameters: parseJsonFields(record.parameters, "record.parameters"),
    inputs: parseJsonFields(record.inputs, "record.inputs"),
    seed: number(record.seed, "record.seed"),
    now: number(record.now, "record.now"),
    data,
    cells,
    root: digest(record.root, "record.root"),
    verifiable: boolean(record.verifiable, "record.verifiable"),
    kernel: {version: text(kernel.version, "record.kernel.version"), engine: text(kernel.engine, "record.kernel.engine")},
    measured: {
      startedAt: number(measured.startedAt, "record.measured.startedAt"),
      durationMs: number(measured.durationMs, "record.measured.durationMs"),
    },
  };
}

function parseCell(json: unknown, path: string): RecordedCell {
  const cell = object(json, path);
  only(cell, path, ["id", "kind", "sourceDigest", "reads", "valueDigest", "displayDigests", "status", "calls"]);
  const id = number(cell.id, `${path}.id`);
  if (!Number.isSafeInteger(id) || id < 1) throw wrong(`${path}.id`, "a positive integer", id);
  return {
    id,
    kind: choice(cell.kind, cellKinds, `${path}.kind`),
    sourceDigest: digest(cell.sourceDigest, `${path}.sourceDigest`),
    reads: list(cell.reads, `${path}.reads`).map((json, i) => {
      const read = object(json, `${path}.reads[${i}]`);
      only(read, `${path}.reads[${i}]`, ["name", "digest"]);
      return {name: text(read.name, `${path}.reads[${i}].name`), digest: digest(read.digest, `${path}.reads[${i}].digest`)};
    }),
    valueDigest: cell.valueDigest === null ? null : digest(cell.valueDigest, `${path}.valueDigest`),
    displayDigests: list(cell.displayDigests, `${path}.displayDigests`).map((json, i) => digest(json, `${path}.displayDigests[${i}]`)),
    status: choice(cell.status, statuses, `${path}.status`),
    calls: list(cell.calls, `${path}.calls`).map((call, i) => parseCall(call, `${path}.calls[${i}]`)),
  };
}

function parseCall(json: unknown, path: string): AnalysisCall {
  const call = object(json, path);
  only(call, path, ["name", "argumentDigest", "resultDigest"]);
  return {
    name: text(call.name, `${path}.name`),
    argumentDigest: digest(call.argumentDigest, `${path}.argumentDigest`),
    resultDigest: digest(call.resultDigest, `${path}.resultDigest`),
  };
}

function parseData(json: unknown, path: string): RecordedData {
  const data = object(json, path);
  only(data, path, ["name", "digest", "rows"]);
  const rows = number(data.rows, `${path}.rows`);
  if (!Number.isSafeInteger(rows) || rows < 0) throw wrong(`${path}.rows`, "an integer from 0", rows);
  return {name: text(data.name, `${path}.name`), digest: digest(data.digest, `${path}.digest`), rows};
}

interface Fields {
  readonly [name: string]: unknown;
}

function wrong(path: string, expected: string, got: unknown): TypeError {
  const shown = got === undefined ? "nothing" : (JSON.stringify(got) ?? typeof got);
  return new TypeError(`${path} must be ${expected}, got ${shown.length > 80 ? `${shown.slice(0, 79)}…` : shown}`);
}

function object(json: unknown, path: string): Fields {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong(path, "an object", json);
  return json as Fields;
}

/** Refuses fields that the format does not have: what is not digested must not be believed. */
function only(fields: Fields, path: string, names: readonly string[]): void {
  for (const name of Object.keys(fields)) if (!names.includes(name)) throw new TypeError(`${path}.${name} is not a field of the format`);
}

function list(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw wrong(path, "an array", json);
  return json;
}

function text(json: unknown, path: string): string {
  if (typeof json !== "string") throw wrong(path, "a text", json);
  return json;
}

function number(json: unknown, path: string): number {
  if (typeof json !== "number" || !Number.isFinite(json)) throw wrong(path, "a number", json);
  return json;
}

function boolean(json: unknown, path: string): boolean {
  if (typeof json !== "boolean") throw wrong(path, "true or false", json);
  return json;
}

function digest(json: unknown, path: string): string {
  if (typeof json !== "string" || !/^[0-9a-f]{64}$/.test(json)) throw wrong(path, "64 lower-case hexadecimal digits", json);
  return json;
}

function choice<Choice extends string>(json: unknown, choices: readonly Choice[], path: string): Choice {
  const found = choices.find((its) => its === json);
  if (found === undefined) throw wrong(path, `one of ${choices.join(", ")}`, json);
  return found;
}

function unique(values: readonly (string | number)[], path: string, what: string): void {
  const met = new Set<string | number>();
  for (const value of values) {
    if (met.has(value)) throw new TypeError(`${path} must have every ${what} once, got ${JSON.stringify(value)} twice`);
    met.add(value);
  }
}

function parseJsonFields(json: unknown, path: string): {readonly [name: string]: Json} {
  return object(json, path) as {readonly [name: string]: Json};
}
