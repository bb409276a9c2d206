/** Data sets inside a notebook's file: the bytes as they were uploaded, compressed, with the way they are parsed. */
import {gunzipSync, gzipSync} from "node:zlib";
import type {Json} from "../index.ts";
import {parseJson, toStartTag} from "./attributes.ts";
import {dataType} from "./structure.ts";
import type {ScriptPart} from "./structure.ts";

export interface EmbeddedData {
  readonly name: string;
  /** Of the bytes and the parsing, as the notebook names it; whoever uses the data checks it. */
  readonly digest: string;
  readonly fileName: string;
  /** How the bytes are read: a `Parsing` of the data room, as JSON. */
  readonly parsing: Json;
  readonly bytes: Uint8Array;
}

/** The largest data set that is unpacked, in bytes: a small file can hold a very large one. */
export const largestDataBytes = 1_073_741_824;

/** The data set of a script, or null with a warning when it cannot be read. */
export function readData(text: string, {attributes, content}: ScriptPart, warn: (text: string) => void): EmbeddedData | null {
  const given = new Map(attributes);
  const name = given.get("data-name") ?? "";
  const digest = given.get("data-digest") ?? "";
  const parsing = parseJson(given.get("data-parsing") ?? "");
  if (name === "" || !/^[0-9a-f]{64}$/.test(digest) || parsing === undefined) {
    warn(`an embedded data set${name === "" ? "" : ` "${name}"`} lacks its name, digest or parsing`);
    return null;
  }
  try {
    const packed = Buffer.from(text.slice(content.from, content.to).replace(/\s+/g, ""), "base64");
    const bytes = new Uint8Array(gunzipSync(packed, {maxOutputLength: largestDataBytes}));
    return {name, digest, fileName: given.get("data-file-name") ?? name, parsing: parsing as Json, bytes};
  } catch (error) {
    warn(`the embedded data set "${name}" cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

export function writeData({name, digest, fileName, parsing, bytes}: EmbeddedData): string {
  const startTag = toStartTag("script", [
    ["type", dataType],
    ["data-name", name],
    ["data-digest", digest],
    ["data-file-name", fileName],
    ["data-parsing", JSON.stringify(parsing)],
  ]);
  const packed = gzipSync(bytes, {level: 9}).toString("base64");
  return `${startTag}\n${packed.replace(/.{1,120}/g, "$&\n")}</script>`;
}

export function isSameData(a: EmbeddedData, b: EmbeddedData): boolean {
  return (
    a.name === b.name &&
    a.digest === b.digest &&
    a.fileName === b.fileName &&
    JSON.stringify(a.parsing) === JSON.stringify(b.parsing) &&
    Buffer.compare(a.bytes, b.bytes) === 0
  );
}
