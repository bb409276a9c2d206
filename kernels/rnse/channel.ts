/** One channel of the engine: three experts expect the next value, and what is rare in the history of the series becomes its divergence. */
import {divergenceOf, startEvidence} from "./evidence.ts";
import type {EvidenceState} from "./evidence.ts";
import {Level, startLevel} from "./level.ts";
import type {LevelState} from "./level.ts";
import {cubedBits, Motion, startMotion, startTicks, surpriseFloor} from "./motion.ts";
import type {MotionState} from "./motion.ts";
import {Recurrence, startRecurrence} from "./recurrence.ts";
import type {RecurrenceState} from "./recurrence.ts";
import {bits, Histories, startHistories, usualShare} from "./tail.ts";
import type {HistoriesState} from "./tail.ts";
import {startTrend, Trend} from "./trend.ts";
import type {TrendState} from "./trend.ts";

/** The memory of one channel. Plain data. */
export interface ChannelState {
  /** Finite values seen. */
  seen: number;
  /** The first finite value: everything is held relative to it, so that a shift changes nothing. */
  origin: number;
  /** Smoothed squared error of each expert, and their weights. */
  losses: Float64Array;
  weights: Float64Array;
  level: LevelState;
  trend: TrendState;
  recurrence: RecurrenceState;
  motion: MotionState;
  evidence: EvidenceState;
  /** The history of the error of the expectation, and that of how new the shape is, of every fourth value. */
  errors: HistoriesState;
  shapes: HistoriesState;
}

/** The most that one tick may count in coherence, in variances of the series. */
export const errorCap = 64;
const limit = 1e120;
/** What the error of the expectation counts in the surprise. */
const errorWeight = 0.25;
/** Bits over the floor that a history of some 60 ticks can give; a shorter one is judged by what it can give. */
const fullHistoryBits = 3.87;
/** What a shape ratio of 1 is worth in bits where recurrence is believed. */
const bitsPerRatio = 3;
/** Where recurrence is believed, surprise counts from this ratio on, and in this share from that one. */
const seenBefore = 0.46;
const neverSeen = 3;
const surpriseShare = 0.84;

/** A channel that has seen nothing. */
export function startChannel(): ChannelState {
  return {
    seen: 0,
    origin: 0,
    losses: new Float64Array(3),
    weights: Float64Array.of(1 / 3, 1 / 3, 1 / 3),
    level: startLevel(),
    trend: startTrend(),
    recurrence: startRecurrence(),
    motion: startMotion(),
    evidence: startEvidence(),
    errors: startHistories(1),
    shapes: startHistories(1),
  };
}

/** Takes a piece of ticks in, then goes through them: expects, judges and learns each. */
export class Channel {
  readonly s: ChannelState;
  /** Of the tick at hand: its divergence, and the error's square over the variance. */
  divergence = 0;
  relativeError = 0;
  /** The least share of the tick at hand, and of what: level 0, drift 1, pace 2, error 3, shape 4. */
  private least = 1;
  private part = 0;
  /** What is expected of the coming tick, relative to the origin: by trend, by recurrence and by all together. */
  private byTrend = 0;
  private byRecurrence = 0;
  private mixture = 0;
  /** The finite values of the piece, relative to the origin, and how many of them were gone through. */
  private readonly values: Float64Array;
  private at = 0;
  private count = 0;
  private readonly level: Level;
  private readonly trend: Trend;
  private readonly recurrence: Recurrence;
  private readonly motion: Motion;
  private readonly errors: Histories;
  private readonly shapes: Histories;

  /** Goes on from `state`, which it changes in place, by pieces of at most `most` ticks. */
  constructor(state: ChannelState, most: number) {
    this.s = state;
    this.values = new Float64Array(most);
    this.level = new Level(state.level, most);
    this.trend = new Trend(state.trend, most);
    this.recurrence = new Recurrence(state.recurrence, most);
    this.motion = new Motion(state.motion, most);
    this.errors = new Histories(state.errors);
    this.shapes = new Histories(state.shapes);
  }

  /** Takes in the ticks at every `stride`-th position of `x` from `from` to `to`; what is not finite is missing. */
  take(x: Float64Array, from: number, to: number, stride: number): void {
    const {s, values} = this;
    let count = 0;
    let {origin} = s;
    for (let i = from; i < to; i += stride) {
      const value = x[i]!;
      if (!Number.isFinite(value)) continue;
      if (count === 0 && s.seen === 0) s.origin = origin = value;
      const v = value - origin;
      values[count++] = v > limit ? limit : v < -limit ? -limit : v;
    }
    this.at = 0;
    this.count = count;
    this.level.take(values, count);
    this.trend.begin(this.level.taken, this.level.slowLevel, count);
    this.motion.take(values, count);
    this.recurrence.take(values, this.motion.spread, count);
  }

  /** Ends the piece. */
  end(): void {
    this.trend.end(this.count);
  }

  /** Brings everything into the state. */
  settle(): void {
    this.recurrence.settle();
  }

  /** Gives up what it holds; it can be used no more. */
  close(): void {
    this.recurrence.close();
  }

