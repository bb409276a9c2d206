/** A SQL cell → its compilation: a call of `__sql` with the query, the values bound to it, and the tables that it reads. */
import {buildBody, ours} from "./body.ts";
import {emptyCompilation, type Compilation} from "./compilation.ts";
import {compileTemplate, toScriptJson} from "./compile-markup.ts";
import type {CompiledCell, Place} from "./compiled.ts";
import {beginning, type LineIndex} from "./place.ts";
import {findSqlTables} from "./sql-tables.ts";

/** The end of every SQL body, which `resolveTables` writes anew: it is on the body's last line, behind everything that has a place in the source. */
const tablesMark = "], tables: ";

export function compileSql(source: string, lines: LineIndex): Compilation {
  if (source.trim() === "") return {...emptyCompilation, code: buildBody([ours("() => {}")], lines)};
  const compilation = compileTemplate(source, "__sql", lines, ({strings}, values) => [
    ours(`return __sql({text: ${toScriptJson(numberParameters(strings))}, parameters: [`),
    ...values.flatMap((value) => [ours("\n("), value, ours("\n),")]),
    ours(`\n${writeTables([], [])}`),
  ]);
  const tables = findSqlTables(source);
  if (compilation.refused.length > 0) return {...compilation, tableNames: tables};
  const dataNames = [...new Set([...compilation.dataNames, ...tables.map(({name}) => name)])];
  const {body, positions} = compilation.code;
  const code = {body: replaceTables(body, [], tables.map(({name}) => name)), positions};
  return {...compilation, code, dataNames, tableNames: tables};
}

/** See `ResolveTables`. */
export function resolveTables(cells: readonly CompiledCell[]): readonly CompiledCell[] {
  if (cells.every(({tableNames}) => tableNames.length === 0)) return cells;
  const given = new Set(cells.flatMap(({outputs}) => outputs));
  return cells.map((cell) => (cell.tableNames.length === 0 || cell.body === "" ? cell : resolveCell(cell, given)));
}

/** The name of the cell's table or of another cell that a table of a query means: names in SQL do not differ by case alone. */
export function findTableName(name: string, given: ReadonlySet<string>): string | null {
  if (given.has(name)) return name;
  const lower = name.toLowerCase();
  for (const one of given) if (one.toLowerCase() === lower) return one;
  return null;
}

function resolveCell(cell: CompiledCell, allGiven: ReadonlySet<string>): CompiledCell {
  const given = new Set([...allGiven].filter((name) => !cell.outputs.includes(name)));
  const tables: {name: string; given: string}[] = [];
  const dataNames: string[] = [];
  const inputs = findOwnInputs(cell);
  for (const {name, place} of cell.tableNames) {
    const found = findTableName(name, given);
    if (found === null) dataNames.push(name);
    else {
      tables.push({name, given: found});
      if (!inputs.has(found)) inputs.set(found, place);
    }
  }
  const names = [...inputs.keys()];
  const body = replaceTables(cell.body, tables, dataNames).replace(/^((?:async )?)\([^)]*\)/, `$1(${names.join(", ")})`);
  if (body === cell.body) return cell;
  const tableNames = new Set(cell.tableNames.map(({name}) => name));
  const ownDataNames = cell.dataNames.filter((name) => !tableNames.has(name));
  return {...cell, body, inputs: names, inputPlaces: [...inputs.values()], dataNames: [...new Set([...ownDataNames, ...dataNames])]};
}

/** The inputs without those that an earlier resolving added: they stand where a table is named. */
function findOwnInputs(cell: CompiledCell): Map<string, Place> {
  const own = new Map<string, Place>();
  cell.inputs.forEach((name, index) => {
    const place = cell.inputPlaces[index] ?? beginning;
    if (!cell.tableNames.some((table) => table.place.from === place.from && table.place.to === place.to)) own.set(name, place);
  });
  return own;
}

function writeTables(tables: readonly {readonly name: string; readonly given: string}[], dataNames: readonly string[]): string {
  const entries = tables.map(({name, given}) => `${toScriptJson(name)}: ${given}`);
  return `${tablesMark}{${entries.join(", ")}}, dataNames: ${toScriptJson(dataNames)}});`;
}

function replaceTables(body: string, tables: Parameters<typeof writeTables>[0], dataNames: readonly string[]): string {
  const mark = body.lastIndexOf(`\n${tablesMark}`);
  return mark < 0 ? body : `${body.slice(0, mark + 1)}${writeTables(tables, dataNames)}}`;
}

/** `$1`, `$2` … between the strings. */
function numberParameters(strings: readonly string[]): string {
  return strings.map((text, index) => (index === 0 ? text : `$${index}${/^\d/.test(text) ? " " : ""}${text}`)).join("");
}
