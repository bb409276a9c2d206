import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {mine} from "./index.ts";

describe("template mining", () => {
  it("lines that differ in numbers, addresses and paths share a template", () => {
    const {groups, templates} = mine([
      "Connection from 10.0.0.1 port 22 closed after 3 s",
      "Connection from 10.0.0.2 port 2222 closed after 14 s",
      "Cannot open /var/log/a.txt",
      "Cannot open /tmp/b",
    ]);
    expect([...groups]).toEqual([0, 0, 1, 1]);
    expect(templates.map(({template, count}) => [template, count])).toEqual([["Connection from <*> port <*> closed after <*> s", 2], ["Cannot open <*>", 2]]);
  });
  it("a number with its unit, quoted texts, printed objects and names of users are values", () => {
    const {templates} = mine([
      'sent 4.1 KB to user anna, tag="View Lock" of WorkSource{10} in 17 sec',
      'sent 300 B to user ben, tag="Launch" of null in 9',
    ]);
    expect(templates.map(({template}) => template)).toEqual(['sent <*> to user <*> , tag = " <*> " of <*> in <*>']);
    expect(mine(['"GET /a HTTP/1.1" 200', '"POST /b HTTP/1.1" 200']).templates).toHaveLength(2);
  });
  it("two or three plain words at one place are words of the message, many are values", () => {
    const line = (word: string) => `the daily backup job of the main store has ${word} as planned today`;
    expect(mine(["started", "stopped"].map(line)).templates).toHaveLength(2);
    expect(mine(["anna", "bert", "carl", "dora", "emil"].map(line)).templates).toHaveLength(1);
  });
  it("a template keeps its count, its first and last line and examples", () => {
    expect(mine(["boot ok", "load 1", "load 2", "boot ok", "load 3", "load 4"]).templates[1]).toMatchObject({
      template: "load <*>", count: 4, firstLine: 1, lastLine: 5, firstSeen: null, examples: ["load 1", "load 2", "load 3"],
    });
  });
  it("a template tells when it was first and last seen where its lines say so", () => {
    const [template] = mine(["2026-03-20T00:00:01Z INFO load 1", "2026-03-20T00:00:09Z INFO load 7"]).templates;
    expect([template!.firstSeen, template!.lastSeen]).toEqual([Date.UTC(2026, 2, 20, 0, 0, 1), Date.UTC(2026, 2, 20, 0, 0, 9)]);
  });
  it("a template tells the values at its wildcards", () => {
    const [template] = mine(["user u1 took 30 ms", "user u2 took 10 ms", "user u1 took 20 ms"]).templates;
    expect(template!.template).toBe("user <*> took <*> ms");
    expect(template!.variables).toEqual([
      {distinct: 2, top: [{value: "u1", count: 2}, {value: "u2", count: 1}], range: null},
      {distinct: 3, top: [{value: "30", count: 1}, {value: "10", count: 1}, {value: "20", count: 1}], range: {least: 10, median: 20, greatest: 30}},
    ]);
  });
  it("every line belongs to a template, empty lines too, and counts add up", () => {
    const lines = ["", "a b", "", "???", "0"];
    const {groups, templates} = mine(lines);
    expect(groups).toHaveLength(5);
    expect(templates.reduce((sum, template) => sum + template.count, 0)).toBe(5);
  });
  it("repeating the log changes no grouping", () => {
    const lines = Array.from({length: 200}, (_, i) => `worker ${i} took ${["job", "task"][i % 2]} ${i * 3} from queue q${i % 7}`);
    const once = mine(lines).groups;
    expect([...mine([...lines, ...lines]).groups.subarray(0, lines.length)]).toEqual([...once]);
  });
  it("one text is its lines, and what is neither is refused", () => {
    expect(() => mine(5 as never)).toThrow("mine takes an array of strings, one a line, or one text");
    expect([...mine("load 1\nboot ok\nload 2\n").groups]).toEqual([0, 1, 0]);
  });
});

const shared = process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../../shared");
const systems = ["Apache", "BGL", "HDFS", "HealthApp", "Linux", "OpenSSH", "Spark", "Zookeeper"];
describe.skipIf(!existsSync(join(shared, "data/loghub")))("template mining on eight real systems (skipped without the reference data folder)", () => {
  it("has a mean grouping accuracy above 0.93 with one setting for all", async () => {
    const {csv, evaluate} = (await import(join(shared, "score/grouping-accuracy.mjs"))) as {
      csv: (text: string) => string[][];
      evaluate: (truth: readonly string[], predicted: readonly number[]) => {GA: number};
    };
    const accuracies = systems.map((system) => {
      const [header, ...rows] = csv(readFileSync(join(shared, `data/loghub/${system}/${system}_2k.log_structured_corrected.csv`), "utf8"));
      const full = rows.filter((row) => row.length === header!.length);
      const column = (name: string) => full.map((row) => row[header!.indexOf(name)]!);
      return evaluate(column("EventId"), [...mine(column("Content")).groups]).GA;
    });
    expect(accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length).toBeGreaterThan(0.93);
  });
});
