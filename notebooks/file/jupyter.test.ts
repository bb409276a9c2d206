/** Jupyter's format: a notebook comes back from it as it was, files of other programs are read, and nothing of them is lost. */
import {describe, expect, it} from "vitest";
import {toCell, toNotebook} from "../index.ts";
import type {Cell} from "../index.ts";
import {isJupyter, readJupyter, writeJupyter} from "./index.ts";

const file = (cells: readonly object[], language = "python", metadata: object = {}) =>
  JSON.stringify({cells, metadata: {language_info: {name: language}, ...metadata}, nbformat: 4, nbformat_minor: 5});
const code = (source: string | string[], rest: object = {}) => ({cell_type: "code", id: "a", metadata: {}, outputs: [], execution_count: null, source, ...rest});
const markdown = (source: string | string[], rest: object = {}) => ({cell_type: "markdown", metadata: {}, source, ...rest});
const brief = ({kind, source, attributes}: Cell) => [kind, source, ...attributes.flat()];

describe("a notebook of every kind of cell", () => {
  const notebook = toNotebook({
    title: "Prices & <tags> “quoted”",
    runMode: "manual",
    data: [{name: "prices", digest: "0f".repeat(32)}, {name: "later", digest: null}],
    attributes: [["theme", "air"]],
    cells: [
      toCell({id: 7, kind: "typescript", source: "const x: number = 1;\n\nx\n"}),
      toCell({id: 2, kind: "markdown", source: "# One ${x}\n\\${kept}", pinned: true}),
      toCell({id: 3, kind: "javascript", source: "x + 1", hidden: true}),
      toCell({id: 4, kind: "sql", source: "SELECT 1", output: "rows", pinned: false}),
      toCell({id: 5, kind: "html", source: "<b>${x}</b>", disabled: true}),
      toCell({id: 9, kind: "other", source: "\\frac{1}{2}", attributes: [["type", "application/x-tex"], ["data-note", "a\"b"]]}),
      toCell({id: 10, source: ""}),
    ],
  });

  it("comes back as it was, and is written the same again", () => {
    const text = writeJupyter(notebook);
    expect(readJupyter(text)).toEqual({notebook, warnings: []});
    expect(writeJupyter(readJupyter(text).notebook)).toBe(text);
  });

  it("is what Jupyter takes: known cell types, ids, sources in lines, outputs only in code", () => {
    const document = JSON.parse(writeJupyter(notebook)) as {nbformat: number; nbformat_minor: number; cells: {[name: string]: unknown}[]};
    expect([document.nbformat, document.nbformat_minor]).toEqual([4, 5]);
    expect(document.cells.map(({cell_type}) => cell_type)).toEqual(["code", "markdown", "code", "raw", "raw", "raw", "code"]);
    expect(document.cells[0]?.["source"]).toEqual(["const x: number = 1;\n", "\n", "x\n"]);
    for (const cell of document.cells) {
      expect(cell["id"]).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect("outputs" in cell).toBe(cell["cell_type"] === "code");
      expect("execution_count" in cell).toBe(cell["cell_type"] === "code");
    }
  });
});

