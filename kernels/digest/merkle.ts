/** The Merkle tree hash of RFC 9162 §2.1 over byte strings, with its inclusion proofs. */

/** SHA-256 over bytes given in parts, as 64 lower-case hexadecimal digits. */
export type Sha256 = (parts: {readonly [index: number]: Uint8Array; readonly length: number}) => string;

const leafPrefix = Uint8Array.of(0x00);
const nodePrefix = Uint8Array.of(0x01);

export function hashLeaf(sha256: Sha256, leaf: Uint8Array): string {
  return sha256([leafPrefix, leaf]);
}

export function hashNode(sha256: Sha256, left: string, right: string): string {
  return sha256([nodePrefix, fromHexadecimal(left), fromHexadecimal(right)]);
}

/** The root over leaves in their order; of no leaves, the digest of nothing. */
export function merkleRoot(sha256: Sha256, leaves: readonly Uint8Array[]): string {
  return rootOf(sha256, leaves.map((leaf) => hashLeaf(sha256, leaf)));
}

function rootOf(sha256: Sha256, hashes: readonly string[]): string {
  if (hashes.length === 0) return sha256([]);
  if (hashes.length === 1) return hashes[0]!;
  const split = splitOf(hashes.length);
  return hashNode(sha256, rootOf(sha256, hashes.slice(0, split)), rootOf(sha256, hashes.slice(split)));
}

/** The largest power of two below the number of leaves: how many are on the left. */
function splitOf(leaves: number): number {
  let split = 1;
  while (split * 2 < leaves) split *= 2;
  return split;
}

/** The hashes that lead from a leaf to the root, from the leaf upwards. */
export function inclusionProof(sha256: Sha256, leaves: readonly Uint8Array[], index: number): readonly string[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`inclusionProof requires an index from 0 to ${leaves.length - 1}, got ${index}`);
  }
  return proofOf(sha256, leaves.map((leaf) => hashLeaf(sha256, leaf)), index);
}

function proofOf(sha256: Sha256, hashes: readonly string[], index: number): readonly string[] {
  if (hashes.length === 1) return [];
  const split = splitOf(hashes.length);
  const left = hashes.slice(0, split);
  const right = hashes.slice(split);
  return index < split
    ? [...proofOf(sha256, left, index), rootOf(sha256, right)]
    : [...proofOf(sha256, right, index - split), rootOf(sha256, left)];
}

/** Whether a leaf is at `index` of `count` leaves under `root`, by its proof alone (RFC 9162 §2.1.3.2). */
export function isIncluded(
  sha256: Sha256, leaf: Uint8Array, index: number, count: number, proof: readonly string[], root: string,
): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= count) return false;
  let at = index;
  let last = count - 1;
  let hash = hashLeaf(sha256, leaf);
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(sha256, sibling, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = hashNode(sha256, hash, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hash === root;
}

export function fromHexadecimal(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function toHexadecimal(bytes: Uint8Array): string {
  let digits = "";
  for (let i = 0; i < bytes.length; i++) digits += bytes[i]!.toString(16).padStart(2, "0");
  return digits;
}


