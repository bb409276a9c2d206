/** Compares a record with the run that was made from it again, and finds the first cell that differs and why. */
import type {DifferenceCause, InputKey, Json, RecordedCell, RunRecord, VerifiedCell, VerifyReport} from "#notebooks";
import type {RecordContents} from "./leaves.ts";
import {isSameJson} from "./leaves.ts";

export type RecordComparison = Pick<
  VerifyReport, "same" | "expectedRoot" | "actualRoot" | "kernel" | "cells" | "firstDifference"
>;

interface Difference {
  readonly cell: number | null;
  readonly cause: DifferenceCause;
  readonly message: string;
  /** Whether the cell differs only because it read something of another cell that differs. */
  readonly follows: boolean;
}

/**
 * `expected` is the record that somebody shows, `actual` the record of running the same notebook again from it. A cell that differs
 * only because it read what another cell gave is never the first difference: the cell that it follows from is.
 */
export function compareRecords(
  expected: RunRecord, actual: RunRecord, toRoot: (contents: RecordContents) => string,
): RecordComparison {
  const actualRoot = toRoot(actual);
  const isIntact = toRoot(expected) === expected.root;
  const isSameKernel = expected.kernel.version === actual.kernel.version && expected.kernel.engine === actual.kernel.engine;
  const header = compareHeaders(expected, actual);
  const differences = compareCells(expected, actual, isSameKernel);
  const first = findFirst(expected, actual, header, differences);
  const difference = first ?? (isIntact ? null : recordDifference);
  const cells = toVerifiedCells(expected, actual, differences, first);
  const same = difference === null && expected.root === actualRoot;
  return {
    same,
    expectedRoot: expected.root,
    actualRoot,
    kernel: actual.kernel,
    cells,
    firstDifference:
      difference === null
        ? null
        : {
            cell: difference.cell,
            cause: difference.cause,
            message:
              isIntact || difference === recordDifference
                ? difference.message
                : `${difference.message}; the record was altered: its root does not follow from its contents`,
          },
  };
}

const recordDifference: Difference = {
  cell: null,
  cause: "record",
  message: "the record's root does not follow from its contents",
  follows: false,
};

/** Differences of the header that are not the notebook's source, in the order in which they are told. */
function compareHeaders(expected: RunRecord, actual: RunRecord): Difference | null {
  for (const name of unionOfKeys(expected.parameters, actual.parameters)) {
    if (isSameJson(expected.parameters[name], actual.parameters[name])) continue;
    return headerDifference(
      firstReader(expected, `parameter:${name}`) ?? cellOfInput(expected, findOtherInput(expected, actual)),
      "parameter",
      `parameter ${name} is ${show(expected.parameters[name])} in the record and ${show(actual.parameters[name])} in this run`,
    );
  }
  const key = findOtherInput(expected, actual);
  if (key !== undefined) {
    const message = `input ${key} is ${show(expected.inputs[key])} in the record and ${show(actual.inputs[key])} in this run`;
    return headerDifference(cellOfInput(expected, key), "input", message);
  }
  for (const name of ["seed", "now"] as const) {
    if (Object.is(expected[name] + 0, actual[name] + 0)) continue;
    const message = `${name} is ${expected[name]} in the record and ${actual[name]} in this run`;
    return headerDifference(firstReader(expected, name), "parameter", message);
  }
  const names = new Set([...expected.data.map(({name}) => name), ...actual.data.map(({name}) => name)]);
  for (const name of [...names].sort()) {
    const its = expected.data.find((data) => data.name === name);
    const found = actual.data.find((data) => data.name === name);
    const cell = firstReader(expected, `data:${name}`) ?? firstReader(actual, `data:${name}`);
    if (its === undefined) return headerDifference(cell, "data", `data set ${name} is not in the record and in this run`);
    if (found === undefined) return headerDifference(cell, "data", `data set ${name} is in the record and not in this run`);
    if (its.digest !== found.digest) {
      const message = `data set ${name} has digest ${its.digest} in the record and ${found.digest} in this run`;
      return headerDifference(cell, "data", message);
    }
    if (its.rows !== found.rows) {
      const message = `data set ${name} has ${its.rows} rows in the record and ${found.rows} in this run, with the same digest`;
      return headerDifference(cell, "record", message);
    }
  }
  const order = expected.data.findIndex((data, i) => data.name !== actual.data[i]!.name);
  if (order === -1) return null;
  return headerDifference(null, "record", `data set ${expected.data[order]!.name} is in another place in the record than in this run`);
}