describe("a file of another program", () => {
  it("code in TypeScript and JavaScript runs, and other languages are kept as text under their type", () => {
    const read = (language: string) => readJupyter(file([code(["let a = 1\n", "a"])], language)).notebook.cells.map(brief);
    expect(read("typescript")).toEqual([["typescript", "let a = 1\na"]]);
    expect(read("javascript")).toEqual([["javascript", "let a = 1\na"]]);
    expect(read("python")).toEqual([["other", "let a = 1\na", "type", "text/x-python"]]);
    expect(read("C++17")).toEqual([["other", "let a = 1\na", "type", "text/x-c++17"]]);
  });

  it("a cell may be of another language than its notebook", () => {
    const {notebook} = readJupyter(file([code("1", {metadata: {vscode: {languageId: "javascript"}}}), code("2")]));
    expect(notebook.cells.map(brief)).toEqual([["javascript", "1"], ["other", "2", "type", "text/x-python"]]);
  });

  it("the text of Markdown stays text: `${` begins no expression, and a backslash before it is not doubled", () => {
    const {notebook} = readJupyter(file([markdown("cost ${x}$ and \\${y} and \\\\${z}")]));
    expect(notebook.cells[0]?.source).toBe("cost \\${x}$ and \\${y} and \\\\\\${z}");
  });

  it("pictures that are attached to a cell become part of its text", () => {
    const attachments = {"a b.png": {"image/png": ["iVBO\n", "Rw0K"]}, "x.svg": {"image/svg+xml": "<svg/>"}};
    const {notebook} = readJupyter(file([markdown("![p](attachment:a%20b.png) ![q](attachment:x.svg)", {attachments})]));
    expect(notebook.cells[0]?.source).toBe("![p](data:image/png;base64,iVBORw0K) ![q](attachment:x.svg)");
  });

  it("raw cells are kept under their type; raw HTML and Markdown are shown", () => {
    const raw = (type: string | null) => ({cell_type: "raw", metadata: type === null ? {} : {raw_mimetype: type}, source: "x"});
    const {notebook} = readJupyter(file([raw(null), raw("text/latex"), raw("text/html"), raw("text/markdown"), raw("NOT A TYPE")]));
    expect(notebook.cells.map(brief)).toEqual([
      ["other", "x", "type", "text/plain"], ["other", "x", "type", "text/latex"], ["html", "x"], ["markdown", "x"], ["other", "x", "type", "text/plain"],
    ]);
  });

  it("the title is the file's, or the first heading, or none", () => {
    const title = (metadata: object, source: string) => readJupyter(file([markdown(source)], "python", metadata)).notebook.title;
    expect([title({title: "Named"}, "# Heading"), title({}, "text\n# Heading #\n"), title({}, "text")]).toEqual(["Named", "Heading", "Untitled"]);
  });

  it("cells without usable ids get the next one, and no id comes twice", () => {
    const withIds = [{id: "cell-5"}, {id: "cell-5"}, {id: "x"}, {metadata: {recto: {id: 2, kind: "markdown"}}}, {metadata: {recto: {id: -1}}}];
    expect(readJupyter(file(withIds.map((rest) => markdown("", rest)))).notebook.cells.map(({id}) => id)).toEqual([5, 6, 7, 2, 8]);
  });
});

describe("a file that is not as it should be", () => {
  it("gives what can be read, and says what could not", () => {
    const read = readJupyter(JSON.stringify({nbformat: 5, cells: [{cell_type: "widget", source: "w"}, {cell_type: "code"}, null]}));
    expect(read.notebook.cells.map(({kind, source}) => [kind, source])).toEqual([["other", "w"], ["other", ""], ["other", ""]]);
    expect(read.warnings).toEqual([
      "the file is of Jupyter's format 5 and is read as format 4",
      'cell 1 of the page is of the type "widget" and is kept as text',
      "cell 2 of the page has no source and is empty",
      "cell 3 of the page has no source and is empty",
      "cell 3 of the page is of the type undefined and is kept as text",
    ]);
  });

  it("an older format names the way to the present one; no JSON and other JSON are no notebook", () => {
    expect(readJupyter('{"nbformat": 3, "worksheets": []}').warnings).toEqual([
      "the file is of Jupyter's format 3: open and save it in Jupyter, which makes it format 4",
    ]);
    for (const text of ["{", "{}", '{"cells": 3}']) expect(readJupyter(text)).toEqual({notebook: toNotebook({}), warnings: ["the file has no list of cells"]});
  });

  it("is told apart from a file of Recto's by its first sign", () => {
    expect([isJupyter('\ufeff {"cells": []}'), isJupyter("<!doctype html>"), isJupyter("")]).toEqual([true, false, false]);
  });
});
