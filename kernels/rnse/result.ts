/** What a run of RNSE gives: the columns of its lines, its anomalies with their reasons, its digests, and its checkpoint. All plain data. */
import type {EngineState} from "./engine.ts";
import type {RnseSettings} from "./options.ts";
import type {Sha256State} from "./sha256.ts";

/** The three experts, in the order of their weights. */
export const rnseExperts = ["level", "trend", "recurrence"] as const;

/** Which expert said that a tick is an anomaly. */
export type RnseExpert = (typeof rnseExperts)[number];

/** The columns of the lines, one entry a tick (`x`, `h`: one a tick and channel; `w`: three a tick). */
export interface RnseColumns {
  /** How many ticks there are. */
  ticks: number;
  /** How many channels a tick has, from 1. */
  channels: number;
  /** The number of the first tick: 0, or where a resumed run goes on. */
  start: number;
  /** The number of each tick. */
  t: Uint32Array;
  /** What was observed, tick by tick and within a tick channel by channel; where a value is missing, what was expected stands here. */
  x: Float64Array;
  /** 1 where the observation is missing: NaN, or not finite; in the shape of `x`. */
  missing: Uint8Array;
  /** What the engine expected, in the shape of `x`. */
  h: Float64Array;
  /** Divergence of the two on the scale of the series, from 0; over 1 is as rare as this series gets. */
  D: Float64Array;
  /** Weights of the three experts (level, trend, recurrence), three a tick, each 0 to 1 in four decimals, sum 1. */
  w: Float64Array;
  /** Coherence, 0 to 1 in four decimals: how well the window was predicted. */
  C: Float64Array;
  /** 1 where the tick was accepted into the engine's state, else 0. */
  accepted: Uint8Array;
  /** The perturbation drawn, -1 to 1 in four decimals. */
  noise: Float64Array;
}

/** One tick that is an anomaly, and why. */
export interface RnseAnomaly {
  /** The number of the tick. */
  index: number;
  /** The lesser of 1 and the tick's D. */
  confidence: number;
  /** The channel that diverged most, from 0. */
  channel: number;
  /** What that channel was expected to be. */
  expected: number;
  /** What that channel was. */
  observed: number;
  /** About how many ticks of this series lie between two that are this far out, from 1. */
  rarity: number;
  /** The expert that said so: level (a value or a jump), trend (a drift), recurrence (a shape not seen before). */
  expert: RnseExpert;
  /** The same in one sentence. */
  text: string;
}

/** The Merkle roots of a run: a digest of every group of lines, and one over all groups. */
export interface RnseRoots {
  /** Lines in a group; the last group may have fewer. */
  merkleR: number;
  /** The number of the first group in `leaves`; not 0 in a resumed run. */
  firstGroup: number;
  /** SHA-256 of a zero byte and the group's lines, hexadecimal, group by group. */
  leaves: string[];
  /** The Merkle tree hash (RFC 9162) over all groups since the first tick, hexadecimal. */
  root: string;
}

/** A checkpoint: everything that is needed to go on byte for byte. Plain data, its size independent of the number of ticks. */
export interface RnseState {
  format: "rnse-state/1";
  settings: RnseSettings;
  channels: number;
  /** Ticks done. */
  ticks: number;
  /** Sum of `accepted` so far. */
  accepted: number;
  /** Whether the engine feeds on its own noise. */
  selfFed: boolean;
  /** D of the last window, oldest first. */
  recent: Float64Array;
  engine: EngineState;
  /** The state of the digest of all lines, or `null` when it was not kept. */
  digest: Sha256State | null;
  /** The unfinished Merkle group and the subtrees before it, or `null` without roots. */
  merkle: MerkleState | null;
}

/** The state of the Merkle tree: the open group and the perfect subtrees to its left. */
export interface MerkleState {
  /** Finished groups. */
  groups: number;
  /** Lines in the open group. */
  lines: number;
  open: Sha256State;
  /** Subtrees, largest first: how many groups each spans, and its hash. */
  subtrees: {groups: number; hash: string}[];
}

/** What `rnse` returns: plain data. `lines(result)` gives the bytes of the lines. */
export interface RnseResult extends RnseColumns {
  /** The options as they were understood. */
  settings: RnseSettings;
  /** Mean of `accepted` since the first tick, 0 to 1; 0 when there is no tick. */
  beta: number;
  /** Variance of D over the last window. */
  varTail: number;
  /** SHA-256 of all lines since the first tick, hexadecimal; `null` when not hashed, or when a checkpoint did not carry it. */
  digest: string | null;
  /** The Merkle roots; `null` without `merkleR`. */
  roots: RnseRoots | null;
  /** The ticks whose confidence is above the threshold, in order. */
  anomalies: RnseAnomaly[];
  /** The checkpoint to give to `resume`. */
  state: RnseState;
}

/** What `verify` finds. */
export interface RnseVerification {
  /** Whether every group and the root are as they were. */
  intact: boolean;
  /** The numbers of the leaf groups that were changed, in order. */
  changed: number[];
  /** The lines of each changed group: first and last, by position from 0. */
  lines: {first: number; last: number}[];
  /** The root of the lines that were given, hexadecimal; `null` when they start after the first group. */
  root: string | null;
}
