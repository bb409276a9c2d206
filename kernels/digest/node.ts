/** The digester on Node's own SHA-256. */
import {createHash} from "node:crypto";
import {createDigester} from "./digester.ts";

/** SHA-256 over bytes given in parts, as 64 lower-case hexadecimal digits. */
export function sha256(parts: {readonly [index: number]: Uint8Array; readonly length: number}): string {
  const hash = createHash("sha256");
  for (let i = 0; i < parts.length; i++) hash.update(parts[i]!);
  return hash.digest("hex");
}

export const {
  digestBytes, digestValue, digestCellSource, digestSource, merkleRoot, inclusionProof, isIncluded, toRoot, buildRecord, compareRecords,
} = createDigester(sha256);
