/** How far the last stretch of a series is from the nearest stretch of its past, whatever their level and scale. */
import {columnLength, giveSearcher, takeSearcher, terms} from "./nearest.ts";

/** The memory of a matcher. Plain data. */
export interface MatcherState {
  /** Values gathered into the open block, and their sum. */
  gathered: number;
  sum: number;
  /** Blocks finished. */
  blocks: number;
  /** Fading mean of the blocks, and of their squares about it. */
  mean: number;
  variance: number;
  /** Of the last blocks, oldest first: each standardised as it came, and the weighted means of three parts of the stretch that ends there. */
  values: Float32Array;
  near: Float32Array;
  middle: Float32Array;
  far: Float32Array;
  /** The sums of the parts of the present stretch. */
  parts: Float64Array;
  /** Blocks that were near of late, -1 for none, and their squared distances; each moves on with the series. */
  followed: Float64Array;
  distances: Float64Array;
  /** How many stretches may still be looked at. */
  allowance: number;
  /** Smoothed squared distance, and its slow mean; how many distances they are of. */
  smoothed: number;
  slow: number;
  counted: number;
  /** The block that the present one is nearest to, -1 for none. */
  nearest: number;
  /** The smoothed and the last squared distance over the slow mean: 1 is usual, 0 while nothing can be said. */
  ratio: number;
  sudden: number;
}

/** What a matcher looks at. */
export interface MatcherShape {
  /** Values in a block. */
  blockTicks: number;
  /** Blocks that are remembered, at most those that a searcher holds. */
  memory: number;
  /** Stretches that may be looked at in all, and how many more a value. */
  allowance: number;
  allowancePerTick: number;
}

/** Blocks over which the comparison fades by 1/e. */
const fade = 8;
const exclusion = 2 * fade;
const followedCount = 4;
const smoothingTicks = 4;
const slowShare = 0.0003;
const regular = 0.09;
/** No two stretches are further apart than this. */
const furthest = 4;
/** Search the memory where the followed stretches are further than this share of the usual distance. */
const searchAbove = 1.25;
/** A stretch nearer than this share of the usual distance ends the search. */
const enoughBelow = 0.5;
/** Where the near and the middle part end. */
const nearEnd = 3;
const middleEnd = fade;
const keep = 1 - 1 / fade;
const weights = new Float64Array(terms + 1);
for (let i = 0, weight = 1 / fade; i <= terms; i++, weight *= keep) weights[i] = weight;
const [nearWeight, middleWeight, farWeight] = [weights[nearEnd]!, weights[middleEnd]!, weights[terms]!];
const partWeights = new Float64Array(3);
for (let i = 0; i < terms; i++) partWeights[i < nearEnd ? 0 : i < middleEnd ? 1 : 2]! += weights[i]!;

/** A matcher that has seen nothing. */
export function startMatcher(shape: MatcherShape): MatcherState {
  const none = () => new Float32Array(0);
  return {
    gathered: 0,
    sum: 0,
    blocks: 0,
    mean: 0,
    variance: 0,
    values: none(),
    near: none(),
    middle: none(),
    far: none(),
    parts: new Float64Array(3),
    followed: new Float64Array(followedCount).fill(-1),
    distances: new Float64Array(followedCount).fill(furthest),
    allowance: shape.allowance,
    smoothed: 0,
    slow: 0,
    counted: 0,
    nearest: -1,
    ratio: 0,
    sudden: 0,
  };
}

/** Compares the present with the past, block by block. */
export class Matcher {
  readonly s: MatcherState;
  /** Of each value of the piece last taken: the ratio, the sudden one, the slow mean, and what is expected of the value after it. */
  readonly ratio: Float64Array;
  readonly sudden: Float64Array;
  readonly usual: Float64Array;
  readonly expected: Float64Array;
  private readonly shape: MatcherShape;
  private readonly searcher = takeSearcher();
  /** The block that lies first in the searcher's columns. */
  private first: number;

  /** For pieces of at most `most` values. */
  constructor(shape: MatcherShape, state: MatcherState, most: number) {
    this.shape = shape;
    this.s = state;
    this.ratio = new Float64Array(most);
    this.sudden = new Float64Array(most);
    this.usual = new Float64Array(most);
    this.expected = new Float64Array(most);
    const {searcher} = this;
    searcher.weigh(weights.subarray(0, terms), partWeights);
    searcher.values.set(state.values);
    searcher.near.set(state.near);
    searcher.middle.set(state.middle);
    searcher.far.set(state.far);
    this.first = state.blocks - state.values.length;
  }

  /** Brings the columns into the state, so that it is whole. */
  settle(): void {
    const {s, searcher} = this;
    const end = s.blocks - this.first;
    const start = Math.max(0, end - this.shape.memory);
    s.values = searcher.values.slice(start, end);
    s.near = searcher.near.slice(start, end);
    s.middle = searcher.middle.slice(start, end);
    s.far = searcher.far.slice(start, end);
  }

  /** Gives up the columns; the matcher can be used no more. */
  close(): void {
    giveSearcher(this.searcher);
  }

