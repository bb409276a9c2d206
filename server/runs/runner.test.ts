/** Runs without a person: kept from before their first step, whole or not at all, stopped by their deadline or by a person. */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {toCell, toNotebook} from "#notebooks";
import type {Notebook} from "#notebooks";
import {createEngine} from "../engine.ts";
import type {Engine} from "../engine.ts";
import {systemEffects} from "../effects.ts";
import {createLog} from "../log.ts";
import {createNotebookStore} from "../notebooks/notebook-store.ts";
import {toServerOptions} from "../options.ts";
import {openDatabase} from "../store/database.ts";
import type {Database} from "../store/database.ts";
import {openFiles} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import {createRunStore} from "./run-store.ts";
import {createRunner} from "./runner.ts";
import type {RunEvent} from "./runner.ts";

const folder = mkdtempSync(join(tmpdir(), "recto-runs-"));
const [ada, bob] = ["ada", "bob"] as OwnerId[] as [OwnerId, OwnerId];
const options = toServerOptions({folder});
let database: Database;
let engine: Engine;

beforeAll(async () => {
  database = await openDatabase(join(folder, "test.sqlite"));
  for (const id of [ada, bob]) database.change(database.shared.insertInto("accounts").values({id, email: id, name: id, password_hash: "", created_at: 0}));
  engine = await createEngine(options.limits);
});
afterAll(async () => {
  await engine.close();
  database.close();
  rmSync(folder, {recursive: true, force: true});
});

function open(places = 2) {
  const files = openFiles(folder, systemEffects);
  const runs = createRunStore(database, files, systemEffects);
  const notebooks = createNotebookStore(database, systemEffects);
  const world = {...engine, clock: () => systemEffects.clock()};
  const findData = async () => null;
  const runner = createRunner({runs, files, notebooks, world, findData, options, effects: systemEffects, log: createLog("silent"), places});
  const create = (...sources: string[]) => notebooks.create(ada, {notebook: toTestNotebook(...sources), nextCellId: 10, inputs: {}}).id;
  return {runs, runner, create, files};
}

function toTestNotebook(...sources: string[]): Notebook {
  return toNotebook({title: "Tested", cells: sources.map((source, index) => toCell({id: index + 1, source}))});
}

const byPerson = {startedBy: "person", starter: null} as const;

