import {spawn} from "node:child_process";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {exampleNotebooks, type ExampleNotebook} from "#notebooks/examples";

const recto = fileURLToPath(new URL("../../bin/recto.js", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recto-cli-"));
});
afterAll(() => rm(folder, {recursive: true}));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command to its end. `onError` sees what is written to stderr as it comes. */
function run(given: readonly string[], onError: (text: string, stop: (signal: NodeJS.Signals) => void) => void = () => undefined): Promise<Ended> {
  const child = spawn(process.execPath, [recto, ...given], {stdio: ["ignore", "pipe", "pipe"]});
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    onError(err, (signal) => child.kill(signal));
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({code, out, err})));
}

function findRoot(out: string): string | undefined {
  return /root ([0-9a-f]{64})/.exec(out)?.[1];
}

async function place(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

function toFile(...sources: string[]): string {
  const cells = sources.map((source, index) => `  <script id="${index + 1}" type="text/x-typescript">\n    ${source}\n  </script>`);
  return `<!doctype html>\n<notebook>\n  <title>Test</title>\n${cells.join("\n")}\n</notebook>\n`;
}

const toDataOptions = ({data}: ExampleNotebook): string[] => data.flatMap(({name, path}) => ["--data", `${name}=${path}`]);
const fixed = ["--now", "2026-01-01T00:00:00Z", "--seed", "7"];

describe.each(exampleNotebooks().map((example) => [example.id, example] as const))("the example %s", (id, example) => {
  it("runs, and its file alone has the same root in another process", async () => {
    const file = await place(`${id}.html`, example.text);
    const out = join(folder, `${id}.run.html`);
    const ran = await run(["run", file, ...toDataOptions(example), ...fixed, "--out", out]);
    expect(ran).toMatchObject({code: 0});
    expect(ran.out).not.toMatch(/failed|blocked/);
    const verified = await run(["verify", out, "--root", findRoot(ran.out) ?? ""]);
    expect(verified).toMatchObject({code: 0});
    expect(verified.out).toContain(`same: root ${findRoot(ran.out)}`);
  });
});

describe("an exported page", () => {
  it("shows charts and tables without a script, and can be verified", async () => {
    const example = exampleNotebooks().find(({id}) => id === "rnse-real-series");
    if (!example) throw new Error("there is such an example");
    const page = join(folder, "page.html");
    const file = await place("exported.html", example.text);
    expect(await run(["export", file, ...toDataOptions(example), ...fixed, "--out", page])).toMatchObject({code: 0});
    const text = await readFile(page, "utf8");
    expect(text).not.toMatch(/<script|could not be drawn|class="error"/);
    expect(text).toMatch(/<svg[\s\S]*<table/);
    expect(await run(["verify", page])).toMatchObject({code: 0});
  });
});

describe("a file that was changed", () => {
  const sources = ["const lines = data('log').split('\\n');", "const count = lines.length * 10;", "count + 1"];
  let out: string;
  let log: string;

  beforeAll(async () => {
    log = await place("log.txt", "one\ntwo\nthree\n");
    out = join(folder, "changed.run.html");
    const file = await place("changed.html", toFile(...sources));
    expect(await run(["run", file, "--data", `log=${log}`, ...fixed, "--out", out, "--no-data"])).toMatchObject({code: 0});
  });

  it("by one byte of a cell is different, and the cell is named", async () => {
    const text = (await readFile(out, "utf8")).replace("length * 10", "length * 11");
    const {code, out: said} = await run(["verify", await place("source.html", text), "--data", `log=${log}`]);
    expect(code).toBe(1);
    expect(said).toMatch(/^cell 1 {2}same\ncell 2 {2}different: .*source/m);
  });

  it("by one byte of its data is different, and the data set is named", async () => {
    const changed = await place("log-changed.txt", "one\ntwo\nthreE\n");
    const {code, out: said} = await run(["verify", out, "--data", `log=${changed}`]);
    expect(code).toBe(1);
    expect(said).toMatch(/different: the data set "log"/);
  });

  it("by one byte of a recorded value is different, and the cell is named", async () => {
    const text = await readFile(out, "utf8");
    const recorded = [...text.matchAll(/"valueDigest": "([0-9a-f]{64})"/g)].at(-1)?.[1] ?? "";
    const other = (recorded.startsWith("0") ? "1" : "0") + recorded.slice(1);
    const {code, out: said} = await run(["verify", await place("value.html", text.replace(`"valueDigest": "${recorded}"`, `"valueDigest": "${other}"`)), "--data", `log=${log}`]);
    expect(code).toBe(1);
    expect(said).toMatch(/^cell 2 {2}same\ncell 3 {2}different: .*value/m);
  });

  it("has another root than the one that was published", async () => {
    const {code, out: said} = await run(["verify", out, "--data", `log=${log}`, "--root", "0".repeat(64)]);
    expect(code).toBe(1);
    expect(said).toMatch(/the file's root is/);
  });

  it("without its data says which data set is missing", async () => {
    const {code, err} = await run(["verify", out]);
    expect(code).toBe(4);
    expect(err).toMatch(/the data set "log": give it with --data log=PATH/);
  });
});

describe("a page that shows something else than the run", () => {
  it("is different, and the cell is named", async () => {
    const page = join(folder, "shown.html");
    expect(await run(["export", await place("show.html", toFile("40 + 2")), ...fixed, "--out", page])).toMatchObject({code: 0});
    const forged = (await readFile(page, "utf8")).replace(">42<", ">43<");
    const {code, out} = await run(["verify", await place("forged.html", forged)]);
    expect(code).toBe(1);
    expect(out).toMatch(/the page is not what it shows: what it shows of cell 1 is another/);
  });
});

describe("what goes wrong is said in one sentence", () => {
  it.each([
    [["verify", "nowhere.html"], 3, /^recto: nowhere\.html cannot be read: there is no such file or folder\n$/],
    [["run"], 2, /^recto: recto run needs FILE/],
    [["vrify"], 2, /did you mean recto verify\?/],
    [["run", "x.html", "--sed", "1"], 2, /did you mean --seed\?/],
  ])("recto %j ends with %i", async (given, code, message) => {
    const ended = await run(given);
    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(message);
    expect(ended.err).not.toMatch(/\n\s+at /);
  });

  it("a file without a record, and one that is no notebook", async () => {
    const bare = await run(["verify", await place("bare.html", toFile("1"))]);
    expect(bare).toMatchObject({code: 3, err: expect.stringMatching(/holds no run record/)});
    const other = await run(["run", await place("other.html", "<p>hello</p>")]);
    expect(other).toMatchObject({code: 3, err: expect.stringMatching(/is not a notebook/)});
  });

  it("an unknown parameter lists the known ones", async () => {
    const file = await place("parameter.html", toFile("const tau = view(Inputs.range([0, 10], {value: 2}));", "tau"));
    expect(await run(["run", file, "--param", "tow=3"])).toMatchObject({code: 2, err: expect.stringMatching(/parameter "tow" goes to no input: cells view tau/)});
    expect(await run(["run", file, "--param", "tau=3"])).toMatchObject({code: 0, out: expect.stringMatching(/tau = 3/)});
    expect(await run(["run", file, "--param", "tau=30"])).toMatchObject({code: 5, out: expect.stringMatching(/from 0 to 10, got 30/)});
  });

  it("a cell that fails ends the run with its own code, and the others are run", async () => {
    const file = await place("failing.html", toFile("null.x", "1 + 1"));
    expect(await run(["run", file])).toMatchObject({code: 5, out: expect.stringMatching(/cell 1 {2}failed.*\ncell 2 {2}done/)});
  });

  it("a cell that does not end is stopped at the deadline, and the run proves nothing", async () => {
    const file = await place("endless.html", toFile("await new Promise(() => {})", "1 + 1"));
    expect(await run(["run", file, "--deadline", "1"])).toMatchObject({code: 5, out: expect.stringMatching(/no root/)});
  });

  it("Ctrl-C ends a run with its own code", async () => {
    const file = await place("interrupted.html", toFile("await new Promise(() => {})", "1 + 1"));
    let isStopped = false;
    const ended = await run(["run", file], (text, stop) => {
      if (isStopped || !text.includes("2 cells")) return;
      isStopped = true;
      // A terminal sends it to the launcher and to the engine, and the launcher passes it on: it comes more than once.
      stop("SIGINT");
      stop("SIGINT");
    });
    expect(ended).toMatchObject({code: 6, err: expect.stringMatching(/recto: interrupted\n$/)});
  });
});

describe("recto import", () => {
  it("takes a notebook of Jupyter, which then runs, and says why a file is none", async () => {
    const cells = [
      {cell_type: "markdown", metadata: {}, source: ["# From Jupyter\n", "costs ${x}"]},
      {cell_type: "code", metadata: {}, source: ["const x: number = 6 * 7;\n", "x"]},
    ];
    const jupyter = await place("j.ipynb", JSON.stringify({cells, metadata: {language_info: {name: "typescript"}}, nbformat: 4, nbformat_minor: 5}));
    const out = join(folder, "imported.html");
    expect(await run(["import", jupyter, "--out", out])).toEqual({code: 0, out: "", err: ""});
    expect(await readFile(out, "utf8")).toContain("<title>From Jupyter</title>");
    const [imported, direct] = [await run(["run", out]), await run(["run", jupyter])];
    expect([imported.code, direct.code]).toEqual([0, 0]);
    expect(imported.out).toContain("42");
    expect(await run(["import", out])).toMatchObject({code: 0, out: await readFile(out, "utf8")});

    const wrong = await run(["import", await place("w.ipynb", '{"nbformat": 3}')]);
    expect(wrong).toMatchObject({code: 3, err: expect.stringContaining("is not a notebook: the file is of Jupyter's format 3: open and save it in Jupyter")});
  });
});

describe("recto export", () => {
  it("writes a table as CSV, and names what there is when the name is wrong", async () => {
    const file = await place("table.html", toFile('const table = aq.table({x: [1, 2.5], y: ["a,b", "say \\"hi\\""]});'));
    expect(await run(["export", file, "--format", "csv", "--cell", "table"])).toMatchObject({code: 0, out: 'x,y\r\n1,"a,b"\r\n2.5,"say ""hi"""\r\n'});
    expect(await run(["export", file, "--format", "csv", "--cell", "tabel"])).toMatchObject({code: 2, err: expect.stringMatching(/did you mean table\?/)});
  });

  it("writes the record and the results as JSON", async () => {
    const {code, out} = await run(["export", await place("json.html", toFile("const a = 1;", "a + 1")), "--format", "json", ...fixed]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({title: "Test", record: {format: "recto-run/1", seed: 7}, cells: [{id: 1, status: "done"}, {id: 2, status: "done"}]});
  });
});
