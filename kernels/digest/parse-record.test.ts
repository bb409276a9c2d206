/** Records from files: the right ones are taken whole, the wrong ones refused with the part that is wrong. */
import {describe, expect, it} from "vitest";
import {parseRecord} from "./index.ts";
import vectors from "./vectors.json" with {type: "json"};

const {record} = vectors;

/** The record with one part replaced, at a path such as `cells.0.id`; undefined takes the part out. */
function withPart(path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(record)) as {[name: string]: unknown};
  const names = path.split(".");
  let at: {[name: string]: unknown} = copy;
  for (const name of names.slice(0, -1)) at = at[name] as {[name: string]: unknown};
  if (value === undefined) delete at[names.at(-1)!];
  else at[names.at(-1)!] = value;
  return copy;
}

describe("a run record in a file", () => {
  it("is read whole", () => {
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  const wrong: readonly (readonly [path: string, value: unknown, message: string])[] = [
    ["format", "recto-run/2", 'record.format must be "recto-run/1", got "recto-run/2"'],
    ["root", undefined, "record.root must be 64 lower-case hexadecimal digits, got nothing"],
    ["root", record.root.toUpperCase(), "record.root must be 64 lower-case hexadecimal digits, got "],
    ["seed", "1", 'record.seed must be a number, got "1"'],
    ["parameters", [], "record.parameters must be an object, got []"],
    ["verifiable", 1, "record.verifiable must be true or false, got 1"],
    ["cells", {}, "record.cells must be an array, got {}"],
    ["cells.0.id", 0, "record.cells[0].id must be a positive integer, got 0"],
    ["cells.1.id", 1, 'record.cells must have every id once, got 1 twice'],
    ["cells.0.kind", "cobol", 'record.cells[0].kind must be one of typescript, javascript, markdown, html, sql, other, got "cobol"'],
    ["cells.0.status", "running", "record.cells[0].status must be one of done, failed, blocked, disabled, unfinished"],
    ["cells.1.reads.0.digest", "abc", 'record.cells[1].reads[0].digest must be 64 lower-case hexadecimal digits, got "abc"'],
    ["cells.0.note", "hello", "record.cells[0].note is not a field of the format"],
    ["note", "hello", "record.note is not a field of the format"],
    ["data.0.rows", -1, "record.data[0].rows must be an integer from 0, got -1"],
    ["kernel", null, "record.kernel must be an object, got null"],
  ];
  for (const [path, value, message] of wrong) {
    it(`is refused when ${path} is ${JSON.stringify(value)?.slice(0, 20) ?? "missing"}`, () => {
      expect(() => parseRecord(withPart(path, value))).toThrow(TypeError);
      expect(() => parseRecord(withPart(path, value))).toThrow(message);
    });
  }

  it("is refused when it is no object", () => {
    for (const json of [null, undefined, 1, "x", []]) expect(() => parseRecord(json)).toThrow("record must be an object");
  });
});
