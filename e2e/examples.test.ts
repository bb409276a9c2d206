/** The example notebooks run to the end on the real kernels: every cell gives something, nothing is complained of, and the root is the same again. */
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import * as d3 from "d3-array";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {exampleNotebooks} from "#notebooks/examples";
import type {CellState, RunRecord} from "#notebooks";
import type {Session} from "#kernels/session";
import {openEngine, runExample, type RunningEngine} from "./example-run.ts";

let engine: RunningEngine;
let other: RunningEngine;

beforeAll(async () => {
  [engine, other] = await Promise.all([openEngine(), openEngine()]);
});
afterAll(() => Promise.all([engine.close(), other.close()]));

const example = (id: string) => exampleNotebooks().find((one) => one.id === id)!;

async function withSession<Result>(running: RunningEngine, id: string, inputs: Parameters<typeof runExample>[2], look: (session: Session) => Result): Promise<Result> {
  const session = await runExample(running, example(id), inputs);
  try {
    return look(session);
  } finally {
    await session.close();
  }
}

function cells(session: Session): readonly (CellState & {readonly source: string})[] {
  return session.state.notebook.cells.map(({id, source}) => ({...session.state.cells[id]!, source}));
}

/** The text of everything that the Markdown cells show. */
function shownText(session: Session): string {
  return cells(session)
    .flatMap(({result}) => result.displays)
    .map(({content}) => (content.type === "markdown" ? content.html.replace(/<[^>]*>/g, "") : ""))
    .join("\n");
}

describe.each(exampleNotebooks().map(({id}) => id))("%s", (id) => {
  let record: RunRecord;

  it("runs to the end: every cell is done, pure, and without a complaint", async () => {
    await withSession(engine, id, {}, (session) => {
      for (const {source, result, analysis} of cells(session)) {
        expect([source, result.status, result.error, result.purity]).toEqual([source, "done", null, "pure"]);
        expect(analysis.diagnostics).toEqual([]);
        expect(result.displays.map(({content}) => content.type)).not.toContain("error");
      }
      record = session.record();
      expect(record.verifiable).toBe(true);
    });
  });

  it("gives the same root in another process", async () => {
    const again = await withSession(other, id, {}, (session) => session.record());
    expect(again.cells).toEqual(record.cells);
    expect(again.root).toBe(record.root);
  });
});

describe("the first notebook", () => {
  it("says what the data say", async () => {
    await withSession(engine, "first-notebook", {}, (session) => {
      expect(shownText(session)).toContain("It rained on 623 of 1461 days, which is 43% of them.");
      expect(shownText(session)).toContain("The wettest month of 2015 was month 12, with 285 mm of rain. The warmest day of the year had 35 °C.");
    });
  });

  it("follows its input", async () => {
    await withSession(engine, "first-notebook", {"13/0": 0}, (session) => expect(shownText(session)).toContain("The wettest month of 2012 was month 11"));
  });
});

describe("unusual days", () => {
  it("finds fewer at a higher threshold, and draws them over the series", async () => {
    const count = (text: string) => Number(/(\d+) of 1461 days are anomalies/.exec(text)![1]);
    const many = await withSession(engine, "rnse-real-series", {"6/0": 0.15}, (session) => {
      const charts = cells(session).flatMap(({result}) => result.displays.map(({content}) => content)).filter(({type}) => type === "vega-lite");
      expect(charts).toHaveLength(2);
      return count(shownText(session));
    });
    const few = await withSession(engine, "rnse-real-series", {"6/0": 0.3}, (session) => count(shownText(session)));
    expect(many).toBeGreaterThan(few);
    expect(many).toBeGreaterThan(0);
  });
});

describe("six claims", () => {
  it.each([1, 7, 42])("gets the verdicts that the engine really gives, noise %d", async (noiseSeed) => {
    const text = await withSession(engine, "rnse-six-claims", {"3/0": noiseSeed}, shownText);
    expect(text).toContain("2 of 6 claims hold: entropy gap, singularity.");
    expect(text).toContain("the means at 1 and 5 Hz differ by 0.000");
  });
});

describe("the log of a shop", () => {
  const line = (minute: number, rest: string) => `${new Date(Date.UTC(2026, 2, 2) + minute * 60_000).toISOString()} ${rest}`;
  async function withOwnLog(lines: readonly string[], look: (session: Session) => void): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "own-log-"));
    const path = join(folder, "own.log");
    await writeFile(path, lines.join("\n"));
    const text = example("risk-service-log").text.replace("const log = makeLog(1);", 'const log = data("own");');
    const session = await runExample(engine, {text, data: [{name: "own", fileName: "own.log", path}]});
    try {
      look(session);
    } finally {
      await session.close();
      await rm(folder, {recursive: true});
    }
  }

  it.each([
    ["an hour in which nothing happens", d3.range(60).map((minute) => line(minute, `INFO [shop] GET /cart/${minute} 200 12ms`))],
    ["a hundred days with few lines, and one bad hour", [
      ...d3.range(240).map((i) => line(i * 600, `INFO [shop] GET /cart/${i} 200 ${10 + (i % 7)}ms`)),
      ...d3.range(60).map((minute) => line(144_000 + minute, `ERROR [bank] payment ${minute} failed: connection refused`)),
    ]],
  ])("gives way to a log of one's own: %s", async (_, lines) => {
    await withOwnLog(lines, (session) => {
      expect(cells(session).filter(({result}) => result.status !== "done").map(({source, result}) => [source, result.error])).toEqual([]);
      expect(shownText(session)).toContain(`A log of ${lines.length} lines goes in.`);
      expect(shownText(session)).toMatch(/incidents? in|Quiet, or always like this/);
    });
  });

  it("says of a log without times that there is no window to score, and blames no other cell", async () => {
    await withOwnLog(["no time here", "nor here"], (session) => {
      const failed = cells(session).filter(({result}) => result.status === "failed");
      expect(failed.map(({result}) => result.error?.message)).toEqual(["none of the 2 lines of this log has a time that can be read, so there is no window to score"]);
    });
  });
});

describe("what RNSE misses", () => {
  it("is told with what is found, and with the sentence of each", async () => {
    await withSession(engine, "rnse-misses", {}, (session) => {
      expect(shownText(session)).toContain("Of ten days that made the news it tells 2, and of five planted oddities 3.");
      expect(shownText(session)).toContain("recall 20 % of 10");
      const tables = JSON.stringify(cells(session).flatMap(({result}) => result.displays.filter(({content}) => content.type === "table")));
      expect(tables).toContain("its shape is not one that this series has shown before (recurrence)");
      expect(tables).toContain(`"Colder and colder over 1,000 hours","missed"`);
    });
  });
});

describe("reactive inputs", () => {
  it("work out what became of the money, whatever is chosen", async () => {
    const usual = await withSession(engine, "reactive-inputs", {}, shownText);
    expect(usual).toContain("Ada put $1,000 into AAPL in January 2004. By March 2010 it was worth $19,771");
    const chosen = await withSession(engine, "reactive-inputs", {"5/0": [], "6/0": null, "8/0": 0, "15/0": 2, "16/0": 10, "17/0": "", "25/0": 3}, (session) => {
      expect(cells(session).map(({result}) => result.status)).not.toContain("failed");
      return shownText(session);
    });
    expect(chosen).toContain("Somebody put $10 into IBM in January 2000.");
    expect(chosen).toMatch(/Draw 3: (MSFT|AMZN|IBM|GOOG|AAPL)\./);
  });
});
