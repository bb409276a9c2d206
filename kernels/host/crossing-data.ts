/** A data set's content as it crosses to the sandbox: its arrays as byte strings. */
import type {Column, DataContent} from "#kernels/data";
import type {CrossingColumn, CrossingData} from "#kernels/boundary";

function toBytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function toCrossingColumn(column: Column, add: (bytes: ArrayBufferView) => number): CrossingColumn {
  const {name, type} = column;
  const valid = column.valid ? add(column.valid) : null;
  if (type === "text") return {name, type, valid, values: add(column.offsets), bytes: add(column.bytes)};
  if (type === "dictionary") return {name, type, valid, values: add(column.codes), dictionary: column.dictionary};
  return {name, type, valid, values: add(column.values)};
}

/** The message's part; the byte strings are put at the end of `attachments`, not copied. */
export function toCrossingData(content: DataContent, attachments: Uint8Array[]): CrossingData {
  const add = (array: ArrayBufferView): number => attachments.push(toBytes(array)) - 1;
  if (content.type === "text") return {type: "text", bytes: add(content.bytes), lines: content.lines};
  return {type: "table", rows: content.columns.rows, columns: content.columns.columns.map((column) => toCrossingColumn(column, add))};
}
