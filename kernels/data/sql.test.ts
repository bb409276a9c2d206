import {afterAll, describe, expect, it} from "vitest";
import type {Columns} from "./columns.ts";
import {look, vegaPath} from "./testing/fixtures.ts";
import {inspect} from "./inspect.ts";
import {pageColumns} from "./page-columns.ts";
import {readData} from "./read-data.ts";
import {openSql, type SqlParameter} from "./sql-engine.ts";

const engine = await openSql({memoryMb: 256});
afterAll(() => engine.close());

async function readTable(name: string): Promise<Columns> {
  const source = {path: vegaPath(name)};
  const {parsing} = await inspect(source, {fileName: name});
  const content = await readData(source, parsing);
  if (content.type !== "table") throw new Error(`${name} is no table`);
  return content.columns;
}

const tables = new Map([["stocks", await readTable("stocks.csv")]]);

async function query(text: string, parameters: readonly SqlParameter[] = []): Promise<readonly (readonly unknown[])[]> {
  return pageColumns(await engine.query(text, parameters, tables), {offset: 0, limit: 1000}).cells;
}

describe("SQL", () => {
  it("groups, filters and orders a table", async () => {
    const rows = await query(
      "SELECT symbol, count(*) AS n, min(date) AS first FROM stocks WHERE price > 100 GROUP BY symbol ORDER BY symbol",
    );
    const table = tables.get("stocks");
    const [symbol, , price] = table?.columns ?? [];
    if (symbol?.type !== "dictionary" || price?.type !== "number") throw new Error("stocks has other columns than expected");
    const apple = symbol.dictionary.indexOf("AAPL");
    const expected = price.values.filter((value, row) => value > 100 && symbol.codes[row] === apple).length;
    expect(rows[0]?.slice(0, 2)).toEqual(["AAPL", expected]);
  });

  it("every type of column comes back as it went in", async () => {
    const texts = ["short", "a text of more than twelve bytes", "", "é", "exactly12byt"];
    const table: Columns = {
      rows: 5,
      columns: [
        {name: "n", type: "number", values: Float64Array.of(1.5, NaN, -0, Infinity, 0), valid: Uint8Array.of(1, 1, 1, 1, 0)},
        {name: "b", type: "bigint", values: BigInt64Array.of(1n, 2n ** 62n, -5n, 0n, 7n), valid: Uint8Array.of(1, 1, 1, 0, 1)},
        {name: "t", type: "boolean", values: Uint8Array.of(1, 0, 1, 0, 0), valid: Uint8Array.of(1, 1, 1, 1, 0)},
        {name: "d", type: "date", values: Float64Array.of(0, -1, Date.UTC(2026, 0, 1), 8.64e14, 0), valid: Uint8Array.of(1, 1, 1, 1, 0)},
        {name: "s", type: "text", ...pack(texts), valid: null},
        {
          name: "k",
          type: "dictionary",
          codes: Uint32Array.of(1, 0, 1, 0, 0),
          dictionary: ["x", "it's"],
          valid: Uint8Array.of(1, 1, 1, 1, 0),
        },
      ],
    };
    const result = await engine.query("SELECT * FROM every", [], new Map([["every", table]]));
    expect(pageColumns(result, {offset: 0, limit: 9}).cells).toEqual(pageColumns(table, {offset: 0, limit: 9}).cells);
    expect(result.columns.map(({type}) => type)).toEqual(["number", "bigint", "boolean", "date", "text", "dictionary"]);
  });

  it("texts that are a dictionary sort as texts", async () => {
    const table: Columns = {
      rows: 4,
      columns: [{name: "k", type: "dictionary", codes: Uint32Array.of(0, 1, 1, 0), dictionary: ["z", "a"], valid: null}],
    };
    const result = await engine.query("SELECT k FROM t ORDER BY k", [], new Map([["t", table]]));
    expect(pageColumns(result, {offset: 0, limit: 9}).cells).toEqual([["a"], ["a"], ["z"], ["z"]]);
  });

  it("parameters are values, never text of the query", async () => {
    expect(
      await query("SELECT ? AS a, ? + 1 AS b, ? AS c, ? AS d, ? AS e", ["'; DROP TABLE stocks; --", 41, true, null, new Date(5)]),
    ).toEqual([["'; DROP TABLE stocks; --", 42, true, null, {$date: 5}]]);
    expect(await query("SELECT DISTINCT symbol FROM stocks WHERE symbol IN ? ORDER BY 1 LIMIT ?", [["IBM", "AAPL"], 1])).toEqual([
      ["AAPL"],
    ]);
    await expect(query("SELECT ?")).rejects.toThrow("the query has 1 parameter, and 0 were given");
  });

  it("nested values come as text", async () => {
    expect(await query("SELECT [1, 2] AS l, {'a': 1} AS s, INTERVAL 1 DAY AS i")).toEqual([["[1, 2]", "{'a': 1}", "1 day"]]);
  });

  it("sums of integers are numbers, and those beyond 2^53 big integers", async () => {
    expect(await query("SELECT sum(range) AS s, 9007199254740993 AS b FROM range(10)")).toEqual([[45, {$bigint: "9007199254740993"}]]);
  });

  it("the same query gives the same rows in another engine, without ORDER BY too", async () => {
    const other = await openSql({memoryMb: 256});
    for (const text of [
      "SELECT symbol, sum(price), avg(price) FROM stocks GROUP BY symbol",
      "SELECT a.symbol, b.price FROM stocks a JOIN stocks b USING (date) WHERE a.price > b.price",
      "SELECT DISTINCT date FROM stocks",
      "SUMMARIZE stocks",
    ]) {
      const [first, second] = [await engine.query(text, [], tables), await other.query(text, [], tables)];
      expect(second).toEqual(first);
    }
    await other.close();
  });

  it("a table that the query is not given does not exist, even when an earlier query had it", async () => {
    await query("SELECT count(*) FROM stocks");
    await expect(engine.query("SELECT * FROM stocks", [], new Map())).rejects.toThrow('there is no table "stocks"');
  });

  it("a table that changed is read anew", async () => {
    const make = (value: number): Columns => ({
      rows: 1,
      columns: [{name: "x", type: "number", values: Float64Array.of(value), valid: null}],
    });
    for (const value of [1, 2]) {
      const result = await engine.query("SELECT x FROM t", [], new Map([["t", make(value)]]));
      expect(pageColumns(result, {offset: 0, limit: 1}).cells).toEqual([[value]]);
    }
  });
});

