/** The example notebooks as files: complete, in the format as we write it, and readable by Notebook Kit. */
import {existsSync, readFileSync} from "node:fs";
import {deserialize} from "@observablehq/notebook-kit";
import {describe, expect, it} from "vitest";
import {readNotebook, writeNotebook} from "../file/index.ts";
import {exampleNotebooks} from "./index.ts";
import {makeDigits} from "./make-digits.ts";

interface Dom {
  readonly window: {readonly DOMParser: new () => DOMParser};
}
const {JSDOM} = (await import("jsdom" as string)) as {readonly JSDOM: new () => Dom};
const {window} = new JSDOM();

const examples = exampleNotebooks();

describe("the examples", () => {
  it("each have a name of their own", () => {
    expect(new Set(examples.map(({id}) => id)).size).toBe(examples.length);
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  it("have the digits that the package mnist gives", () => {
    const digits = examples.flatMap(({data}) => data).find(({name}) => name === "digits")!;
    expect(readFileSync(digits.path, "utf8") === makeDigits()).toBe(true);
  });

  for (const {id, title, text, data} of examples) {
    describe(id, () => {
      const {notebook, warnings} = readNotebook(text);

      it("has the title of the list, and names the data sets that it reads, which are there", () => {
        expect(warnings).toEqual([]);
        expect(notebook.title).toBe(title);
        expect(notebook.data.map(({name}) => name)).toEqual(data.map(({name}) => name));
        for (const {path} of data) expect(existsSync(path), path).toBe(true);
        const read = new Set(notebook.cells.flatMap(({source}) => [...source.matchAll(/^(?!.*`data\().*\bdata\("([^"]+)"\)/gm)].map(([, name]) => name)));
        expect([...read]).toEqual(data.map(({name}) => name));
      });

      it("is written as we write it", () => {
        expect(writeNotebook({notebook})).toBe(text);
      });

      it("is read by Notebook Kit to the same cells", () => {
        const kit = deserialize(text, {parser: new window.DOMParser()});
        expect(kit.cells.map(({id, value}) => [id, value])).toEqual(notebook.cells.map(({id, source}) => [id, source]));
      });

      it("begins with a heading, and has short paragraphs", () => {
        expect(notebook.cells[0]).toMatchObject({kind: "markdown", source: expect.stringMatching(/^# \S/) as string});
        for (const {kind, source} of notebook.cells) {
          if (kind === "markdown") for (const paragraph of source.split("\n\n")) expect(paragraph.length).toBeLessThan(450);
        }
      });
    });
  }
});
