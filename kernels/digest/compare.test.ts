/** One byte of the source, the data, a parameter, an input or a recorded value changes, and the comparison names exactly that. */
import {describe, expect, it} from "vitest";
import {toCell, toNotebook} from "#notebooks";
import type {Json, RecordedCell, RunRecord} from "#notebooks";
import {buildRecord, compareRecords, digestBytes, digestCellSource, digestSource, digestValue, toRoot} from "./index.ts";

/** What a run is made of: each cell is a function body of the names that it needs. */
interface Setup {
  readonly cells: readonly {readonly id: number; readonly gives: string | null; readonly needs: readonly string[]; readonly source: string}[];
  readonly data: {readonly [name: string]: string};
  readonly parameters: {readonly [name: string]: Json};
  readonly inputs: {readonly [key: string]: Json};
  readonly engine: string;
  readonly title: string;
}

/** The first cell of the page reads what cells further down give. */
const setup: Setup = {
  title: "Prices",
  cells: [
    {id: 4, gives: "scaled", needs: ["prices", "factor", "shift"], source: "return prices.map((price) => price * factor + shift);"},
    {id: 1, gives: "prices", needs: ["data:prices"], source: "return given.split(',').map(Number);"},
    {id: 2, gives: "factor", needs: ["parameter:factor"], source: "return given;"},
    {id: 3, gives: "shift", needs: ["input:3/0"], source: "return given;"},
    {id: 5, gives: null, needs: ["scaled"], source: "display(scaled.length); display(scaled[0]); return undefined;"},
    {id: 6, gives: "alone", needs: [], source: "return {a: 1};"},
  ],
  data: {prices: "1,2,3.5"},
  parameters: {factor: 2},
  inputs: {"3/0": 10},
  engine: "node 24.21.0",
};

/** Runs the cells for real, in the order of their needs, and makes the record. */
function run({cells, data, parameters, inputs, engine, title}: Setup): RunRecord {
  const values = new Map<string, unknown>();
  const recorded = new Map<number, RecordedCell>();
  const outside = (name: string): {value: unknown; digest: string} | null => {
    const [sort, key = ""] = name.split(/:(.*)/s);
    if (sort === "data") return {value: data[key], digest: digestBytes(new TextEncoder().encode(data[key]))};
    if (sort === "parameter") return {value: parameters[key], digest: digestValue(parameters[key])};
    if (sort === "input") return {value: inputs[key], digest: digestValue(inputs[key])};
    return null;
  };
  while (recorded.size < cells.length) {
    const ready = cells.find(({id, needs}) => !recorded.has(id) && needs.every((name) => values.has(name) || outside(name) !== null))!;
    const {id, gives, needs, source} = ready;
    const displayDigests: string[] = [];
    const given = needs.map((name) => outside(name)?.value ?? values.get(name));
    const names = needs.map((name) => (outside(name) === null ? name : "given"));
    const value: unknown = new Function("display", ...names, source)((shown: unknown) => displayDigests.push(digestValue(shown)), ...given);
    if (gives !== null) values.set(gives, value);
    recorded.set(id, {
      id,
      kind: "typescript",
      sourceDigest: digestCellSource(toCell({id, source})),
      reads: needs.map((name) => ({name, digest: outside(name)?.digest ?? digestValue(values.get(name))})),
      valueDigest: digestValue(value),
      displayDigests,
      status: "done",
      calls: id === 6 ? [{name: "rnse", argumentDigest: digestValue(1), resultDigest: digestValue(2)}] : [],
    });
  }
  return buildRecord({
    source: digestSource(toNotebook({title, cells: cells.map(({id, source}) => toCell({id, source}))})),
    parameters,
    inputs,
    seed: 7,
    now: 1_700_000_000_000,
    data: Object.entries(data).map(([name, text]) => ({name, digest: digestBytes(new TextEncoder().encode(text)), rows: text.split(",").length})),
    cells: cells.map(({id}) => recorded.get(id)!),
    kernel: {version: "0.1.0", engine},
    measured: {startedAt: 1, durationMs: 2},
  });
}

const record = run(setup);

function withSource(id: number, change: (source: string) => string): Setup {
  return {...setup, cells: setup.cells.map((cell) => (cell.id === id ? {...cell, source: change(cell.source)} : cell))};
}

function withCell(from: RunRecord, id: number, change: (cell: RecordedCell) => Partial<RecordedCell>): RunRecord {
  return {...from, cells: from.cells.map((cell) => (cell.id === id ? {...cell, ...change(cell)} : cell))};
}

function flip(digest: string): string {
  return (digest.startsWith("0") ? "1" : "0") + digest.slice(1);
}

/** What is found when `expected` is shown and running it again gives `actual`: the cell, the cause, and the cells that differ. */
function found(expected: RunRecord, actual: RunRecord) {
  const {same, cells, firstDifference} = compareRecords(expected, actual);
  const differing = cells.filter((cell) => !cell.same).map(({id}) => id);
  return {same, cell: firstDifference?.cell ?? null, cause: firstDifference?.cause ?? null, differing};
}