describe("a run", () => {
  it("is there as started before any work, and whole when it is finished", async () => {
    const {runs, runner, create} = open();
    const notebook = create("const a = 20;", "a + 22");
    const {id, finished} = runner.start(ada, {notebook, ...byPerson});
    expect(runs.find(ada, id)).toMatchObject({status: "started", finishedAt: null, root: null, cells: {total: 2, executed: 0}});
    const run = await finished;
    expect(run).toMatchObject({status: "succeeded", message: null, notebook, cells: {total: 2, executed: 2, reused: 0, failed: 0}});
    expect(run?.root).toMatch(/^[0-9a-f]{64}$/);
    expect(run?.content?.record.root).toBe(run?.root);
    expect(run?.content?.results[2]?.displays).toMatchObject([{content: {type: "inspect", node: {text: "42"}}}]);
    expect(runs.values(ada, id)).toMatchObject([{cell: 1, name: "a"}]);
    expect(runs.list(ada, {notebook}).map((one) => one.id)).toEqual([id]);
    await runner.close();
  });

  it("is nobody else's", async () => {
    const {runs, runner, create} = open();
    const {id, finished} = runner.start(ada, {notebook: create("1"), ...byPerson});
    await finished;
    expect([runs.find(bob, id), await runs.load(bob, id), runs.list(bob, {}), runs.values(bob, id)]).toEqual([null, null, [], []]);
    expect([runs.setName(bob, id, "mine"), runs.delete(bob, id), runner.cancel(bob, id)]).toEqual([false, false, false]);
    expect(() => runner.start(bob, {notebook: runs.find(ada, id)?.notebook ?? "", ...byPerson})).toThrow(/no such notebook/);
    await runner.close();
  });

  it("takes parameters by the name of the input, and fails in words when there is none", async () => {
    const {runner} = open();
    const notebook = toTestNotebook("const n = view(Inputs.range([0, 10], {value: 1, step: 1}));", "n * 2");
    const run = (parameters: {[name: string]: number}) => runner.start(ada, {notebook: null, document: {notebook}, parameters, ...byPerson}).finished;
    expect((await run({n: 4}))?.content?.results[2]?.displays).toMatchObject([{content: {node: {text: "8"}}}]);
    expect(await run({m: 4})).toMatchObject({status: "failed", content: null, message: expect.stringContaining('parameter "m" goes to no input: cells view n') as string});
    await runner.close();
  });

  it("that has a failing cell failed, and is kept with what the other cells gave", async () => {
    const {runner, create} = open();
    const run = await runner.start(ada, {notebook: create("const a = 1;", "a.b.c", "throw new Error('on purpose')"), ...byPerson}).finished;
    expect(run).toMatchObject({status: "failed", cells: {total: 3, executed: 3, failed: 2}});
    expect(run?.message).toMatch(/^cell 2: TypeError/);
    expect(run?.root).not.toBeNull();
    await runner.close();
  });

  it("is stopped at its time limit and says so, and the next one runs", async () => {
    const {runner, create} = open(1);
    const endless = runner.start(ada, {notebook: create("await new Promise(() => {})", "1"), timeLimitMs: 500, ...byPerson});
    const next = runner.start(ada, {notebook: create("2"), ...byPerson});
    expect(await endless.finished).toMatchObject({status: "failed", message: expect.stringContaining("stopped after its time limit of 0.5 s") as string});
    expect(await next.finished).toMatchObject({status: "succeeded"});
    await runner.close();
  });

  it("is cancelled while it runs and while it waits", async () => {
    const {runner, create, runs} = open(1);
    const running = runner.start(ada, {notebook: create("await new Promise(() => {})"), ...byPerson});
    const waiting = runner.start(ada, {notebook: create("2"), ...byPerson});
    waiting.cancel();
    await new Promise<void>((resolve) => {
      const stop = runner.listen(({type, run}) => {
        if (type !== "progress" || run.id !== running.id) return;
        stop();
        resolve();
      });
    });
    running.cancel();
    expect(await running.finished).toMatchObject({status: "cancelled"});
    expect(await waiting.finished).toMatchObject({status: "cancelled", content: null});
    expect(runs.find(ada, waiting.id)?.status).toBe("cancelled");
    await runner.close();
  });

  it("runs in the order of asking, no more at once than there are places", async () => {
    const {runner} = open(2);
    const events: RunEvent[] = [];
    runner.listen((event) => events.push(event));
    const document = {notebook: toTestNotebook("1")};
    const started = Array.from({length: 5}, () => runner.start(ada, {notebook: null, document, ...byPerson}));
    await Promise.all(started.map(({finished}) => finished));
    const begun = [...new Set(events.filter(({type}) => type === "progress").map(({run}) => run.id))];
    expect(begun).toEqual(started.map(({id}) => id));
    let most = 0;
    const active = new Set<string>();
    for (const {type, run} of events) {
      if (type === "progress") active.add(run.id);
      if (type === "finished") active.delete(run.id);
      most = Math.max(most, active.size);
    }
    expect(most).toBeLessThanOrEqual(2);
    await runner.close();
  });

  it("that the server stops in the middle of is interrupted, and so is one that still waits", async () => {
    const {runner, create} = open(1);
    const started = [create("await new Promise(() => {})"), create("1")].map((notebook) => runner.start(ada, {notebook, ...byPerson}));
    await runner.close();
    for (const {finished} of started) expect(await finished).toMatchObject({status: "interrupted"});
    expect(() => runner.start(ada, {notebook: create("1"), ...byPerson})).toThrow(/stopping/);
  });
});

