/** A cell's text → a body that the sandbox can define, the names it needs and gives, and what is wrong with it. */
import type {Cell, Diagnostic} from "#notebooks";
import {emptyBody} from "./body.ts";
import {describeTaken} from "./check-names.ts";
import {emptyCompilation, type Compilation, type NamedRange} from "./compilation.ts";
import {compileProgram} from "./compile-program.ts";
import {compileSql} from "./compile-sql.ts";
import {compileMarkup} from "./compile-markup.ts";
import type {CompiledCell, Place} from "./compiled.ts";
import {beginning, indexLines, toDiagnostic, toPlace, type LineIndex} from "./place.ts";
import {globalNames, scopeNames} from "./scope.ts";
import type {Refused} from "./syntax-error.ts";

/** What compiling looks at. */
export type CellSource = Pick<Cell, "id" | "kind" | "source" | "hidden" | "output">;

/** Compiles one cell by itself; never throws for what the cell says. The cells of a SQL query are found by `resolveTables`. */
export function compileCell(cell: CellSource): CompiledCell {
  const lines = indexLines(cell.source);
  const compilation = compileKind(cell, lines);
  const isProgram = cell.kind === "typescript" || cell.kind === "javascript";
  const name = isProgram || cell.kind === "other" ? null : cell.output;
  const diagnostics = [...compilation.refused.map((refused) => toCellDiagnostic(refused, lines)), ...checkOutputName(name)];
  const isRefused = diagnostics.some(({severity}) => severity === "error");
  const toNamedPlace = ({from, to}: NamedRange): Place => toPlace(lines, from, to);
  return {
    id: cell.id,
    ...(isRefused ? emptyBody : compilation.code),
    inputs: compilation.inputs.map((input) => input.name),
    outputs: name === null ? compilation.outputs.map((output) => output.name) : [name],
    output: name,
    autodisplay: compilation.autodisplay && !cell.hidden,
    dataNames: compilation.dataNames,
    viewNames: compilation.viewNames,
    diagnostics,
    kind: cell.kind,
    inputPlaces: compilation.inputs.map(toNamedPlace),
    outputPlaces: name === null ? compilation.outputs.map(toNamedPlace) : [beginning],
    tableNames: compilation.tableNames.map((table) => ({name: table.name, place: toNamedPlace(table)})),
  };
}

function compileKind(cell: CellSource, lines: LineIndex): Compilation {
  switch (cell.kind) {
    case "typescript":
    case "javascript":
      return compileProgram(cell.source, cell.kind, lines);
    case "markdown":
      return compileMarkup(cell.source, "md", lines);
    case "html":
      return compileMarkup(cell.source, "html", lines);
    case "sql":
      return compileSql(cell.source, lines);
    case "other": {
      const message = "This kind of cell is kept in the file and not run here";
      return {...emptyCompilation, refused: [{source: "syntax", code: "not-run", message, from: 0, to: cell.source.length, severity: "information"}]};
    }
  }
}

function toCellDiagnostic({source, code, message, from, to, severity = "error"}: Refused, lines: LineIndex): Diagnostic {
  return toDiagnostic(toPlace(lines, from, to), source, code, message, {severity});
}

function checkOutputName(name: string | null): Diagnostic[] {
  if (name === null) return [];
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    return [toDiagnostic(beginning, "syntax", "bad-name", `“${name}” cannot be a name: use letters, digits, _ and $, not beginning with a digit`)];
  }
  return scopeNames.has(name) || globalNames.has(name) ? [toDiagnostic(beginning, "syntax", "name-taken", describeTaken(name))] : [];
}

/** A compiled cell that cannot run because compiling itself failed. */
export function refuseCell(cell: CellSource, code: string, message: string): CompiledCell {
  const place = toPlace(indexLines(cell.source), 0, cell.source.length);
  return {...compileCell({...cell, source: ""}), body: "", autodisplay: false, diagnostics: [toDiagnostic(place, "syntax", code, message)]};
}