const altered = "the record was altered: its root does not follow from its contents";

describe("a record and the run made from it", () => {
  it("are the same when nothing changed, however often it is run and whatever the time it took", () => {
    const again = {...run(setup), measured: {startedAt: 5, durationMs: 9}};
    expect(compareRecords(record, again)).toEqual({
      same: true,
      expectedRoot: record.root,
      actualRoot: record.root,
      kernel: record.kernel,
      cells: setup.cells.map(({id}) => ({id, status: "done", same: true, cause: null, message: null})),
      firstDifference: null,
    });
  });

  it("are the same when another engine confirms the same root", () => {
    expect(found(record, run({...setup, engine: "node 26.0.0"})).same).toBe(true);
  });

  it("differ by one byte of source: the cell with that source is named, not the one above that follows", () => {
    const changed = run(withSource(1, (source) => source.replace("','", "'.'")));
    expect(found(record, changed)).toEqual({same: false, cell: 1, cause: "source", differing: [4, 1, 5]});
    const follower = compareRecords(record, changed).cells.find(({id}) => id === 4);
    expect(follower).toMatchObject({same: false, cause: "source", message: expect.stringContaining("cell 4 read prices: digest") as string});
  });

  it("differ by one byte of source that changes no value", () => {
    expect(found(record, run(withSource(6, (source) => source.replace("{a", "{ a"))))).toEqual({same: false, cell: 6, cause: "source", differing: [6]});
  });

  it("differ by one byte of data: the first cell that reads the data set is named", () => {
    const changed = run({...setup, data: {prices: "1,2,3.6"}});
    expect(found(record, changed)).toEqual({same: false, cell: 1, cause: "data", differing: [4, 1, 5]});
    expect(compareRecords(record, changed).firstDifference?.message).toBe(
      `data set prices has digest ${record.data[0]!.digest} in the record and ${changed.data[0]!.digest} in this run`,
    );
  });

  it("differ by one byte of a parameter", () => {
    const changed = run({...setup, parameters: {factor: 3}});
    expect(found(record, changed)).toEqual({same: false, cell: 2, cause: "parameter", differing: [4, 2, 5]});
    expect(compareRecords(record, changed).firstDifference?.message).toBe("parameter factor is 2 in the record and 3 in this run");
  });

  it("differ by a parameter that sets an input: the cell that views it is named", () => {
    const viewed = (shift: number) => run({...setup, parameters: {factor: 2, shift}, inputs: {"3/0": shift}});
    expect(found(viewed(10), viewed(11))).toEqual({same: false, cell: 3, cause: "parameter", differing: [4, 3, 5]});
  });

  it("differ by one byte of an input", () => {
    const changed = run({...setup, inputs: {"3/0": 11}});
    expect(found(record, changed)).toEqual({same: false, cell: 3, cause: "input", differing: [4, 3, 5]});
    expect(compareRecords(record, changed).firstDifference?.message).toBe("input 3/0 is 10 in the record and 11 in this run");
  });

  it("differ by the seed or the clock", () => {
    expect(found(record, {...record, seed: 8})).toMatchObject({same: false, cause: "parameter"});
    expect(found(record, {...record, now: 1})).toMatchObject({same: false, cause: "parameter"});
  });

  it("differ by the title, the order of the cells, a cell more or a cell less", () => {
    expect(found(record, run({...setup, title: "Pricey"}))).toEqual({same: false, cell: null, cause: "source", differing: []});
    const swapped = run({...setup, cells: [setup.cells[1]!, setup.cells[0]!, ...setup.cells.slice(2)]});
    expect(found(record, swapped)).toEqual({same: false, cell: 4, cause: "source", differing: []});
    const more = run({...setup, cells: [...setup.cells, {id: 9, gives: null, needs: [], source: "return 1;"}]});
    expect(found(record, more)).toEqual({same: false, cell: 9, cause: "source", differing: [9]});
    expect(found(more, record)).toEqual({same: false, cell: 9, cause: "source", differing: [9]});
  });

  it("differ by a value that the kernel gives otherwise", () => {
    const other = run(withSource(6, () => "return {a: 2};"));
    const otherValue = withCell(record, 6, () => ({valueDigest: other.cells[5]!.valueDigest}));
    const actual = {...otherValue, root: toRoot(otherValue)};
    expect(found(record, actual)).toEqual({same: false, cell: 6, cause: "value", differing: [6]});
    const elsewhere = {...actual, kernel: {version: "0.1.0", engine: "node 26.0.0"}};
    expect(found(record, elsewhere)).toEqual({same: false, cell: 6, cause: "kernel", differing: [6]});
    expect(compareRecords(record, elsewhere).firstDifference?.message).toContain("recorded with kernel 0.1.0 on node 24.21.0, run again with 0.1.0 on node 26.0.0");
  });
});

