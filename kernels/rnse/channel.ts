/** One channel of the engine: three experts expect the next value, and what is rare in the history of the series becomes its divergence. */
import {Matcher, startMatcher} from "./matcher.ts";
import type {MatcherShape, MatcherState} from "./matcher.ts";
import {bits, rankAndAdd, startTail} from "./tail.ts";
import type {TailState} from "./tail.ts";

/** The memory of one channel. Plain data. */
export interface ChannelState {
  /** Finite values seen. */
  seen: number;
  /** The first finite value: everything is held relative to it, so that a shift changes nothing. */
  origin: number;
  /** The last value. */
  last: number;
  /** Fading means of the value over 3, 8, 64 and 512 ticks, and the one over 64 as it was two ticks ago and one tick ago. */
  mean3: number;
  mean8: number;
  mean64: number;
  mean64Before: [number, number];
  mean512: number;
  /** Fading means of the step's size over 8, 64 and 128 ticks. */
  step8: number;
  step64: number;
  step128: number;
  /** Mean and variance of the whole series, and the variance over about 100 ticks against which coherence is told. */
  mean: number;
  variance: number;
  recentMean: number;
  recentVariance: number;
  /** What the experts go by, from values of which a wild one is cut: the level over 3 ticks and over 512, the usual distance from the level. */
  level: number;
  slowLevel: number;
  usualDistance: number;
  /** The linear predictor: its coefficients and the last values relative to the slow level, newest first. */
  coefficients: Float64Array;
  lags: Float64Array;
  /** Smoothed squared error of each expert, and their weights. */
  losses: Float64Array;
  weights: Float64Array;
  /** The histories of: value above and below, drift up and down, change of pace, pace, shape, and the error of the expectation. */
  tails: TailState[];
  /** The highest recent evidence, fading, and what the alarms of the past have made usual. */
  envelope: number;
  /** The evidence as it goes on, fading faster. */
  held: number;
  habit: number;
  /** The fine and the coarse matcher, and the last values in a ring that the fine one points into. */
  fine: MatcherState;
  coarse: MatcherState;
  past: Float64Array;
}

/** The most that one tick may count in coherence, in variances of the series. */
export const errorCap = 64;
/** How many usual distances a value may lie from the level before the experts take it cut. */
const cutAt = 8;
const limit = 1e120;
const order = 20;
const learningRate = 0.02;
const startTicks = 30;
const tailLife = 8000;
const tailGrowth = 1 / (1 - 1 / tailLife);
const holdTicks = 800;
const rise = 1.1;
const habitLife = 8000;
const habitAbove = 6;
const habitStep = 0.5;
const surpriseFloor = 3;
/** What level, drift, change of pace, pace and the error of the expectation count in the surprise. */
const errorPart = 0.25;
const partWeights = [2, 2, 0.25, 2, errorPart] as const;
/** The surprise, in bits over the floor, at which the confidence is 0.3. */
const surpriseAtThreshold = 7;
/** Bits over the floor that a history of 600 ticks can give; a shorter one is judged by what it can give. */
const fullHistoryBits = 7.2;
/** The matcher's usual distance from which recurrence is not believed, and below which it is believed wholly. */
const trustNone = 0.15;
const trustFull = 0.11;
/** What the coarse matcher's ratio counts beside the fine one's. */
const coarseShare = 0.3;
/** What a shape ratio of 1 is worth in bits where recurrence is believed. */
const bitsPerRatio = 3;
/** Where recurrence is believed, surprise counts from this ratio on, and in this share from that one. */
const seenBefore = 0.5;
const neverSeen = 3;
const surpriseShare = 0.85;
/** Where D stays while something only goes on: below the default threshold. */
const plateau = 0.28;
/** What is left of the evidence a tick later, while it only goes on. */
const heldShare = 0.99;

const fineShape: MatcherShape = {blockTicks: 2, fade: 8, memory: 16_384, allowance: 2.4e7, allowancePerTick: 6};
const coarseShape: MatcherShape = {blockTicks: 8, fade: 16, memory: 4096, allowance: 6e6, allowancePerTick: 2};

