/** A notebook becomes a template: what stands in cells of its own can be chosen, and the notebook comes back from its own choice. */
import {describe, expect, it} from "vitest";
import {toCell, toNotebook} from "#notebooks";
import type {Cell} from "#notebooks";
import {findDataName, fromNotebook, instantiate} from "./index.ts";
import type {GuessedColumn} from "./index.ts";

const column = (name: string, type: GuessedColumn["type"], distinct = 100): GuessedColumn => ({name, type, missing: 0, distinct, minimum: null, maximum: null, frequent: []});
const columns = [column("date", "date"), column("sales", "number"), column("shop", "text", 3), column("note", "text")];
const toCells = (...sources: string[]): Cell[] => sources.map((source, i) => toCell({id: i + 1, source}));

const sources = [
  `const table = data("shops");`,
  `const day = "date";`,
  `const amount = "sales";`,
  `const shopName = "shop" as string | null;`,
  `const words = "note";`,
  `const other = "nothing";`,
  `const share = view(Inputs.range([0, 1], {label: "Share: a {part}", step: 0.1, value: 0.5}));`,
  `const size = view(Inputs.number({label: "Size", value: 3}));`,
  `const name = view(Inputs.text({label: "Name", value: "a, b"}));`,
  `const isOn = view(Inputs.toggle({label: "On", value: true}));`,
  `const model = view(Inputs.select(["one", "two"], {label: "Model", value: "two"}));`,
  `const month = view(Inputs.select(months, {label: "Month"}));`,
  `const wide = view(Inputs.range([0, 1], {label: "Wide", step: 0.1, value: 0.5, width: 300}));`,
];
const notebook = toNotebook({title: "Shops", cells: toCells(...sources), data: [{name: "shops", digest: "ab"}]});

describe("fromNotebook", () => {
  const found = fromNotebook(notebook, {format: "table", columns});

  it("makes roles of the names of columns, by what the columns hold", () => {
    expect(found.manifest.needs).toBe("table");
    expect(found.manifest.columns.map(({name, role, title, isRequired}) => [name, role, title, isRequired])).toEqual([
      ["day", "time", "Day", true],
      ["amount", "value", "Amount", true],
      ["shopName", "category", "Shop name", false],
      ["words", "text", "Words", true],
    ]);
  });

  it("makes parameters of inputs that are written out, and leaves the others in the notebook", () => {
    expect(found.manifest.parameters).toEqual([
      {name: "share", title: "Share: a {part}", type: "number", default: 0.5, minimum: 0, maximum: 1, step: 0.1},
      {name: "size", title: "Size", type: "number", default: 3},
      {name: "name", title: "Name", type: "text", default: "a, b"},
      {name: "isOn", title: "On", type: "boolean", default: true},
      {name: "model", title: "Model", type: "choice", default: "two", choices: ["one", "two"]},
    ]);
  });

  it("gives the notebook again for the notebook's own choice", () => {
    const manifest = {...found.manifest, id: "own", title: "Shops", description: "Shops", picture: "own"} as const;
    const choice = {day: "date", amount: "sales", shopName: "shop", words: "note"};
    expect(instantiate(manifest, found.notebook, {data: {name: "shops", digest: "ab"}, columns: choice, parameters: {}})).toEqual(notebook);
  });

  it("needs nothing where the notebook reads nothing", () => {
    expect(fromNotebook(toNotebook({cells: toCells("1 + 1")}), null).manifest).toEqual({needs: "nothing", columns: [], parameters: []});
  });
});

describe("findDataName", () => {
  it("is the one that cells read, whatever else is in their text", () => {
    expect(findDataName(toNotebook({cells: toCells(`data("a \\"b\\"")`, `metadata("c")`, `data("a \\"b\\"").numRows()`)}))).toBe(`a "b"`);
    expect(findDataName(toNotebook({cells: [toCell({id: 1, kind: "markdown", source: `data("a")`})]}))).toBeNull();
  });

  it("refuses several data sets, and a query that names its data set", () => {
    expect(() => findDataName(toNotebook({cells: toCells(`data("a")`, `data("b")`)}))).toThrow(`a template reads one data set, this notebook reads "a", "b"`);
    const query = [...toCells(`data("a")`), toCell({id: 2, kind: "sql", source: "SELECT * FROM a"})];
    expect(() => findDataName(toNotebook({cells: query, data: [{name: "a", digest: null}]}))).toThrow(`names the data set "a" itself`);
  });
});