describe("a record that somebody altered", () => {
  const alterations: readonly (readonly [name: string, alter: (from: RunRecord) => RunRecord, cell: number | null, cause: string])[] = [
    ["a value digest", (from) => withCell(from, 2, ({valueDigest}) => ({valueDigest: flip(valueDigest!)})), 2, "value"],
    ["a display digest", (from) => withCell(from, 5, ({displayDigests}) => ({displayDigests: [displayDigests[0]!, flip(displayDigests[1]!)]})), 5, "display"],
    ["a source digest", (from) => withCell(from, 6, ({sourceDigest}) => ({sourceDigest: flip(sourceDigest)})), 6, "source"],
    ["the digest of what a cell read", (from) => withCell(from, 5, ({reads}) => ({reads: [{...reads[0]!, digest: flip(reads[0]!.digest)}]})), 5, "record"],
    ["the digest of a call's result", (from) => withCell(from, 6, ({calls}) => ({calls: [{...calls[0]!, resultDigest: flip(calls[0]!.resultDigest)}]})), 6, "value"],
    ["a status", (from) => withCell(from, 6, () => ({status: "failed"})), 6, "value"],
    ["a kind", (from) => withCell(from, 6, () => ({kind: "javascript"})), 6, "source"],
    ["the notebook's source digest", (from) => ({...from, source: flip(from.source)}), null, "source"],
    ["a data set's digest", (from) => ({...from, data: [{...from.data[0]!, digest: flip(from.data[0]!.digest)}]}), 1, "data"],
    ["a data set's rows", (from) => ({...from, data: [{...from.data[0]!, rows: 4}]}), 1, "record"],
    ["the root", (from) => ({...from, root: flip(from.root)}), null, "record"],
  ];

  for (const [name, alter, cell, cause] of alterations) {
    it(`by one byte of ${name} is found out, with the place`, () => {
      const result = found(alter(record), run(setup));
      expect(result.same).toBe(false);
      expect([result.cell, result.cause]).toEqual([cell, cause]);
    });
  }

  it("is called altered, since its root does not follow from its contents", () => {
    const changed = withCell(record, 2, ({valueDigest}) => ({valueDigest: flip(valueDigest!)}));
    expect(compareRecords(changed, run(setup)).firstDifference?.message).toContain(altered);
    const consistent = {...changed, root: toRoot(changed)};
    expect(compareRecords(consistent, run(setup)).firstDifference?.message).not.toContain(altered);
    expect(found(consistent, run(setup))).toEqual({same: false, cell: 2, cause: "value", differing: [2]});
  });

  it("by one byte of a parameter or an input is found out in the cell that read it, although the run is made with the altered one", () => {
    const parameters = {factor: 3};
    expect(found({...record, parameters}, run({...setup, parameters}))).toEqual({same: false, cell: 2, cause: "parameter", differing: [4, 2, 5]});
    const inputs = {"3/0": 11};
    expect(found({...record, inputs}, run({...setup, inputs}))).toEqual({same: false, cell: 3, cause: "input", differing: [4, 3, 5]});
  });

  it("has every leaf under its root: changing any of them changes the root", () => {
    const roots = new Set([record.root, ...alterations.map(([, alter]) => toRoot(alter(record)))]);
    // Rows and the root itself are not under the root.
    expect(roots.size).toBe(1 + alterations.length - 2);
    expect(toRoot({...record, inputs: {"3/0": 11}})).not.toBe(record.root);
    expect(toRoot({...record, parameters: {factor: 3}})).not.toBe(record.root);
  });
});

describe("an unfinished run", () => {
  it("makes a record that is not verifiable, and says which cell it was", () => {
    const {cells, ...rest} = record;
    const unfinished = buildRecord({...rest, cells: cells.map((cell) => (cell.id === 2 ? {...cell, status: "unfinished" as const, valueDigest: null} : cell))});
    expect(unfinished.verifiable).toBe(false);
    expect(record.verifiable).toBe(true);
    expect(found(unfinished, run(setup))).toMatchObject({same: false, cell: 2, cause: "unfinished"});
    expect(found(record, unfinished)).toMatchObject({same: false, cell: 2, cause: "unfinished"});
  });
});

describe("source digests", () => {
  it("cover what changes a run or what a reader is shown, and not how a page is laid out", () => {
    const base = toCell({id: 1, source: "a"});
    const digest = digestCellSource(base);
    for (const changed of [{source: "b"}, {kind: "javascript" as const}, {output: "x"}, {hidden: true}, {disabled: true}, {attributes: [["database", "x"] as const]}]) {
      expect(digestCellSource({...base, ...changed})).not.toBe(digest);
    }
    expect(digestCellSource({...base, pinned: !base.pinned, id: 2})).toBe(digest);
    const notebook = toNotebook({title: "t", cells: [base]});
    expect(digestSource({...notebook, attributes: [["theme", "air"]], runMode: "manual"})).toBe(digestSource(notebook));
    expect(digestSource({...notebook, title: "u"})).not.toBe(digestSource(notebook));
    expect(digestSource({...notebook, cells: [{...base, id: 2}]})).not.toBe(digestSource(notebook));
  });
});