function findOtherInput(expected: RunRecord, actual: RunRecord): InputKey | undefined {
  return unionOfKeys(expected.inputs, actual.inputs).find((key) => !isSameJson(expected.inputs[key], actual.inputs[key]));
}

/** The cell that views an input; a parameter reaches a run through the input of its name. */
function cellOfInput(record: RunRecord, key: InputKey | undefined): number | null {
  const cell = Number(key?.split("/")[0]);
  return record.cells.some(({id}) => id === cell) ? cell : null;
}

function headerDifference(cell: number | null, cause: DifferenceCause, message: string): Difference {
  return {cell, cause, message, follows: false};
}

function firstReader(record: RunRecord, name: string): number | null {
  return record.cells.find((cell) => cell.reads.some((read) => read.name === name))?.id ?? null;
}

/** Per cell that differs, what differs, in the record's page order; then cells that only the run has. */
function compareCells(expected: RunRecord, actual: RunRecord, isSameKernel: boolean): readonly Difference[] {
  const found = new Map(actual.cells.map((cell) => [cell.id, cell]));
  const differences: Difference[] = [];
  for (const cell of expected.cells) {
    const its = found.get(cell.id);
    const difference = its === undefined
      ? {cause: "source" as const, message: `cell ${cell.id} is in the record and not in this run`, follows: false}
      : compareCell(cell, its, expected, actual, isSameKernel);
    if (difference !== null) differences.push({cell: cell.id, ...difference});
  }
  const recorded = new Set(expected.cells.map(({id}) => id));
  for (const {id} of actual.cells) {
    if (recorded.has(id)) continue;
    differences.push({cell: id, cause: "source", message: `cell ${id} is in this run and not in the record`, follows: false});
  }
  return differences;
}

function compareCell(
  its: RecordedCell, found: RecordedCell, expected: RunRecord, actual: RunRecord, isSameKernel: boolean,
): Omit<Difference, "cell"> | null {
  const cell = `cell ${its.id}`;
  const origin = (cause: DifferenceCause, message: string) => ({cause, message, follows: false});
  const result = (what: string, cause: "value" | "display") =>
    isSameKernel
      ? origin(cause, `${cell}: ${what}`)
      : origin(
          "kernel",
          `${cell}: ${what}; recorded with kernel ${expected.kernel.version} on ${expected.kernel.engine}, ` +
            `run again with ${actual.kernel.version} on ${actual.kernel.engine}`,
        );
  if (its.status === "unfinished") return origin("unfinished", `${cell} was unfinished when the record was made`);
  if (found.status === "unfinished") return origin("unfinished", `${cell} did not finish in this run`);
  if (its.kind !== found.kind) return origin("source", `${cell} is ${its.kind} in the record and ${found.kind} in this run`);
  if (its.sourceDigest !== found.sourceDigest) {
    return origin("source", `${cell} has source digest ${its.sourceDigest} in the record and ${found.sourceDigest} in this run`);
  }
  const read = compareReads(its, found);
  if (read !== null) return read;
  if (its.status !== found.status) return result(`is ${its.status} in the record and ${found.status} in this run`, "value");
  const call = compareCalls(its, found);
  if (call !== null) return result(call, "value");
  if (its.valueDigest !== found.valueDigest) {
    return result(`value has digest ${its.valueDigest ?? "none"} in the record and ${found.valueDigest ?? "none"} in this run`, "value");
  }
  const count = Math.max(its.displayDigests.length, found.displayDigests.length);
  for (let i = 0; i < count; i++) {
    const recorded = its.displayDigests[i] ?? "none";
    const shown = found.displayDigests[i] ?? "none";
    if (recorded !== shown) return result(`display ${i + 1} has digest ${recorded} in the record and ${shown} in this run`, "display");
  }
  return null;
}

/** Reads that are not another cell's value, by the beginning of their name. */
const readCauses: readonly (readonly [prefix: string, cause: DifferenceCause, what: string])[] = [
  ["data:", "data", "data set "],
  ["parameter:", "parameter", "parameter "],
  ["input:", "input", "input "],
];

