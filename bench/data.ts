/** How fast a CSV becomes typed columns, beside DuckDB reading the same file into typed arrays in the same run, and a table goes into SQL. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openSql} from "#kernels/data";
import {medianMs, readDuckDb, readOurs, writeCsv} from "./million-rows.ts";
import type {Row} from "./row.ts";

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
