/** A notebook made of a template: the choice stands in its own cells, and a choice that cannot be is refused by name. */
import {describe, expect, it} from "vitest";
import {toCell, toNotebook} from "#notebooks";
import type {TemplateManifest} from "#notebooks";
import {checkManifest, instantiate, TemplateChoiceError} from "./index.ts";
import type {TemplateChoice} from "./index.ts";

const manifest: TemplateManifest = {
  id: "two-columns",
  title: "Two columns",
  description: "A value over time.",
  picture: "anomalies",
  needs: "table",
  columns: [
    {name: "time", role: "time", title: "the time", description: "when a row was measured", isRequired: true},
    {name: "group", role: "category", title: "the group", description: "what a row is about", isRequired: false},
  ],
  parameters: [
    {name: "threshold", title: "Threshold", type: "number", default: 0.3, minimum: 0, maximum: 1, step: 0.01},
    {name: "note", title: "Note", type: "text", default: ""},
    {name: "model", title: "Model", type: "choice", default: "one", choices: ["one", "two"]},
    {name: "isDetailed", title: "In detail", type: "boolean", default: false},
  ],
};
const sources = [
  `const table = data("sample");`,
  `const time = "date";`,
  `const group = null as string | null;`,
  `const threshold = view(Inputs.range([0, 1], {label: "Threshold", step: 0.01, value: 0.3}));`,
  `const note = view(Inputs.text({label: "Note", value: ""}));`,
  `const model = view(Inputs.select(["one", "two"], {label: "Model", value: "one"}));`,
  `const isDetailed = view(Inputs.toggle({label: "In detail", value: false}));`,
  `table.array(time)`,
];
const template = toNotebook({
  title: "Two columns",
  cells: [toCell({id: 1, kind: "markdown", source: `const time = "date";`}), ...sources.map((source, i) => toCell({id: i + 2, source}))],
  data: [{name: "sample", digest: null}],
});
const choice: TemplateChoice = {data: {name: "sample", digest: null}, columns: {time: "date", group: null}, parameters: {}};

/** The error of a choice that is refused. */
function refusal(changes: Partial<TemplateChoice>): TemplateChoiceError {
  try {
    instantiate(manifest, template, {...choice, ...changes});
  } catch (error) {
    if (error instanceof TemplateChoiceError) return error;
    throw error;
  }
  throw new Error("the choice was taken");
}

describe("instantiate", () => {
  it("gives the template's own notebook for the sample and the defaults", () => {
    expect(instantiate(manifest, template, choice)).toEqual(template);
  });

  it("writes the data set, the columns and the parameters into their cells, and leaves the others", () => {
    const made = instantiate(manifest, template, {
      data: {name: `sales "2024"`, digest: "ab"},
      columns: {time: "day $& of\nsale", group: "region"},
      parameters: {threshold: 0.5, note: "</script>", model: "two", isDetailed: true},
      title: "Sales",
    });
    expect(made.title).toBe("Sales");
    expect(made.data).toEqual([{name: `sales "2024"`, digest: "ab"}]);
    expect(made.cells.map(({source}) => source)).toEqual([
      `const time = "date";`,
      `const table = data("sales \\"2024\\"");`,
      `const time = "day $& of\\nsale";`,
      `const group = "region" as string | null;`,
      `const threshold = view(Inputs.range([0, 1], {label: "Threshold", step: 0.01, value: 0.5}));`,
      `const note = view(Inputs.text({label: "Note", value: "</script>"}));`,
      `const model = view(Inputs.select(["one", "two"], {label: "Model", value: "two"}));`,
      `const isDetailed = view(Inputs.toggle({label: "In detail", value: true}));`,
      `table.array(time)`,
    ]);
    expect(template.cells[2]?.source).toBe(`const time = "date";`);
  });

  it("refuses a choice that lacks a required column, and says what the column is for", () => {
    expect(refusal({columns: {group: "region"}})).toMatchObject({field: "time", message: "the template needs a column for the time: when a row was measured"});
    expect(refusal({columns: {time: null}}).field).toBe("time");
  });

  it("refuses names that the template has not, and values that a parameter cannot take", () => {
    expect(refusal({columns: {time: "date", tmie: "x"}}).message).toBe(`a column is for one of time, group, got "tmie"`);
    expect(refusal({parameters: {treshold: 1}})).toMatchObject({field: "treshold", message: `a parameter is one of threshold, note, model, isDetailed, got "treshold"`});
    expect(refusal({parameters: {threshold: 1.5}})).toMatchObject({field: "threshold", message: "threshold must be at most 1, got 1.5"});
    expect(refusal({parameters: {threshold: Number.NaN}}).message).toBe("threshold must be a finite number, got null");
    expect(refusal({parameters: {model: "three"}}).message).toBe(`model must be one of one, two, got "three"`);
    expect(refusal({parameters: {isDetailed: 1}}).message).toBe("isDetailed must be true or false, got 1");
    expect(refusal({parameters: {note: null}}).message).toBe("note must be a text, got null");
    expect(refusal({data: null}).field).toBe("dataSet");
  });

  it("says which cell a template's notebook lacks", () => {
    expect(() => instantiate(manifest, toNotebook({cells: template.cells.slice(3)}), choice)).toThrow("the template two-columns has no cell for time");
  });
});

describe("a manifest", () => {
  it("is refused for a name given twice, a default out of range, and columns without a table", () => {
    expect(() => checkManifest(manifest)).not.toThrow();
    expect(() => checkManifest({...manifest, columns: [...manifest.columns, manifest.columns[0]!]})).toThrow("a name in a template is given once, got time again");
    expect(() => checkManifest({...manifest, parameters: [{name: "level", title: "Level", type: "number", default: 2, maximum: 1}]})).toThrow("level must be at most 1, got 2");
    expect(() => checkManifest({...manifest, needs: "text"})).toThrow("a template that needs text has no columns, got 2");
    expect(() => checkManifest({...manifest, id: "two columns"})).toThrow("letters, digits and hyphens");
  });
});