describe("a run of what was run before", () => {
  const textData = (text: string, digest: string) => ({digest, rows: 1, load: async () => ({type: "text", bytes: new TextEncoder().encode(text), lines: 1}) as const});

  it("executes no cell when nothing changed, has the same root, and outlives the server", async () => {
    const first = open();
    const notebook = first.create("const a = Math.random();", "display(a * 2)");
    const once = await first.runner.start(ada, {notebook, ...byPerson}).finished;
    await first.runner.close();
    const {runner, runs} = open();
    const again = await runner.start(ada, {notebook, ...byPerson}).finished;
    expect(again).toMatchObject({status: "succeeded", root: once?.root, computeMs: 0, cells: {total: 2, executed: 0, reused: 2, failed: 0}});
    expect(again?.content).toEqual(once?.content);
    expect(runs.values(ada, again?.id ?? "").map(({digest}) => digest)).toEqual(runs.values(ada, once?.id ?? "").map(({digest}) => digest));
    const forced = await runner.start(ada, {notebook, reuse: false, ...byPerson}).finished;
    expect(forced?.cells).toMatchObject({executed: 2, reused: 0});
    await runner.close();
  });

  it("executes what depends on the one data set that changed, and nothing else", async () => {
    const {runner, create} = open();
    const notebook = create('const a = data("one");', 'const b = data("two");', "a.length", "b.length", "const c = 3;");
    const data: {[name: string]: string} = {one: "first", two: "second"};
    const digests = {first: "1".repeat(64), second: "2".repeat(64), changed: "3".repeat(64)} as const;
    const findData = async (name: string) => textData(data[name]!, digests[data[name] as keyof typeof digests]);
    const run = () => runner.start(ada, {notebook, findData, ...byPerson}).finished;
    expect(await run()).toMatchObject({status: "succeeded", cells: {executed: 5, reused: 0}});
    data["two"] = "changed";
    const after = await run();
    expect(after).toMatchObject({status: "succeeded", cells: {executed: 2, reused: 3}});
    expect(Object.entries(after?.content?.results ?? {}).filter(([, {reused}]) => !reused).map(([id]) => id)).toEqual(["2", "4"]);
    expect(after?.content?.results[4]?.displays).toMatchObject([{content: {node: {text: "7"}}}]);
    expect(await run()).toMatchObject({cells: {executed: 0, reused: 5}});
    await runner.close();
  });

  it("executes the cells that ask for the time, at another time", async () => {
    const {runner, create} = open();
    const notebook = create("const at = Date.now();", "const b = 2;");
    const run = (now: number) => runner.start(ada, {notebook, now, ...byPerson}).finished;
    await run(1_700_000_000_000);
    expect(await run(1_800_000_000_000)).toMatchObject({cells: {executed: 1, reused: 1}});
    await runner.close();
  });

  it("believes nothing that is kept without its digest", async () => {
    const {runner, runs, create, files} = open();
    const notebook = create("const long = new Float64Array(20_000).fill(2);", "long[0]");
    const run = () => runner.start(ada, {notebook, now: 1_700_000_000_000, ...byPerson}).finished;
    const {id = "", root} = (await run()) ?? {};
    const file = runs.values(ada, id).find(({name}) => name === "long")?.file ?? "";
    writeFileSync(files.path(runs.contentFile(ada, id) ?? ""), "{}");
    expect(await run()).toMatchObject({root, cells: {executed: 2, reused: 0}});
    writeFileSync(files.path(file), new Uint8Array(160_000));
    const document = {notebook: toTestNotebook("const long = new Float64Array(20_000).fill(2);", "long[0]", "3")};
    const after = await runner.start(ada, {notebook, document, ...byPerson}).finished;
    expect(after?.content?.results[1]?.reused).toBe(false);
    expect(after?.content?.results[2]?.displays).toMatchObject([{content: {node: {text: "2"}}}]);
    await runner.close();
  });
});

describe("kept runs", () => {
  it("left as started by a server that was killed are interrupted at the next start", () => {
    const {runs} = open();
    const run = {notebook: null, title: "Killed", ...byPerson, parameters: {}, seed: 1, now: 1, cells: 3};
    const {id} = runs.begin(ada, run);
    expect(runs.interruptStarted()).toBe(1);
    expect(runs.find(ada, id)).toMatchObject({status: "interrupted", message: expect.stringContaining("ended in the middle") as string});
    expect(runs.interruptStarted()).toBe(0);
  });

  it("keep their files from the sweep, and let them go when they are deleted", async () => {
    const {runs, runner, create} = open();
    const {id, finished} = runner.start(ada, {notebook: create("const big = new Float64Array(20_000);"), ...byPerson});
    await finished;
    const used = database.filesInUse();
    const file = runs.values(ada, id).find(({name}) => name === "big")?.file ?? "";
    expect(used.has(file)).toBe(true);
    expect(runs.delete(ada, id)).toBe(true);
    expect(database.filesInUse().has(file)).toBe(false);
    await runner.close();
  });

  it("keep the values of the latest and of those with a name, and what every one showed", async () => {
    const {runs, runner, create} = open();
    const notebook = create("const a = Math.random();");
    const first = await runner.start(ada, {notebook, ...byPerson}).finished;
    const cells = new Map([[1, {evidence: {reads: [], valueDigest: null, displayDigests: [], calls: [], values: [{name: "a", digest: "0".repeat(64), bytes: new Uint8Array(9)}]}}]]);
    const ids = [first?.id ?? ""];
    for (let count = 1; count < 53; count += 1) {
      const run = {notebook, title: "Kept", ...byPerson, parameters: {}, seed: 1, now: 1, cells: 1, startedAt: Date.now() + count};
      const counts = {total: 1, executed: 1, reused: 0, failed: 0};
      const finished = {status: "succeeded", message: null, counts, computeMs: 1, content: first?.content ?? null, cells, reuseKey: null} as const;
      ids.push((await runs.keep(ada, run, finished))?.id ?? "");
      if (count === 1) runs.setName(ada, ids[1]!, "Named");
    }
    expect(ids.map((id) => runs.values(ada, id).length)).toEqual(ids.map((_, index) => (index === 0 || index === 2 ? 0 : 1)));
    expect((await runs.load(ada, ids[0]!))?.content?.results[1]?.names).toMatchObject([{name: "a"}]);
    await runner.close();
  });

  it("carry the name that a person gives to a version", async () => {
    const {runs, runner, create} = open();
    const {id, finished} = runner.start(ada, {notebook: create("1"), ...byPerson});
    await finished;
    expect(runs.setName(ada, id, "Sent to the board")).toBe(true);
    expect(runs.find(ada, id)?.name).toBe("Sent to the board");
    await runner.close();
  });
});
