/** The outline is the page's headings. */
import {expect, test} from "vitest";
import {toCell, toNotebook} from "#notebooks";
import {listHeadings} from "./outline.ts";

const outline = (source: string) =>
  listHeadings(toNotebook({cells: [toCell({id: 1, kind: "markdown", source}), toCell({id: 2, source: "# no"})]})).map(({level, text}) => `${level} ${text}`);

test("headings of Markdown cells, without their marks", () => {
  expect(outline("# *Sales* watch #\n\ntext\n### A `b` [c](d)")).toEqual(["1 Sales watch", "3 A b c"]);
});

test("what looks like a heading within code is none", () => {
  expect(outline("```sh\n# comment\n~~~\n```\n## Real")).toEqual(["2 Real"]);
  expect(outline("#hash\n    # indented")).toEqual([]);
});
