/** A run in progress: the engine, the lines it writes, their digest and roots, and the checkpoint; for a whole series and for a stream. */
import {createHash} from "node:crypto";
import type {Hash} from "node:crypto";
import {Engine, startEngine} from "./engine.ts";
import {explain} from "./explain.ts";
import {linesPerChunk, writeLines} from "./lines.ts";
import {MerkleGroups} from "./merkle.ts";
import type {RnseSettings} from "./options.ts";
import type {RnseAnomaly, RnseColumns, RnseState} from "./result.ts";
import {finishSha256, startSha256, updateSha256} from "./sha256.ts";
import type {Sha256State} from "./sha256.ts";

/** Empty columns for `ticks` ticks of `channels` channels from tick `start`. */
export function makeColumns(ticks: number, channels: number, start: number): RnseColumns {
  const t = new Uint32Array(ticks);
  for (let i = 0; i < ticks; i++) t[i] = start + i;
  return {
    ticks,
    channels,
    start,
    t,
    x: new Float64Array(ticks * channels),
    missing: new Uint8Array(ticks * channels),
    h: new Float64Array(ticks * channels),
    D: new Float64Array(ticks),
    w: new Float64Array(3 * ticks),
    C: new Float64Array(ticks),
    accepted: new Uint8Array(ticks),
    noise: new Float64Array(ticks),
  };
}

/** A state before the first tick. */
export function startState(settings: RnseSettings, channels: number, selfFed: boolean, keepDigest: boolean): RnseState {
  return {
    format: "rnse-state/1",
    settings,
    channels,
    ticks: 0,
    accepted: 0,
    selfFed,
    recent: new Float64Array(0),
    engine: startEngine(settings, channels),
    digest: keepDigest ? startSha256() : null,
    merkle: null,
  };
}

/** Advances a state through ticks. */
export class Run {
  readonly settings: RnseSettings;
  readonly channels: number;
  readonly selfFed: boolean;
  readonly merkle: MerkleGroups | null;
  ticks: number;
  private accepted: number;
  private recent: Float64Array;
  private readonly engine: Engine;
  /** The digest that can go on in another process, slower; or the fast one that cannot. */
  private readonly kept: Sha256State | null;
  private readonly fast: Hash | null;

  /** Copies `state` and goes on from there. `keepDigest` false uses the fast digest where the run starts at the first tick. */
  constructor(state: RnseState, keepDigest: boolean) {
    const {settings} = state;
    this.settings = settings;
    this.channels = state.channels;
    this.selfFed = state.selfFed;
    this.ticks = state.ticks;
    this.accepted = state.accepted;
    this.recent = state.recent.slice();
    this.engine = new Engine(settings, structuredClone(state.engine));
    this.fast = settings.hashing && state.ticks === 0 && !keepDigest ? createHash("sha256") : null;
    this.kept = settings.hashing && !this.fast && state.digest ? structuredClone(state.digest) : null;
    this.merkle = settings.hashing && settings.merkleR !== null ? new MerkleGroups(settings.merkleR, state.merkle) : null;
  }

  /**
   * Runs the columns' ticks, whose `x` holds the observations.
   * @param sink is given the bytes of the lines as they are written; without a sink and without hashing none are written.
   * @param progress is told how many ticks are done.
   */
  advance(columns: RnseColumns, sink: ((bytes: Uint8Array) => void) | null, progress: ((done: number) => void) | null): RnseAnomaly[] {
    const anomalies: RnseAnomaly[] = [];
    const writing = this.settings.hashing || sink !== null;
    for (let at = 0; at < columns.ticks; at += linesPerChunk) {
      const end = Math.min(columns.ticks, at + linesPerChunk);
      this.engine.run(columns, at, end, this.selfFed, (position, finding) => anomalies.push(explain(columns, position, finding)));
      for (let i = at; i < end; i++) this.accepted += columns.accepted[i]!;
      if (writing) this.write(columns, at, end, sink);
      progress?.(end);
    }
    this.ticks += columns.ticks;
    const window = this.settings.window;
    const recent = new Float64Array(Math.min(window, this.recent.length + columns.ticks));
    const fresh = columns.D.subarray(Math.max(0, columns.ticks - window));
    recent.set(this.recent.subarray(this.recent.length - (recent.length - fresh.length)));
    recent.set(fresh, recent.length - fresh.length);
    this.recent = recent;
    return anomalies;
  }

  /** Writes the lines of positions `from` to `to` and takes them into the digests, in pieces that end where a Merkle group does. */
  private write(columns: RnseColumns, from: number, to: number, sink: ((bytes: Uint8Array) => void) | null): void {
    const {merkle} = this;
    const inPieces = merkle !== null && merkle.merkleR >= 64;
    for (let at = from; at < to; ) {
      const end = inPieces ? Math.min(to, at + merkle.missingLines) : to;
      const bytes = writeLines(columns, at, end);
      this.fast?.update(bytes);
      if (this.kept) updateSha256(this.kept, bytes);
      if (inPieces) merkle.add(bytes, end - at);
      else merkle?.update(bytes);
      sink?.(bytes);
      at = end;
    }
  }

  /** Mean of `accepted` since the first tick. */
  get beta(): number {
    return this.ticks === 0 ? 0 : this.accepted / this.ticks;
  }

  /** Variance of D over the last window. */
  get varTail(): number {
    if (this.recent.length === 0) return 0;
    let mean = 0;
    for (const D of this.recent) mean += D / this.recent.length;
    let variance = 0;
    for (const D of this.recent) variance += ((D - mean) * (D - mean)) / this.recent.length;
    return variance;
  }

  /** The digest of all lines so far. */
  get digest(): string | null {
    if (this.fast) return this.fast.copy().digest("hex");
    return this.kept ? finishSha256(this.kept) : null;
  }

  /** Gives up what the run holds; it can be used no more. */
  close(): void {
    this.engine.close();
  }

  /** A checkpoint that shares nothing with the run. */
  state(): RnseState {
    return {
      format: "rnse-state/1",
      settings: this.settings,
      channels: this.channels,
      ticks: this.ticks,
      accepted: this.accepted,
      selfFed: this.selfFed,
      recent: this.recent.slice(),
      engine: this.engine.checkpoint(),
      digest: this.kept ? structuredClone(this.kept) : null,
      merkle: this.merkle ? this.merkle.state() : null,
    };
  }
}
