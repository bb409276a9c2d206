import {Script} from "node:vm";
import {toCell} from "#notebooks";
import {describe, expect, it} from "vitest";
import {compileCell} from "./compile-cell.ts";
import type {CompiledCell} from "./compiled.ts";
import {resolveTables} from "./compile-sql.ts";
import {findSqlTables} from "./sql-tables.ts";

const compile = (source: string, output: string | null = null): CompiledCell => compileCell(toCell({id: 1, kind: "sql", source, output}));
const giver = (source: string): CompiledCell => compileCell(toCell({id: 2, source}));
const tables = (text: string): string[] => findSqlTables(text).map(({name}) => name);

/** What `__sql` is called with. */
const run = (cell: CompiledCell | undefined, values: {readonly [name: string]: unknown} = {}): unknown => {
  if (!cell) throw new Error("no cell");
  const body = new Script(`(${cell.body})`).runInThisContext() as (...inputs: unknown[]) => unknown;
  return body(...cell.inputs.map((name) => (name === "__sql" ? (query: unknown) => query : values[name])));
};

describe("a SQL cell", () => {
  it("binds the values of ${…} as parameters", () => {
    expect(run(compile("SELECT * FROM weather WHERE t > ${low} AND t < ${high}"), {low: 1, high: 2})).toEqual({
      text: "SELECT * FROM weather WHERE t > $1 AND t < $2", parameters: [1, 2], tables: {}, dataNames: ["weather"],
    });
  });

  it("reads tables of other cells as inputs, and the others as data sets", () => {
    const cells = [compile("SELECT * FROM Sales JOIN weather USING (day) WHERE x = ${limit}", "joined"), giver("const sales = 1, limit = 2")];
    const [resolved] = resolveTables(cells);
    expect(resolved?.inputs).toEqual(["__sql", "limit", "sales"]);
    expect(resolved?.dataNames).toEqual(["weather"]);
    expect(run(resolved, {sales: "the table", limit: 2})).toMatchObject({tables: {Sales: "the table"}, dataNames: ["weather"], parameters: [2]});
    expect(resolved?.inputPlaces.at(-1)).toMatchObject({from: 14, to: 19});
  });

  it("keeps its object when no cell gives its tables", () => {
    const cell = compile("FROM weather");
    expect(resolveTables([cell, giver("const other = 1")])[0]).toBe(cell);
  });

  it("may be resolved again when other cells come and go", () => {
    const cell = compile("FROM sales WHERE x = ${limit}");
    const [first] = resolveTables([cell, giver("const sales = 1")]);
    const again = first ? resolveTables([first, giver("const sales = 1")])[0] : undefined;
    const back = first ? resolveTables([first, giver("const other = 1")])[0] : undefined;
    expect(again).toBe(first);
    expect(back).toEqual(cell);
  });

  it("does not read the cell's own name from itself", () => {
    const [resolved] = resolveTables([compile("SELECT * FROM weather", "weather")]);
    expect([resolved?.dataNames, resolved?.inputs]).toEqual([["weather"], ["__sql"]]);
  });

  it("awaits in ${…}, and says where an expression is wrong", async () => {
    expect(await run(compile("SELECT ${await x}"), {x: Promise.resolve(4)})).toMatchObject({parameters: [4], text: "SELECT $1"});
    expect(compile("SELECT\n  ${a b}").diagnostics).toMatchObject([{line: 2, column: 7}]);
  });

  it("is shown, unless it is hidden or empty", () => {
    expect(compile("SELECT 1").autodisplay).toBe(true);
    expect(compile("").autodisplay).toBe(false);
  });
});

describe("the tables of a query", () => {
  it("stand after FROM and JOIN, in lists, with aliases and in brackets", () => {
    expect(tables("select * from a, b as c, d e left join f on a.x = f.x, g where h in (select x from i)")).toEqual(["a", "b", "d", "g", "f", "i"]);
    expect(tables("from (a join b using (x)) where 1")).toEqual(["a", "b"]);
    expect(tables("SUMMARIZE a; DESCRIBE b; PIVOT c ON x; from d select *")).toEqual(["a", "b", "c", "d"]);
  });

  it("may be quoted, and are written as they are", () => {
    expect(tables('select * from "my table" join "a""b" on true')).toEqual(["my table", 'a"b']);
    expect(tables("select * from Übersicht")).toEqual(["Übersicht"]);
  });

  it("are not those that the query gives itself", () => {
    expect(tables("with recursive t(n) as (select 1 union all select n + 1 from t), u as materialized (from a) select * from t, u")).toEqual(["a"]);
  });

  it("are not functions, strings, comments, or names of a schema", () => {
    expect(tables("select * from range(10), read_csv('x') -- from a\n, information_schema.tables /* from b */ where x = 'from c' and y = $$ from d $$")).toEqual([]);
  });

  it("are not what follows FROM inside a function or a comparison", () => {
    expect(tables("select extract(year from d), trim(both ' ' from e), x is distinct from y from a")).toEqual(["a"]);
  });

  it("are found where the text is broken", () => {
    expect(tables("select from")).toEqual([]);
    expect(tables("select * from a where (")).toEqual(["a"]);
    expect(tables("select * from ( from b")).toEqual(["b"]);
  });
});