  /** Makes the expectation of the coming tick and gives it in the units of the series. */
  expect(): number {
    const {s, at, level} = this;
    const {weights} = s;
    const center = level.level[at]!;
    const most = level.most[at]!;
    const low = center - most;
    const high = center + most;
    const trend = level.slowLevel[at]! + s.trend.next;
    const recurrence = this.recurrence.expected[at]!;
    this.byTrend = trend > high || trend < low ? center : trend;
    this.byRecurrence = recurrence > high || recurrence < low ? center : recurrence;
    this.mixture = weights[0]! * center + weights[1]! * this.byTrend + weights[2]! * this.byRecurrence;
    if (s.seen === 0) return 0;
    const h = this.mixture + s.origin;
    return h > Number.MAX_VALUE ? Number.MAX_VALUE : h < -Number.MAX_VALUE ? -Number.MAX_VALUE : h;
  }

  /** Says that the tick at hand is missing. */
  miss(): void {
    this.divergence = 0;
    this.relativeError = 1;
    this.least = 1;
    this.part = 0;
  }

  /** Sets what is said of the tick at hand. */
  judge(): void {
    const {s, at, errors, shapes} = this;
    const variance = this.level.variance[at]!;
    if (s.seen === 0) {
      this.miss();
      this.relativeError = 0;
      return;
    }
    const error = this.values[at]! - this.mixture;
    const square = error * error;
    this.relativeError = square < errorCap * variance ? square / variance : square > 0 ? errorCap : 0;

    errors.begin();
    const shape = this.recurrence.shape[at]!;
    const trust = this.recurrence.trust[at]!;
    const errorShare = error === 0 ? usualShare : errors.above(0, error < 0 ? -error : error);
    let cubes = this.motion.cubes[at]!;
    let least = this.motion.least[at]!;
    let part = this.motion.part[at]!;
    if (errorShare < usualShare && s.seen > startTicks) {
      cubes += errorWeight * cubedBits(errorShare);
      if (errorShare < least) {
        least = errorShare;
        part = 3;
      }
    }
    let bySurprise = 0;
    if (cubes > 0) {
      bySurprise = Math.cbrt(cubes);
      if (trust > 0) {
        const sudden = this.recurrence.sudden[at]!;
        const unseen = sudden <= seenBefore ? 0 : sudden >= neverSeen ? 1 : (sudden - seenBefore) / (neverSeen - seenBefore);
        bySurprise *= 1 - trust + trust * unseen * surpriseShare;
      }
      const n = s.seen + 1;
      if (n < 600) {
        const possible = (bits(2 * (n + 1)) - surpriseFloor) / fullHistoryBits;
        bySurprise /= possible > 1 ? 1 : possible < 0.1 ? 0.1 : possible;
      }
    }
    const byShape = trust * bitsPerRatio * shape;
    this.divergence = divergenceOf(s.evidence, bySurprise + byShape);
    this.least = least;
    this.part = byShape > bySurprise ? 4 : part;
    if (shape > 0 && (s.seen & 3) === 0) {
      shapes.begin();
      shapes.above(0, shape);
    }
  }

  /** About how many ticks lie between two that stand out as the tick at hand does. */
  get rarity(): number {
    return 1 / (this.part === 4 ? this.shapes.share(0, this.recurrence.shape[this.at]!) : this.least);
  }

  /** Which expert says that the tick at hand stands out: level 0, trend 1, recurrence 2. */
  get expert(): number {
    return this.part === 4 ? 2 : this.part === 3 ? this.foremost() : this.part === 1 ? 1 : 0;
  }

  /** The expert with the greatest weight. */
  private foremost(): number {
    const [level, trend, recurrence] = this.s.weights;
    return level! >= trend! && level! >= recurrence! ? 0 : trend! >= recurrence! ? 1 : 2;
  }

  /** Learns the tick at hand: how far each expert was from it, where it was accepted. */
  learn(accepted: boolean): void {
    const {s, at, level} = this;
    const taken = level.taken[at]!;
    const missed = taken - this.byTrend;
    if (accepted) {
      const {losses} = s;
      const first = taken - level.level[at]!;
      const third = taken - this.byRecurrence;
      losses[0] = losses[0]! * 0.98 + 0.02 * first * first;
      losses[1] = losses[1]! * 0.98 + 0.02 * missed * missed;
      losses[2] = losses[2]! * 0.98 + 0.02 * third * third;
    }
    this.trend.learn(at, missed, accepted);
    s.seen++;
    this.at = at + 1;
  }

  /** Weights the experts by the inverse squares of their losses; `alpha` is the share of the new weights. */
  reweight(alpha: number): void {
    const {losses, weights} = this.s;
    const least = Math.min(losses[0]!, losses[1]!, losses[2]!);
    if (!(least >= 0)) return;
    const a = losses[0] === least ? 1 : least / losses[0]!;
    const b = losses[1] === least ? 1 : least / losses[1]!;
    const c = losses[2] === least ? 1 : least / losses[2]!;
    const sum = a * a + b * b + c * c;
    weights[0] = weights[0]! + alpha * ((a * a) / sum - weights[0]!);
    weights[1] = weights[1]! + alpha * ((b * b) / sum - weights[1]!);
    weights[2] = 1 - weights[0]! - weights[1]!;
    if (weights[2]! < 0) weights[2] = 0;
  }
}