describe("SQL refuses, naming what and why,", () => {
  it.each<[string, string]>([
    ["chance", "SELECT random()"],
    ["chance in a subquery", "SELECT (SELECT list(random()))"],
    ["chance in an order", "SELECT 1 ORDER BY uuid()"],
    ["chance in a lambda", "SELECT list_transform([1], lambda x: random())"],
    ["chance by another name", "SELECT gen_random_uuid()"],
    ["chance in quotes", 'SELECT "RANDOM"()'],
    ["chance as an aggregate's name", "SELECT list_aggregate([1], 'reservoir_quantile', 0.5)"],
    ["a sample", "FROM stocks USING SAMPLE 3"],
    ["a sample of a table", "SELECT * FROM stocks TABLESAMPLE 10%"],
    ["the clock", "SELECT now()"],
    ["the clock as a word", "SELECT current_date"],
    ["the clock in age", "SELECT age(date) FROM stocks"],
    ["the environment", "SELECT getenv('HOME')"],
    ["sleeping", "SELECT sleep_ms(1)"],
    ["sequences", "SELECT nextval('s')"],
    ["files", "SELECT * FROM read_csv('/etc/hostname')"],
    ["lists of files", "SELECT * FROM glob('*')"],
    ["queries in texts", "SELECT * FROM query('SELECT 1')"],
    ["settings", "SELECT * FROM duckdb_settings()"],
    ["schemas", "SELECT * FROM information_schema.tables"],
    ["hiding a system's name", "SELECT * FROM (WITH pg_tables AS (SELECT 1) SELECT 1), pg_tables"],
    ...[
      "ATTACH 'x'",
      "COPY stocks TO 'x'",
      "INSTALL httpfs",
      "LOAD httpfs",
      "PRAGMA version",
      "SET threads = 2",
      "CALL pragma_version()",
      "CREATE TABLE x (a INT)",
      "DROP TABLE stocks",
      "EXPLAIN SELECT 1",
      "SHOW TABLES",
      "EXPORT DATABASE 'x'",
      "RESET threads",
      "CHECKPOINT",
      "PREPARE a AS SELECT 1",
      "PIVOT stocks ON symbol USING sum(price)",
    ].map((text): [string, string] => [text, text]),
    ["more unions than can be planned", `SELECT 1${" UNION ALL SELECT 1".repeat(2000)}`],
    ["a text too long to look at", `SELECT 1 -- ${"x".repeat(200_000)}`],
    ["two queries", "SELECT 1; SELECT 2"],
    ["a query and a change", "SELECT 1; DROP TABLE stocks"],
    ["nothing", "-- only a remark"],
  ])("%s", async (_, text) => {
    await expect(query(text)).rejects.toMatchObject({name: "DataError", code: "refused"});
  });

  it("a file as a table", async () => {
    await expect(query("SELECT * FROM '/etc/hostname'")).rejects.toThrow('there is no table "/etc/hostname"');
  });

  it("what passes the check but reaches for a setting: the configuration is locked", async () => {
    await expect(query("SELECT set_config('threads', '2', false)")).rejects.toMatchObject({name: "DataError"});
  });
});

