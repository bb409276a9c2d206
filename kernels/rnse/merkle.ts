/** Merkle roots over groups of lines (RFC 9162: separated leaves and nodes), made as the lines pass, and the search for a changed group. */
import {createHash} from "node:crypto";
import {refuseUnknown} from "./options.ts";
import type {MerkleState, RnseRoots, RnseVerification} from "./result.ts";
import {finishSha256, startSha256, updateSha256} from "./sha256.ts";

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

function nodeHash(left: string, right: string): string {
  return createHash("sha256").update(nodePrefix).update(left, "hex").update(right, "hex").digest("hex");
}

function addLeaf(subtrees: {groups: number; hash: string}[], leaf: string): void {
  subtrees.push({groups: 1, hash: leaf});
  for (let last = subtrees.length - 1; last > 0 && subtrees[last - 1]!.groups === subtrees[last]!.groups; last--) {
    const right = subtrees.pop()!;
    const left = subtrees[last - 1]!;
    subtrees[last - 1] = {groups: left.groups * 2, hash: nodeHash(left.hash, right.hash)};
  }
}

/** The RFC 9162 tree hash: subtrees joined from the right; of nothing, the hash of nothing. */
function treeHash(subtrees: {hash: string}[]): string {
  const last = subtrees.at(-1);
  if (!last) return createHash("sha256").digest("hex");
  return subtrees.slice(0, -1).reduceRight((right, {hash}) => nodeHash(hash, right), last.hash);
}

/** The position after the `count`-th line end in `bytes` from `at`, and how many line ends were passed. */
function skipLines(bytes: Uint8Array, at: number, count: number): {end: number; lines: number} {
  let lines = 0;
  let end = at;
  while (lines < count) {
    const next = bytes.indexOf(10, end);
    if (next < 0) return {end: bytes.length, lines};
    end = next + 1;
    lines++;
  }
  return {end, lines};
}

/** Takes lines in and gives the roots. */
export class MerkleGroups {
  readonly merkleR: number;
  readonly firstGroup: number;
  /** Leaves finished since the last `takeLeaves`. */
  private leaves: string[] = [];
  private subtrees: {groups: number; hash: string}[];
  private groups: number;
  private lines: number;
  /** What the open group had before this run, when it goes on from a checkpoint. */
  private before: MerkleState["open"] | null;
  private openBytes: Uint8Array[] = [];
  private openSizeBytes = 0;

  constructor(merkleR: number, state: MerkleState | null) {
    this.merkleR = merkleR;
    this.groups = state?.groups ?? 0;
    this.firstGroup = this.groups;
    this.lines = state?.lines ?? 0;
    this.subtrees = state ? structuredClone(state.subtrees) : [];
    this.before = state && state.lines > 0 ? structuredClone(state.open) : null;
  }

  /** Lines until the open group is full. */
  get missingLines(): number {
    return this.merkleR - this.lines;
  }

  /** Takes in `count` whole lines, no more than the open group misses. */
  add(bytes: Uint8Array, count: number): void {
    this.openBytes.push(bytes);
    this.openSizeBytes += bytes.length;
    this.lines += count;
    if (this.lines === this.merkleR) this.closeGroup();
    else if (this.openSizeBytes > 1 << 20) this.foldOpen();
  }