/** A channel that has seen nothing. */
export function startChannel(): ChannelState {
  return {
    seen: 0,
    origin: 0,
    last: 0,
    mean3: 0,
    mean8: 0,
    mean64: 0,
    mean64Before: [0, 0],
    mean512: 0,
    step8: 0,
    step64: 0,
    step128: 0,
    mean: 0,
    variance: 0,
    recentMean: 0,
    recentVariance: 0,
    level: 0,
    slowLevel: 0,
    usualDistance: 0,
    coefficients: new Float64Array(order),
    lags: new Float64Array(order),
    losses: new Float64Array(3),
    weights: Float64Array.of(1 / 3, 1 / 3, 1 / 3),
    tails: Array.from({length: 8}, startTail),
    envelope: 0,
    held: 0,
    habit: 0,
    fine: startMatcher(fineShape),
    coarse: startMatcher(coarseShape),
    past: new Float64Array(256),
  };
}

/** Expects, observes and learns, tick by tick. */
export class Channel {
  readonly s: ChannelState;
  /** What is expected of the coming tick, relative to the origin: by the three experts and by all together. */
  readonly expected = new Float64Array(3);
  mixture = 0;
  /** Of the tick last observed: its divergence, the error's square over the variance, how rare it is, and which expert said so. */
  divergence = 0;
  relativeError = 0;
  rarity = 1;
  expert = 0;
  private value = 0;
  private present = false;
  private readonly shares = new Float64Array(5);
  private readonly fine: Matcher;
  private readonly coarse: Matcher;
  /** Sum of the squared lags of the linear predictor. */
  private power = 0;
  /** The greatest part of the surprise of the tick at hand. */
  private part = 0;

  constructor(state: ChannelState) {
    this.s = state;
    this.fine = new Matcher(fineShape, state.fine);
    this.coarse = new Matcher(coarseShape, state.coarse);
  }

  /** Makes the expectation of the coming tick and gives it in the units of the series. */
  expect(): number {
    const s = this.s;
    const e = this.expected;
    e[0] = s.level;
    e[1] = this.within(this.predictLinearly());
    e[2] = this.within(this.predictByRecurrence());
    this.mixture = s.weights[0]! * e[0]! + s.weights[1]! * e[1]! + s.weights[2]! * e[2]!;
    const h = this.mixture + s.origin;
    return h > Number.MAX_VALUE ? Number.MAX_VALUE : h < -Number.MAX_VALUE ? -Number.MAX_VALUE : h;
  }

  /** A value no further from the level than a value may move the experts. */
  private within(value: number): number {
    const {level, usualDistance} = this.s;
    const most = cutAt * usualDistance;
    return !(most > 0) ? value : value > level + most ? level + most : value < level - most ? level - most : value;
  }

  private predictLinearly(): number {
    const {coefficients, lags, slowLevel} = this.s;
    let sum = 0;
    let power = 0;
    for (let i = 0; i < order; i++) {
      const lag = lags[i]!;
      sum += coefficients[i]! * lag;
      power += lag * lag;
    }
    this.power = power;
    return slowLevel + sum;
  }

  /** The value that followed the nearest stretch of the past, moved to the present level and scale. */
  private predictByRecurrence(): number {
    const {fine, past, seen, last} = this.s;
    if (fine.nearest < 0) return last;
    const mask = fine.values.length - 1;
    const now = (fine.blocks - 1) & mask;
    const then = fine.nearest & mask;
    const follower = (fine.nearest + 1) * fineShape.blockTicks + fine.gathered;
    if (follower < seen - past.length || follower >= seen || fine.inverses[now] === 0) return last;
    return fine.means[now]! + ((past[follower & (past.length - 1)]! - fine.means[then]!) * fine.inverses[then]!) / fine.inverses[now]!;
  }

