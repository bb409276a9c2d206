/** Parquet in and out, by a DuckDB instance of its own that may read files; used where files are read, never where cells run. */
import {randomUUID} from "node:crypto";
import {mkdtemp, readFile, rm, stat, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {type DuckDBConnection, DuckDBInstance} from "@duckdb/node-api";
import type {Columns} from "./columns.ts";
import {DataError, throwIfCancelled} from "./data-error.ts";
import {readChunks, type ReadColumns} from "./duckdb-read.ts";
import {insertColumns, quoteName} from "./duckdb-write.ts";
import {refuseBytes} from "./limits.ts";
import type {DataSource, ReadingOptions} from "./source.ts";

async function withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "recto-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export async function readParquet(source: DataSource, options: ReadingOptions): Promise<ReadColumns> {
  const {limits} = options;
  if ("bytes" in source) {
    if (source.bytes.length > limits.maximumBytes) throw refuseBytes(limits, false);
    return withFolder(async (folder) => {
      const path = join(folder, `${randomUUID()}.parquet`);
      await writeFile(path, source.bytes);
      return readParquet({path}, options);
    });
  }
  if ((await stat(source.path)).size > limits.maximumBytes) throw refuseBytes(limits, false);
  return withConnection(async (connection) => {
    const file = `read_parquet(${quoteText(escapePattern(source.path))})`;
    try {
      const count = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${file}`);
      const rows = Number(count.getRows()[0]?.[0] ?? 0);
      const notes: string[] = [];
      const list = await listColumns(connection, file, notes);
      const result = await connection.stream(`SELECT ${list} FROM ${file}`);
      const chunks = {names: result.columnNames(), types: result.columnTypes(), fetchChunk: () => result.fetchChunk()};
      const read = await readChunks(chunks, rows, limits, (done) => {
        throwIfCancelled(options.signal);
        options.onProgress?.(rows === 0 ? 1 : done / rows);
      });
      return {columns: read.columns, notes: [...notes, ...read.notes]};
    } catch (error) {
      if (error instanceof DataError) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      throw new DataError("damaged", `the Parquet file cannot be read: ${detail}`, {cause: error});
    }
  });
}

/** The file's columns as a query lists them: nested ones as their JSON text. */
async function listColumns(connection: DuckDBConnection, file: string, notes: string[]): Promise<string> {
  const described = await connection.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${file})`);
  const list = described.getRows().map(([first, second]) => {
    const [name, type] = [String(first), String(second)];
    if (!/^(?:STRUCT|MAP|UNION)\(|\]$/.test(type)) return quoteName(name);
    notes.push(`"${name}" holds ${type.length > 80 ? `${type.slice(0, 79)}…` : type}, kept as JSON text`);
    return `to_json(${quoteName(name)})::VARCHAR AS ${quoteName(name)}`;
  });
  return list.join(", ");
}

/** File names are patterns for DuckDB; the brackets make each special character stand for itself. */
function escapePattern(path: string): string {
  return path.replace(/[[*?]/g, "[$&]");
}

/** The table as the bytes of a Parquet file. */
export async function writeParquet(columns: Columns): Promise<Uint8Array> {
  return withFolder((folder) =>
    withConnection(async (connection) => {
      const path = join(folder, "table.parquet");
      await insertColumns(connection, "recto_table", columns);
      const list = columns.columns.map((column) =>
        column.type === "dictionary" ? `${quoteName(column.name)}::VARCHAR AS ${quoteName(column.name)}` : quoteName(column.name),
      );
      await connection.run(`COPY (SELECT ${list.join(", ")} FROM recto_table) TO ${quoteText(path)} (FORMAT PARQUET)`);
      return readFile(path);
    }),
  );
}
