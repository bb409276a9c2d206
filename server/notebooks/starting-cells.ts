/** What a new notebook begins with: one empty cell, or cells that load and show a data set. */
import {toCell, toNotebook} from "#notebooks";
import type {DataSetSummary, Notebook} from "#notebooks";

export function toEmptyNotebook(title: string): Notebook {
  return toNotebook({title, cells: [toCell({id: 1})]});
}

/** A notebook about a data set: a heading, the table, and a line over time where there are a date and a number. */
export function toDataNotebook(title: string, {name, format, columns}: Pick<DataSetSummary, "name" | "format" | "columns">, digest: string): Notebook {
  const variable = toVariableName(name);
  const sources: {kind: "markdown" | "typescript"; source: string}[] = [
    {kind: "markdown", source: `# ${title.replace(/([\\`*_[\]<>#])/g, "\\$1")}`},
    {kind: "typescript", source: `const ${variable} = data(${JSON.stringify(name)});`},
    {kind: "typescript", source: variable},
  ];
  const date = columns.find(({type}) => type === "date");
  const number = columns.find(({type}) => type === "number");
  if (format !== "text" && date && number) sources.push({kind: "typescript", source: toChart(variable, date.name, number.name)});
  return toNotebook({title, cells: sources.map((cell, index) => toCell({id: index + 1, ...cell})), data: [{name, digest}]});
}

function toChart(variable: string, date: string, number: string): string {
  return [
    "vegaLite({",
    `  data: {values: ${variable}},`,
    `  mark: "line",`,
    "  encoding: {",
    `    x: {field: ${JSON.stringify(toField(date))}, type: "temporal", title: ${JSON.stringify(date)}},`,
    `    y: {field: ${JSON.stringify(toField(number))}, type: "quantitative", title: ${JSON.stringify(number)}}`,
    "  },",
    `  width: "container"`,
    "})",
  ].join("\n");
}

/** Vega-Lite reads points and brackets in a field's name as paths. */
function toField(name: string): string {
  return name.replace(/[.[\]\\]/g, "\\$&");
}

/** Names that cells cannot declare, or that would hide what they need. */
const taken = new Set(
  ("aq d3 data display fl forecast html Inputs md now progress random risk rnse seed vegaLite view vl console Math Date JSON " +
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for " +
    "function if implements import in instanceof interface let new null package private protected public return static super switch " +
    "this throw true try typeof undefined NaN Infinity var void while with yield async").split(" "),
);

/** A data set's name as a variable: letters and digits in camel case. */
export function toVariableName(name: string): string {
  const words = name.normalize("NFC").split(/[^\p{Letter}\p{Number}_]+/u).filter((word) => word !== "");
  const camel = words.map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1)).join("");
  const variable = /^\p{ID_Start}[\p{ID_Continue}]*$/u.test(camel) ? camel : `table${camel.replace(/[^\p{ID_Continue}]/gu, "")}`;
  return taken.has(variable) ? `${variable}Table` : variable;
}