  /** Takes in whole lines. */
  update(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const {end, lines} = skipLines(bytes, at, this.merkleR - this.lines);
      this.add(bytes.subarray(at, end), lines);
      at = end;
    }
  }

  private foldOpen(): void {
    this.before ??= this.startLeaf();
    for (const part of this.openBytes) updateSha256(this.before, part);
    this.openBytes = [];
    this.openSizeBytes = 0;
  }

  private startLeaf(): MerkleState["open"] {
    const open = startSha256();
    updateSha256(open, leafPrefix);
    return open;
  }

  private openLeaf(): string {
    if (this.before) {
      const open = structuredClone(this.before);
      for (const part of this.openBytes) updateSha256(open, part);
      return finishSha256(open);
    }
    const hash = createHash("sha256").update(leafPrefix);
    for (const part of this.openBytes) hash.update(part);
    return hash.digest("hex");
  }

  private closeGroup(): void {
    const leaf = this.openLeaf();
    this.leaves.push(leaf);
    addLeaf(this.subtrees, leaf);
    this.groups++;
    this.lines = 0;
    this.before = null;
    this.openBytes = [];
    this.openSizeBytes = 0;
  }

  /** The leaves finished since the last call; they are given once and not kept. */
  takeLeaves(): string[] {
    const taken = this.leaves;
    this.leaves = [];
    return taken;
  }

  /** The roots as they are now; an unfinished group counts as a group. */
  roots(leaves: readonly string[]): RnseRoots {
    const all = [...leaves];
    const subtrees = structuredClone(this.subtrees);
    if (this.lines > 0) {
      const leaf = this.openLeaf();
      all.push(leaf);
      addLeaf(subtrees, leaf);
    }
    return {merkleR: this.merkleR, firstGroup: this.firstGroup, leaves: all, root: treeHash(subtrees)};
  }

  /** The state to go on from. */
  state(): MerkleState {
    const open = this.before ? structuredClone(this.before) : this.startLeaf();
    for (const part of this.openBytes) updateSha256(open, part);
    return {groups: this.groups, lines: this.lines, open, subtrees: structuredClone(this.subtrees)};
  }
}

/** Lines as bytes or text, whole or in chunks of any size. */
export type RnseLines = Uint8Array | string | Iterable<Uint8Array | string>;

/**
 * Compares lines with the Merkle roots of the run that wrote them, and names the leaf groups that were changed. A line that was
 * added or taken away changes its group and every group after it. The lines of a resumed run are compared from its `firstGroup` on,
 * where the checkpoint lay at the end of a group.
 * @throws TypeError when `roots` is not the `roots` of a result.
 */
export function verify(given: RnseLines, roots: RnseRoots): RnseVerification {
  if (roots === null || typeof roots !== "object" || !Array.isArray(roots.leaves) || !Number.isInteger(roots.merkleR))
    throw new TypeError('roots must be the "roots" of a result; run with the option "merkleR" to have them');
  refuseUnknown(roots, ["merkleR", "firstGroup", "leaves", "root"]);
  const chunks = typeof given === "string" || given instanceof Uint8Array ? [given] : given;
  const seen = new MerkleGroups(roots.merkleR, null);
  const leaves: string[] = [];
  let lines = 0;
  let rest: Uint8Array | null = null;
  for (const chunk of chunks) {
    let bytes: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
    if (rest) bytes = Buffer.concat([rest, bytes]);
    const end = bytes.lastIndexOf(10) + 1;
    rest = end < bytes.length ? bytes.slice(end) : null;
    for (let at = 0; at < end; ) {
      const next = skipLines(bytes, at, 65_536);
      lines += next.lines;
      at = next.end;
    }
    seen.update(bytes.slice(0, end));
    leaves.push(...seen.takeLeaves());
  }
  if (rest) {
    seen.update(Buffer.concat([rest, Buffer.from("\n")]));
    leaves.push(...seen.takeLeaves());
    lines++;
  }
  const found = seen.roots(leaves);
  const tornEnd = rest ? found.leaves.length - 1 : -1;
  const changed: number[] = [];
  for (let group = 0; group < Math.max(found.leaves.length, roots.leaves.length); group++)
    if (found.leaves[group] !== roots.leaves[group] || group === tornEnd) changed.push(roots.firstGroup + group);
  const root = roots.firstGroup === 0 ? found.root : null;
  return {
    intact: changed.length === 0 && (root === null || root === roots.root),
    changed,
    lines: changed.map((group) => {
      const first = (group - roots.firstGroup) * roots.merkleR;
      return {first, last: Math.max(first, Math.min(lines, first + roots.merkleR) - 1)};
    }),
    root,
  };
}