describe("an SQL error", () => {
  it("of nesting without end is an error and no crash", async () => {
    for (const text of [`SELECT ${"(".repeat(50_000)}1${")".repeat(50_000)}`, `SELECT 1${" + 1".repeat(40_000)}`])
      await expect(query(text)).rejects.toMatchObject({code: "sql"});
  });

  it("of syntax has its line and column", async () => {
    await expect(query("SELECT\n  symbol,, price FROM stocks")).rejects.toMatchObject({code: "sql", line: 2, column: 10});
  });

  it("of a name has its line and column in characters", async () => {
    await expect(query("SELECT 'é',\n  nope FROM stocks")).rejects.toMatchObject({
      code: "sql",
      line: 2,
      column: 3,
      message: expect.stringContaining('"nope" not found') as string,
    });
  });

  it("of a value is told without paths and without our own names", async () => {
    const error: unknown = await query("SELECT symbol::INT FROM stocks").catch((caught: unknown) => caught);
    expect(error).toMatchObject({code: "sql"});
    expect(String(error)).not.toContain("recto_tables");
  });

  it("an interrupt stops a long query within a second", async () => {
    const controller = new AbortController();
    const started = performance.now();
    const running = engine.query("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", [], tables, {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 50);
    await expect(running).rejects.toMatchObject({code: "cancelled"});
    expect(performance.now() - started).toBeLessThan(1050);
    expect(await query("SELECT 1")).toEqual([[1]]);
  });

  it("a query that needs more memory than allowed is refused, and the engine goes on", async () => {
    await expect(query("SELECT list(range) FROM range(100000000)")).rejects.toMatchObject({code: "too-large"});
    expect(await query("SELECT count(*) FROM stocks")).toEqual([[560]]);
  });
});

describe("what a query names", () => {
  it("is told without running it", async () => {
    const {tables: named} = await engine.check('WITH recent AS (SELECT * FROM stocks) SELECT * FROM recent JOIN "Other Table" USING (id)');
    expect([...named].sort()).toEqual(["Other Table", "stocks"]);
  });
});

describe("a million rows", () => {
  it("go in and come out whole", async () => {
    const rows = 1_000_000;
    const found = await look(
      Buffer.from(`id,name\n${Array.from({length: 2000}, (_, i) => `${i},name of some length ${i}`).join("\n")}`),
      "t.csv",
    );
    const table: Columns = {
      rows,
      columns: [{name: "id", type: "number", values: Float64Array.from({length: rows}, (_, i) => i), valid: null}],
    };
    const result = await engine.query(
      "SELECT count(*), sum(id) FROM big JOIN names USING (id)",
      [],
      new Map([
        ["big", table],
        ["names", found.table],
      ]),
    );
    expect(pageColumns(result, {offset: 0, limit: 1}).cells).toEqual([[2000, (1999 * 2000) / 2]]);
  });
});

function pack(texts: readonly string[]): {offsets: Uint32Array; bytes: Uint8Array} {
  const parts = texts.map((text) => Buffer.from(text));
  const offsets = new Uint32Array(texts.length + 1);
  parts.forEach((part, i) => (offsets[i + 1] = (offsets[i] ?? 0) + part.length));
  return {offsets, bytes: new Uint8Array(Buffer.concat(parts))};
}
