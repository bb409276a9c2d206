/** A data set as it crossed: its table or text made out of byte strings, which stay as they are for as long as it is held. */
import type {Column} from "#kernels/data";
import type {CrossingColumn, CrossingData} from "#kernels/boundary";
import {makeTableOfColumns} from "./table-columns.ts";
import {decodeUtf8} from "./text-coding.ts";

export function makeDataValue(content: CrossingData, attachments: readonly Uint8Array[]): unknown {
  if (content.type === "text") {
    const bytes = attachments[content.bytes] as Uint8Array;
    return decodeUtf8(bytes, 0, bytes.length, false);
  }
  return makeTableOfColumns(content.rows, content.columns.map((column) => toColumn(column, attachments)));
}

function toColumn(crossing: CrossingColumn, attachments: readonly Uint8Array[]): Column {
  const {name, type} = crossing;
  const values = attachments[crossing.values] as Uint8Array;
  const valid = crossing.valid === null ? null : (attachments[crossing.valid] as Uint8Array);
  switch (type) {
    case "number":
    case "date":
      return {name, valid, type, values: new Float64Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength / 8)};
    case "bigint":
      return {name, valid, type, values: new BigInt64Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength / 8)};
    case "boolean":
      return {name, valid, type, values};
    case "text": {
      const bytes = attachments[crossing.bytes as number] as Uint8Array;
      return {name, valid, type, offsets: new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4), bytes};
    }
    case "dictionary":
      return {name, valid, type, codes: new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4), dictionary: crossing.dictionary ?? []};
  }
}