  /** Takes in `count` values, relative to the series' origin; `spread` is the series' variance at each. */
  take(values: Float64Array, spread: Float64Array, count: number): void {
    const {s, shape, ratio, sudden, usual, expected, searcher} = this;
    const {near, middle, far, values: column} = searcher;
    const {parts} = s;
    const {blockTicks, allowance: most} = shape;
    const more = shape.allowancePerTick * blockTicks;
    const smoothing = blockTicks / smoothingTicks < 1 ? blockTicks / smoothingTicks : 1;
    const slowing = slowShare * blockTicks;
    let {gathered, sum, blocks, mean, variance, smoothed, slow, counted} = s;
    let nearSum = parts[0]!;
    let middleSum = parts[1]!;
    let farSum = parts[2]!;
    for (let k = 0; k < count; k++) {
      const value = values[k]!;
      sum += value;
      if (++gathered === blockTicks) {
        const block = blockTicks === 1 ? sum : sum / blockTicks;
        sum = 0;
        gathered = 0;
        const rate = blocks < fade ? 1 / (blocks + 1) : 1 / fade;
        const deviation = block - mean;
        mean += rate * deviation;
        variance += rate * (deviation * deviation * (1 - rate) - variance);
        const scale = variance + regular * spread[k]!;
        if (blocks - this.first === columnLength) this.shorten(blocks);
        const at = blocks - this.first;
        column[at] = scale > 0 ? (block - mean) / Math.sqrt(scale) : 0;
        const z = column[at]!;
        const a = at >= nearEnd ? nearWeight * column[at - nearEnd]! : 0;
        const b = at >= middleEnd ? middleWeight * column[at - middleEnd]! : 0;
        const c = at >= terms ? farWeight * column[at - terms]! : 0;
        nearSum = keep * nearSum + z / fade - a;
        middleSum = keep * middleSum + a - b;
        farSum = keep * farSum + b - c;
        near[at] = nearSum / partWeights[0]!;
        middle[at] = middleSum / partWeights[1]!;
        far[at] = farSum / partWeights[2]!;
        blocks++;
        const refilled = s.allowance + more;
        s.allowance = refilled < most ? refilled : most;
        if (blocks > exclusion + 2 * terms) {
          const distance = this.match(z, blocks, slow);
          smoothed += smoothing * (distance - smoothed);
          counted++;
          const few = 1 / (counted + 1);
          slow += (slowing > few ? slowing : few) * (smoothed - slow);
          s.ratio = slow > 0 ? smoothed / slow : 0;
          s.sudden = slow > 0 ? distance / slow : 0;
        }
      }
      ratio[k] = s.ratio;
      sudden[k] = s.sudden;
      usual[k] = slow;
      expected[k] = this.follow(value, mean, keep * variance + regular * spread[k]!);
    }
    parts[0] = nearSum;
    parts[1] = middleSum;
    parts[2] = farSum;
    Object.assign(s, {gathered, sum, blocks, mean, variance, smoothed, slow, counted});
  }

  /**
   * The value that would stand to the present as the block after the nearest one stood to that, `fallback` where there is none; `scale` is the variance
   * that the present leaves. This turns the standardising round, in which a value had a share of its own.
   */
  private follow(fallback: number, mean: number, scale: number): number {
    const {nearest} = this.s;
    if (nearest < 0) return fallback;
    const z = this.searcher.values[nearest + 1 - this.first]!;
    const room = keep * keep - (z * z * keep) / fade;
    return room > 1e-3 ? mean + z * Math.sqrt(scale / room) : fallback;
  }

  /** Keeps the newest blocks, and moves them to the front of the columns. */
  private shorten(blocks: number): void {
    const {searcher} = this;
    const {memory} = this.shape;
    for (const column of [searcher.values, searcher.near, searcher.middle, searcher.far]) column.copyWithin(0, columnLength - memory);
    this.first = blocks - memory;
  }

  /** The squared distance of the last of `blocks` blocks, `z`, to the nearest of the past, whose usual distance is `slow`. */
  private match(z: number, blocks: number, slow: number): number {
    const {s, shape, searcher, first} = this;
    const {followed, distances} = s;
    const {values} = searcher;
    const {memory} = shape;
    const present = blocks - 1;
    const oldest = blocks > memory ? blocks - memory + terms : terms;
    let best = furthest;
    let nearest = -1;
    let worst = 0;
    let furthestYet = -1;
    for (let f = 0; f < followedCount; f++) {
      let distance = furthest;
      if (followed[f]! >= 0) {
        const end = followed[f]! + 1;
        if (end > oldest) {
          const d = z - values[end - first]!;
          distance = keep * distances[f]! + (d * d) / fade;
          followed[f] = end;
          if (distance < best) {
            best = distance;
            nearest = end;
          }
        } else followed[f] = -1;
        distances[f] = distance;
      }
      if (distance > furthestYet) {
        furthestYet = distance;
        worst = f;
      }
    }
    if ((nearest < 0 || best > searchAbove * slow) && s.allowance > 0) {
      const newest = present - exclusion;
      const left = s.allowance / shape.allowance;
      const span = left > 0.5 ? memory : Math.max(512, Math.floor(2 * left * memory));
      const found = searcher.search(present - first, newest - first, Math.max(oldest, newest - span) - first, best, enoughBelow * slow);
      s.allowance -= newest - (searcher.last + first);
      if (found >= 0) {
        nearest = found + first;
        best = searcher.distance;
        followed[worst] = nearest;
        distances[worst] = best;
      }
    }
    s.nearest = nearest;
    return best;
  }
}
