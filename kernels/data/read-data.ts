/** Reads a data set as its parsing says: what `data("name")` is made of. */
import {stat} from "node:fs/promises";
import type {DataContent} from "./columns.ts";
import {type DataLimits, toLimits} from "./limits.ts";
import type {Parsing} from "./parsing.ts";
import {readCsv} from "./read-csv.ts";
import {readText} from "./read-text.ts";
import type {DataSource, ReadingOptions} from "./source.ts";

export interface ReadOptions {
  readonly limits?: Partial<DataLimits>;
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** The content of a data set. Rows that the parsing does not fit are kept as well as they can be; `inspect` lists them. */
export async function readData(source: DataSource, parsing: Parsing, given: ReadOptions = {}): Promise<DataContent> {
  const options: ReadingOptions = {limits: toLimits(given.limits), signal: given.signal, onProgress: given.onProgress};
  switch (parsing.format) {
    case "csv": {
      const sizeBytes = parsing.compression === "none" ? await sizeOf(source) : undefined;
      const {columns} = await readCsv(source, parsing, {...options, ...(sizeBytes === undefined ? {} : {sizeBytes})});
      return {type: "table", columns};
    }
    case "json": {
      const {readJson} = await import("./json.ts");
      return {type: "table", columns: (await readJson(source, parsing, options)).columns};
    }
    case "parquet": {
      const {readParquet} = await import("./parquet.ts");
      return {type: "table", columns: (await readParquet(source, options)).columns};
    }
    case "arrow": {
      const {readArrow} = await import("./arrow.ts");
      return {type: "table", columns: (await readArrow(source, options)).columns};
    }
    case "text":
      return readText(source, parsing, options);
  }
}

async function sizeOf(source: DataSource): Promise<number> {
  return "bytes" in source ? source.bytes.length : (await stat(source.path)).size;
}
