/** How fast a CSV becomes typed columns, beside DuckDB reading the same file into typed arrays in the same run, and a table goes into SQL. */
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {DuckDBDoubleVector, DuckDBInstance} from "@duckdb/node-api";
import {type Columns, openSql, type Parsing, readData} from "#kernels/data";
import type {Row} from "./row.ts";

const rows = 1_000_000;
const times = 9;

/** An integer, one of a thousand texts, and a fraction a row: 19.7 MB. */
function writeCsv(path: string): void {
  const lines = ["id,name,value"];
  let state = 1;
  for (let i = 0; i < rows; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    lines.push(`${i},n${state % 1000},${(state / 1e6).toFixed(2)}`);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

const parsing: Parsing = {
  format: "csv",
  encoding: "utf-8",
  compression: "none",
  delimiter: ",",
  quote: '"',
  header: true,
  skipLines: 0,
  decimalMark: ".",
  thousandsMark: "",
  missing: [],
  columns: [
    {name: "id", type: "number", dateFormat: null},
    {name: "name", type: "text", dateFormat: null},
    {name: "value", type: "number", dateFormat: null},
  ],
};

async function readOurs(path: string): Promise<Columns> {
  const content = await readData({path}, parsing);
  if (content.type !== "table") throw new Error("the CSV was not read as a table");
  return content.columns;
}

/** The two columns of numbers into typed arrays; the texts are read by DuckDB and left where they are. */
async function readDuckDb(path: string): Promise<readonly Float64Array[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = "{'id': 'DOUBLE', 'name': 'VARCHAR', 'value': 'DOUBLE'}";
  const result = await connection.stream(
    `SELECT * FROM read_csv('${path}', columns = ${columns}, header = true, delim = ',', quote = '"')`,
  );
  const arrays = [new Float64Array(rows), new Float64Array(rows)];
  let at = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    [0, 2].forEach((index, k) => {
      const vector = chunk?.getColumnVector(index);
      if (!(vector instanceof DuckDBDoubleVector)) throw new Error("DuckDB read another type than asked for");
      arrays[k]?.set((vector as unknown as {readonly items: Float64Array}).items, at);
    });
    chunk.getColumnVector(1);
    at += chunk.rowCount;
  }
  connection.closeSync();
  instance.closeSync();
  return arrays;
}

async function medianMs(run: () => Promise<unknown>): Promise<{readonly first: number; readonly median: number}> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const started = performance.now();
    await run();
    taken.push(performance.now() - started);
  }
  return {first: taken[0] ?? NaN, median: [...taken].sort((a, b) => a - b)[times >> 1] ?? NaN};
}

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-"));
  const path = join(folder, "million.csv");
  writeCsv(path);
  const ours = await medianMs(() => readOurs(path));
  const duckDb = await medianMs(() => readDuckDb(path));
  const columns = await readOurs(path);
  const arrays = await readDuckDb(path);
  for (const [k, index] of [0, 2].entries()) {
    const column = columns.columns[index];
    if (column?.type !== "number" || !column.values.every((value, row) => value === arrays[k]?.[row]))
      throw new Error(`column ${index} differs from DuckDB's`);
  }
  rmSync(folder, {recursive: true});
  const engine = await openSql();
  const sql = await medianMs(() => engine.query("SELECT count(*) FROM million", [], new Map([["million", {...columns}]])));
  await engine.close();
  const ratio = ours.median / duckDb.median;
  return [
    {
      name: "CSV of 1,000,000 rows × 3 columns to typed columns, texts included",
      measured: `${ours.median.toFixed(0)} ms (first ${ours.first.toFixed(0)}); DuckDB into typed arrays, without the texts, ${duckDb.median.toFixed(0)} ms (first ${duckDb.first.toFixed(0)})`,
      target: "≤ 1.5 × DuckDB",
      ratio,
      reached: ratio <= 1.5,
    },
    {
      name: "A table of 1,000,000 rows × 3 columns handed to SQL",
      measured: `${sql.median.toFixed(0)} ms`,
      target: "≤ 150 ms",
      ratio: sql.median / 150,
      reached: sql.median <= 150,
    },
  ];
}
