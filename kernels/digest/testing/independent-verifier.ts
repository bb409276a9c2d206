/** A second program for the root of a record, written from `docs/digest.md` alone: it uses nothing of this room, and tests compare the two. */
import {createHash} from "node:crypto";

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

const sha256 = (...bytes: Buffer[]) => createHash("sha256").update(Buffer.concat(bytes)).digest();

/** A CBOR head: major type and argument. */
function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.of(major * 32 + argument);
  if (argument < 256) return Buffer.of(major * 32 + 24, argument);
  const long = Buffer.alloc(argument < 65536 ? 3 : 5);
  long[0] = major * 32 + (argument < 65536 ? 25 : 26);
  if (argument < 65536) long.writeUInt16BE(argument, 1);
  else long.writeUInt32BE(argument, 1);
  return long;
}

function canonical(json: Json): Buffer {
  if (json === null) return Buffer.of(0xf6);
  if (json === true) return Buffer.of(0xf5);
  if (json === false) return Buffer.of(0xf4);
  if (typeof json === "number") {
    const number = Buffer.alloc(9, 0xfb);
    number.writeDoubleBE(Object.is(json, -0) ? 0 : json, 1);
    return number;
  }
  if (typeof json === "string") {
    if (json.isWellFormed()) return Buffer.concat([head(3, Buffer.byteLength(json)), Buffer.from(json)]);
    const units = Buffer.from(json, "utf16le");
    return Buffer.concat([head(6, 0xcd00), head(2, units.length), units]);
  }
  if (Array.isArray(json)) return Buffer.concat([head(4, json.length), ...json.map(canonical)]);
  const keys = Object.keys(json).sort();
  return Buffer.concat([head(5, keys.length), ...keys.flatMap((key) => [canonical(key), canonical(json[key]!)])]);
}

function root(hashes: Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0]!;
  let left = 1;
  while (left * 2 < hashes.length) left *= 2;
  return sha256(Buffer.of(1), root(hashes.slice(0, left)), root(hashes.slice(left)));
}

interface FileRecord {
  [field: string]: Json;
  data: {[field: string]: Json}[];
  cells: {[field: string]: Json}[];
}

/** The root that follows from a record as it stands in a file. */
export function rootOfRecord(text: string): string {
  const record = JSON.parse(text) as FileRecord;
  const header = [
    "recto-run/1", record.source!, record.parameters!, record.inputs!, record.seed!, record.now!,
    record.data.map((data) => [data.name!, data.digest!]),
  ];
  const leaves: Json[] = [
    header,
    ...record.cells.map((cell) => [
      "cell", cell.id!, cell.kind!, cell.sourceDigest!,
      (cell.reads as {[field: string]: Json}[]).map((read) => [read.name!, read.digest!]),
      cell.valueDigest!, cell.displayDigests!, cell.status!,
      (cell.calls as {[field: string]: Json}[]).map((call) => [call.name!, call.argumentDigest!, call.resultDigest!]),
    ]),
  ];
  return root(leaves.map((leaf) => sha256(Buffer.of(0), canonical(leaf)))).toString("hex");
}
