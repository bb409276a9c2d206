/** A CSV of a million rows for measurements, and how we and DuckDB read it. */
import {writeFileSync} from "node:fs";
import {DuckDBDoubleVector, DuckDBInstance} from "@duckdb/node-api";
import {type Columns, type Parsing, readData} from "#kernels/data";

export const rows = 1_000_000;
const times = 9;

/** An integer, one of a thousand texts, and a fraction a row: 19.7 MB. */
export function writeCsv(path: string): void {
  const lines = ["id,name,value"];
  let state = 1;
  for (let i = 0; i < rows; i += 1) {
    state = (state * 48_271) % 2_147_483_647;
    lines.push(`${i},n${state % 1000},${(state / 1e6).toFixed(2)}`);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

export const parsing: Parsing = {
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

export async function readOurs(path: string): Promise<Columns> {
  const content = await readData({path}, parsing);
  if (content.type !== "table") throw new Error("the CSV was not read as a table");
  return content.columns;
}

/** The two columns of numbers into typed arrays; the texts are read by DuckDB and left where they are. */
export async function readDuckDb(path: string): Promise<readonly Float64Array[]> {
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

export async function medianMs(run: () => Promise<unknown>): Promise<{readonly first: number; readonly median: number}> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const started = performance.now();
    await run();
    taken.push(performance.now() - started);
  }
  return {first: taken[0] ?? NaN, median: [...taken].sort((a, b) => a - b)[times >> 1] ?? NaN};
}
