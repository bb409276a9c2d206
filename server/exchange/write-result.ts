/** A table, or any value, as the bytes of a file. */
import {toCsvParts, toParquet} from "#kernels/data";
import type {ResultFormat} from "#notebooks";
import {toJson} from "./plain.ts";
import type {ResultTable} from "./result-table.ts";
import {toColumns} from "./to-columns.ts";

/** The types of the files, as HTTP names them. */
export const resultTypes: {readonly [format in ResultFormat]: string} = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** Throws a RangeError when the format cannot hold the table. */
export async function writeTable(table: ResultTable, name: string, format: ResultFormat): Promise<Uint8Array> {
  switch (format) {
    case "csv": {
      const parts = [...toCsvParts(toColumns(table))].map((part) => Buffer.from(part));
      return Buffer.concat(parts);
    }
    case "json":
      return Buffer.from(writeRecords(table));
    case "parquet":
      return toParquet(toColumns(table));
    case "xlsx": {
      const {toWorkbook} = await import("./workbook.ts");
      return toWorkbook(table, name);
    }
  }
}

export function writeJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(toJson(value))}\n`);
}

/** One record a line, so that a person and a program can read it. */
function writeRecords({rows, columns, read}: ResultTable): string {
  const names = columns.map(({name}) => JSON.stringify(name));
  const lines = Array.from({length: rows}, (_, row) => `{${names.map((name, column) => `${name}:${JSON.stringify(toJson(read(row, column)))}`).join(",")}}`);
  return `[${lines.join(",\n")}]\n`;
}