function compareReads(its: RecordedCell, found: RecordedCell): Omit<Difference, "cell"> | null {
  const digests = new Map(found.reads.map(({name, digest}) => [name, digest]));
  let following: Omit<Difference, "cell"> | null = null;
  for (const {name, digest} of its.reads) {
    const now = digests.get(name) ?? "none";
    digests.delete(name);
    if (now === digest) continue;
    const known = readCauses.find(([prefix]) => name.startsWith(prefix));
    const values = `digest ${digest} in the record and ${now} in this run`;
    if (known !== undefined) {
      return {cause: known[1], message: `cell ${its.id} read ${known[2]}${name.slice(known[0].length)}: ${values}`, follows: false};
    }
    if (name === "now" || name === "seed") return {cause: "parameter", message: `cell ${its.id} read ${name}: ${values}`, follows: false};
    following ??= {cause: "record", message: `cell ${its.id} read ${name}: ${values}`, follows: true};
  }
  const [extra] = digests.keys();
  if (extra !== undefined) following ??= {cause: "record", message: `cell ${its.id} read ${extra} in this run alone`, follows: true};
  if (following === null && its.reads.some(({name}, i) => name !== found.reads[i]!.name)) {
    return {cause: "record", message: `cell ${its.id} has its reads in another order in the record`, follows: false};
  }
  return following;
}

function compareCalls(its: RecordedCell, found: RecordedCell): string | null {
  const count = Math.max(its.calls.length, found.calls.length);
  for (let i = 0; i < count; i++) {
    const recorded = its.calls[i];
    const made = found.calls[i];
    if (recorded === undefined) return `call ${i + 1}, ${made!.name}, was made in this run alone`;
    if (made === undefined) return `call ${i + 1}, ${recorded.name}, was not made in this run`;
    if (recorded.name !== made.name) return `call ${i + 1} is ${recorded.name} in the record and ${made.name} in this run`;
    if (recorded.argumentDigest !== made.argumentDigest) return `call ${i + 1}, ${made.name}, was given other arguments`;
    if (recorded.resultDigest !== made.resultDigest) return `call ${i + 1}, ${made.name}, gave another result`;
  }
  return null;
}

/** Unfinished cells first, then changed sources, then the header, then cells in page order, then cells that only follow. */
function findFirst(
  expected: RunRecord, actual: RunRecord, header: Difference | null, differences: readonly Difference[],
): Difference | null {
  const unfinished = differences.find(({cause}) => cause === "unfinished");
  if (unfinished !== undefined) return unfinished;
  const source = differences.find(({cause}) => cause === "source") ?? compareSources(expected, actual);
  if (source !== null) return source;
  if (header !== null) return header;
  return differences.find(({follows}) => !follows) ?? differences[0] ?? null;
}

/** Differences of the source that are no cell's own: the order of the cells, and the title. */
function compareSources(expected: RunRecord, actual: RunRecord): Difference | null {
  const moved = expected.cells.find(({id}, i) => actual.cells[i]?.id !== id);
  if (moved !== undefined) {
    return {cell: moved.id, cause: "source", message: `cell ${moved.id} is in another place in the record than in this run`, follows: false};
  }
  if (expected.source === actual.source) return null;
  return {
    cell: null,
    cause: "source",
    message: `the notebook has source digest ${expected.source} in the record and ${actual.source} in this run, with the same cells`,
    follows: false,
  };
}

function toVerifiedCells(
  expected: RunRecord, actual: RunRecord, differences: readonly Difference[], first: Difference | null,
): readonly VerifiedCell[] {
  const byCell = new Map(differences.map((difference) => [difference.cell, difference]));
  const recorded = new Set(expected.cells.map(({id}) => id));
  return [...expected.cells, ...actual.cells.filter(({id}) => !recorded.has(id))].map(({id, status}) => {
    const difference = byCell.get(id);
    if (difference === undefined) return {id, status, same: true, cause: null, message: null};
    const cause = difference.follows && first !== null ? first.cause : difference.cause;
    return {id, status, same: false, cause, message: difference.message};
  });
}

function unionOfKeys(a: {readonly [key: string]: Json}, b: {readonly [key: string]: Json}): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

function show(json: Json | undefined): string {
  if (json === undefined) return "absent";
  const text = JSON.stringify(json);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