  /** Takes in the tick's value (not finite: missing) and sets what is said of it. */
  observe(x: number): void {
    const s = this.s;
    this.present = Number.isFinite(x);
    this.divergence = 0;
    this.rarity = 1;
    this.expert = 0;
    this.relativeError = 1;
    if (!this.present) return;
    if (s.seen === 0) {
      s.origin = x;
      this.mixture = 0;
      this.expected.fill(0);
    }
    const v = x - s.origin;
    this.value = v > limit ? limit : v < -limit ? -limit : v;
    if (s.seen === 0) {
      this.relativeError = 0;
      return;
    }
    const error = this.value - this.mixture;
    const square = error * error;
    this.relativeError = square < errorCap * s.recentVariance ? square / s.recentVariance : square > 0 ? errorCap : 0;
    this.measure(Math.abs(error));
  }

  /** Moves the slow statistics to the value, and makes the divergence. */
  private measure(error: number): void {
    const s = this.s;
    const v = this.value;
    const n = s.seen + 1;
    const step = Math.abs(v - s.last);
    const above = v - s.mean512;
    s.mean3 += Math.max(1 / n, 1 / 3) * (v - s.mean3);
    s.mean8 += Math.max(1 / n, 1 / 8) * (v - s.mean8);
    const drift = s.mean3 - s.mean64Before[0];
    s.mean64Before[0] = s.mean64Before[1];
    s.mean64 += Math.max(1 / n, 1 / 64) * (v - s.mean64);
    s.mean64Before[1] = s.mean64;
    s.mean512 += Math.max(1 / n, 1 / 512) * (v - s.mean512);
    s.step8 += Math.max(1 / n, 1 / 8) * (step - s.step8);
    s.step64 += Math.max(1 / n, 1 / 64) * (step - s.step64);
    s.step128 += Math.max(1 / n, 1 / 128) * (step - s.step128);
    const rate = Math.max(1 / n, 1e-4);
    const deviation = v - s.mean;
    s.mean += rate * deviation;
    s.variance += rate * (deviation * deviation * (1 - rate) - s.variance);

    const surprise = this.surprise(above, drift, s.step128 > 0 ? s.step8 / s.step128 : 0, error);
    let shape = 0;
    let trust = 0;
    this.fine.push(v, s.variance);
    this.coarse.push(v, s.variance);
    if (s.fine.nearest >= 0) {
      shape = this.fine.ratio + coarseShare * this.coarse.ratio;
      trust = (trustNone - s.fine.slow) / (trustNone - trustFull);
      trust = trust < 0 ? 0 : trust > 1 ? 1 : trust;
      if (s.seen < 400) trust *= s.seen / 400;
    }
    const shapeShare = rankAndAdd(s.tails[6]!, shape, tailGrowth, false);
    this.divergence = this.combine(surprise, shape, trust, shapeShare);
  }

  /** How unlikely level, drift and pace are together, in bits over the floor; the histories take them in. */
  private surprise(above: number, drift: number, change: number, error: number): number {
    const {tails, seen, step64} = this.s;
    this.part = 0;
    let sum = 0;
    let least = 1;
    const {shares} = this;
    const up = rankAndAdd(tails[0]!, above > 0 ? above : 0, tailGrowth, false);
    const down = rankAndAdd(tails[1]!, above < 0 ? -above : 0, tailGrowth, false);
    const rising = rankAndAdd(tails[2]!, drift > 0 ? drift : 0, tailGrowth, false);
    const falling = rankAndAdd(tails[3]!, drift < 0 ? -drift : 0, tailGrowth, false);
    shares[0] = up < down ? up : down;
    shares[1] = rising < falling ? rising : falling;
    shares[2] = rankAndAdd(tails[4]!, change, tailGrowth, true);
    shares[3] = rankAndAdd(tails[5]!, step64, tailGrowth, true);
    shares[4] = rankAndAdd(tails[7]!, error, tailGrowth, false);
    if (seen > startTicks)
      for (let i = 0; i < 5; i++) {
        const share = shares[i]!;
        if (share >= 0.125) continue;
        const excess = -bits(share) - surpriseFloor;
        sum += partWeights[i]! * excess * excess * excess;
        if (share < least) {
          least = share;
          this.part = i;
        }
      }
    this.rarity = 1 / least;
    return sum > 0 ? Math.cbrt(sum) : 0;
  }

