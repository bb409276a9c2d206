import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {defaultLimits} from "#kernels/host";
import {toNotebook, type Notebook, type RunRecord, type VerifyReport} from "#notebooks";
import {findText, openEngine, openSession, toCells, type Engine} from "./fixture.ts";
import {verifyRecord} from "./verify-record.ts";

const sources = [
  "const tau = view(Inputs.range([0, 10], {value: 2}));",
  "const lines = data('log').split('\\n');",
  "const scaled = lines.map((line) => line.length * tau);",
  "display(scaled); scaled.length",
  "'nothing above'",
];
const data = new Map([["log", "one\nthree\nfive"]]);

let engine: Engine;
let record: RunRecord;
const notebook = toNotebook({cells: toCells(sources)});

beforeAll(async () => {
  engine = await openEngine();
  const test = await openSession(engine, sources, {parameters: {tau: 3}, world: {data}});
  await test.settled();
  record = test.session.record();
  await test.session.close();
});
afterAll(() => engine.close());

function verify(changes: {record?: RunRecord; notebook?: Notebook; data?: ReadonlyMap<string, string>; deadlineMs?: number} = {}): Promise<VerifyReport> {
  const {record: its = record, notebook: given = notebook, data: texts = data, ...others} = changes;
  return verifyRecord({
    record: its,
    notebook: given,
    host: engine.host,
    compiler: engine.compiler,
    limits: defaultLimits,
    clock: () => 1_800_000_000_000,
    findData: (name) => Promise.resolve(findText(texts, name)),
    ...others,
  });
}

/** The cells that are said to differ, and the first difference. */
function summarise({same, cells, firstDifference}: VerifyReport): unknown {
  return {same, cells: cells.filter((cell) => !cell.same).map(({id}) => id), cell: firstDifference?.cell, cause: firstDifference?.cause};
}

describe("verifying", () => {
  it("the same notebook gives the same root, cell by cell", async () => {
    const report = await verify();
    expect(report.firstDifference).toBeNull();
    expect(report).toMatchObject({same: true, expectedRoot: record.root, actualRoot: record.root});
    expect(report.cells.map(({same}) => same)).toEqual([true, true, true, true, true]);
  });

  it("names the cell whose source has one byte changed, whatever follows from it", async () => {
    const cells = toCells(sources.map((source) => source.replace("line.length * tau", "line.length + tau")));
    const report = await verify({notebook: toNotebook({cells})});
    expect(summarise(report)).toMatchObject({same: false, cell: 3, cause: "source"});
    expect(report.cells.filter(({same}) => same).map(({id}) => id)).toEqual([1, 2, 5]);
  });

  it("names the data set that has one byte changed, without running", async () => {
    const report = await verify({data: new Map([["log", "one\nthree\nfiVe"]])});
    expect(summarise(report)).toMatchObject({same: false, cell: 2, cause: "data"});
    expect(report.firstDifference?.message).toMatch(/"log"/);
  });

  it("names a data set that is not there", async () => {
    expect(summarise(await verify({data: new Map()}))).toMatchObject({same: false, cell: 2, cause: "data"});
  });

  it("names the parameter that was changed in the record", async () => {
    const report = await verify({record: {...record, parameters: {tau: 4}}});
    expect(summarise(report)).toMatchObject({same: false, cause: "parameter"});
    expect(report.firstDifference?.message).toMatch(/parameter tau is 4 in the record.*holds 3/);
  });

  it("names the cell whose recorded value was changed", async () => {
    const flip = (digest: string): string => (digest.startsWith("0") ? "1" : "0") + digest.slice(1);
    const cells = record.cells.map((cell) => (cell.id === 3 && cell.valueDigest ? {...cell, valueDigest: flip(cell.valueDigest)} : cell));
    const report = await verify({record: {...record, cells}});
    expect(summarise(report)).toEqual({same: false, cells: [3], cell: 3, cause: "value"});
  });

  it("a changed root alone is a difference of the record", async () => {
    const report = await verify({record: {...record, root: "0".repeat(64)}});
    expect(summarise(report)).toMatchObject({same: false, cell: null, cause: "record"});
  });

  it("a cell that does not come to its end by the deadline is unfinished", async () => {
    const cells = toCells(sources.map((source, index) => (index === 4 ? "await new Promise(() => {})" : source)));
    const report = await verify({notebook: toNotebook({cells}), deadlineMs: 300});
    expect(report.same).toBe(false);
    expect(report.cells.find(({id}) => id === 5)?.same).toBe(false);
    expect(report.firstDifference?.cause).toMatch(/unfinished|source/);
  });

  it("can be given up", async () => {
    const controller = new AbortController();
    controller.abort(new Error("given up"));
    await expect(
      verifyRecord({
        record, notebook, host: engine.host, compiler: engine.compiler, limits: defaultLimits, clock: () => 0,
        findData: () => Promise.resolve(null), signal: controller.signal,
      }),
    ).rejects.toThrow("given up");
  });

  it("a session verifies what it shows, tells how far it is, and keeps the report with the proof", async () => {
    const test = await openSession(engine, sources, {world: {data}});
    await test.settled();
    await test.until(({proof}) => proof.root !== null, "there is a root");
    const shares: (number | null)[] = [];
    const reply = await test.session.request({type: "verify"}, (share) => void shares.push(share), new AbortController().signal);
    expect(reply).toMatchObject({type: "verify", report: {same: true}});
    expect(shares.at(-1)).toBe(1);
    await test.until(({proof}) => proof.verified?.same === true, "the report is with the proof");
    await test.run(5, "'changed'");
    await test.until(({proof}) => proof.root !== null, "there is another root");
    expect(test.state.proof.verified).toBeNull();
    await test.session.close();
  });
});
