/** What needs nothing but the language itself, so that the sandbox can bundle it: bytes of values and back, and a digester without its SHA-256. */
export {encodeParts, encodeValue, isOpaque} from "./encode.ts";
export {deepestNesting} from "./encoder.ts";
export type {EncodeOptions, Encoded} from "./encode.ts";
export {decodeValue} from "./decode.ts";
export type {DecodeOptions, DecodedColumn, DecodedTable} from "./decode.ts";
export {offerColumn} from "./column.ts";
export {readTable} from "./table.ts";
export type {TableGroups, TableParts} from "./table.ts";
export {createDigester} from "./digester.ts";
export type {Digester} from "./digester.ts";
export type {RecordContents} from "./leaves.ts";
export type {RecordComparison} from "./compare.ts";
export type {Sha256} from "./merkle.ts";
export {fromHexadecimal, toHexadecimal} from "./merkle.ts";
