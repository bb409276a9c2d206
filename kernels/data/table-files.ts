/** Tables as Arrow and Parquet files; what writes them is loaded when it is first needed. */
import type {Columns} from "./columns.ts";

/** The bytes of an Arrow IPC file. */
export async function toArrow(columns: Columns): Promise<Uint8Array> {
  const {writeArrow} = await import("./arrow.ts");
  return writeArrow(columns);
}

/** The bytes of a Parquet file. Uses a temporary folder, so it has no place in the kernel. */
export async function toParquet(columns: Columns): Promise<Uint8Array> {
  const {writeParquet} = await import("./parquet.ts");
  return writeParquet(columns);
}