  /** The divergence: full where something begins, and below any alarm while it only goes on. */
  private combine(surprise: number, shape: number, trust: number, shapeShare: number): number {
    const s = this.s;
    const n = s.seen + 1;
    const possible = n < 600 ? (bits(2 * (n + 1)) - surpriseFloor) / fullHistoryBits : 1;
    const unseen = Math.min(1, Math.max(0, (shape - seenBefore) / (neverSeen - seenBefore)));
    const bySurprise = (surprise * (1 - trust + trust * unseen * surpriseShare)) / Math.min(1, Math.max(0.1, possible));
    const byShape = trust * bitsPerRatio * shape;
    const evidence = bySurprise + byShape;
    s.envelope *= 1 - 1 / holdTicks;
    s.habit *= 1 - 1 / habitLife;
    let begins = 0;
    if (evidence > s.envelope * rise) {
      begins = Math.max(0, evidence - s.habit);
      if (begins > habitAbove) s.habit += habitStep * Math.min(2, (begins - habitAbove) / habitAbove + 0.5);
    }
    if (evidence > s.envelope) s.envelope = evidence;
    if (byShape > bySurprise) {
      this.expert = 2;
      this.rarity = 1 / shapeShare;
    } else this.expert = this.part === 4 ? this.foremost() : this.part === 0 || this.part === 3 ? 0 : 1;
    s.held = Math.max(evidence, s.held * heldShare);
    const full = (0.3 / surpriseAtThreshold) * begins;
    const lasting = (0.3 / surpriseAtThreshold) * s.held;
    return full >= 0.3 ? full : (plateau * lasting) / (lasting + 0.3);
  }

  /** The expert with the greatest weight. */
  private foremost(): number {
    const [level, trend, recurrence] = this.s.weights;
    return level! >= trend! && level! >= recurrence! ? 0 : trend! >= recurrence! ? 1 : 2;
  }

  /** Learns the tick: the predictor and the experts' losses where it was accepted, the memory in any case. */
  learn(tick: number, q: number, alpha: number, accepted: boolean): void {
    const s = this.s;
    if (this.present) {
      const v = this.value;
      const taken = s.seen === 0 ? v : this.within(v);
      const n = s.seen + 1;
      s.usualDistance += Math.max(1 / n, 0.05) * (Math.abs(taken - s.level) - s.usualDistance);
      const rate = Math.max(1 / n, 0.01);
      const deviation = taken - s.recentMean;
      s.recentMean += rate * deviation;
      s.recentVariance += rate * (deviation * deviation * (1 - rate) - s.recentVariance);
      if (accepted)
        for (let i = 0; i < 3; i++) {
          const miss = taken - this.expected[i]!;
          s.losses[i] = s.losses[i]! * 0.98 + 0.02 * miss * miss;
        }
      this.learnLinearly(taken, accepted);
      s.level += Math.max(1 / n, 1 / 3) * (taken - s.level);
      s.slowLevel += Math.max(1 / n, 1 / 512) * (taken - s.slowLevel);
      if (s.seen === s.past.length && s.past.length < fineShape.memory * fineShape.blockTicks) {
        const longer = new Float64Array(s.past.length * 2);
        longer.set(s.past);
        s.past = longer;
      }
      s.past[s.seen & (s.past.length - 1)] = v;
      s.last = v;
      s.seen++;
    }
    if (tick % q === q - 1) this.reweight(alpha);
  }

  /** Normalised least mean squares on the last values. */
  private learnLinearly(v: number, accepted: boolean): void {
    const {coefficients, lags, slowLevel} = this.s;
    const gain = accepted && this.power > 0 ? (learningRate * (v - this.expected[1]!)) / this.power : 0;
    for (let i = order - 1; i > 0; i--) {
      coefficients[i]! += gain * lags[i]!;
      lags[i] = lags[i - 1]!;
    }
    coefficients[0]! += gain * lags[0]!;
    lags[0] = v - slowLevel;
  }

  private reweight(alpha: number): void {
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
