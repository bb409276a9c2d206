/** Level, drift and pace of a series, as fading means, and how rare each of them is at every value. */
import {bits, Histories, startHistories, usualShare} from "./tail.ts";
import type {HistoriesState} from "./tail.ts";

/** What the means have come to. Plain data. */
export interface MotionState {
  seen: number;
  last: number;
  /** Fading means of the value over 3, 64 and 512 values, and the one over 64 as it was one and two values ago. */
  mean3: number;
  mean64: number;
  mean64Before: number;
  mean64TwoBefore: number;
  mean512: number;
  /** Fading mean of the step's size over 64 values. */
  step64: number;
  /** Mean and variance of the whole series. */
  mean: number;
  variance: number;
  /** The histories of: value above and below, drift up and down, pace. */
  histories: HistoriesState;
}

/** What a history of its bits must pass to count as surprise. */
export const surpriseFloor = 3;
/** Values before anything is a surprise. */
export const startTicks = 30;
/** What each of level, drift and pace counts. */
const weight = 2;

/** A motion that has seen nothing. */
export function startMotion(): MotionState {
  return {
    seen: 0,
    last: 0,
    mean3: 0,
    mean64: 0,
    mean64Before: 0,
    mean64TwoBefore: 0,
    mean512: 0,
    step64: 0,
    mean: 0,
    variance: 0,
    histories: startHistories(5),
  };
}

/** The cube of what a share is worth in bits over the floor. */
export function cubedBits(share: number): number {
  const excess = -bits(share) - surpriseFloor;
  return excess * excess * excess;
}

/** Follows a series and tells, value by value, how surprising its motion is. */
export class Motion {
  readonly s: MotionState;
  /** Of each value of the piece last taken: the weighted sum of cubed bits over the floor, the least share, and of what: level 0, drift 1, pace 2. */
  readonly cubes: Float64Array;
  readonly least: Float64Array;
  readonly part: Uint8Array;
  /** The variance of the whole series at each value. */
  readonly spread: Float64Array;
  private readonly above: Float64Array;
  private readonly drift: Float64Array;
  private readonly pace: Float64Array;
  private readonly histories: Histories;

  /** For pieces of at most `most` values. */
  constructor(state: MotionState, most: number) {
    this.s = state;
    const make = () => new Float64Array(most);
    this.cubes = make();
    this.least = make();
    this.part = new Uint8Array(most);
    this.spread = make();
    this.above = make();
    this.drift = make();
    this.pace = make();
    this.histories = new Histories(state.histories);
  }

  /** Takes in `count` values. */
  take(values: Float64Array, count: number): void {
    const first = this.s.seen;
    this.move(values, count);
    this.rank(first, count);
  }

  private move(values: Float64Array, count: number): void {
    const {s, above, drift, pace, spread} = this;
    let {seen, last, mean3, mean64, mean64Before, mean64TwoBefore, mean512, step64, mean, variance} = s;
    for (let k = 0; k < count; k++) {
      const v = values[k]!;
      if (seen === 0) last = v;
      const share = 1 / (seen + 1);
      seen++;
      const step = Math.abs(v - last);
      last = v;
      above[k] = v - mean512;
      mean3 += (share > 1 / 3 ? share : 1 / 3) * (v - mean3);
      drift[k] = mean3 - mean64TwoBefore;
      mean64TwoBefore = mean64Before;
      const rate64 = share > 1 / 64 ? share : 1 / 64;
      mean64 += rate64 * (v - mean64);
      mean64Before = mean64;
      mean512 += (share > 1 / 512 ? share : 1 / 512) * (v - mean512);
      step64 += rate64 * (step - step64);
      pace[k] = step64;
      const rate = share > 1e-4 ? share : 1e-4;
      const deviation = v - mean;
      mean += rate * deviation;
      variance += rate * (deviation * deviation * (1 - rate) - variance);
      spread[k] = variance;
    }
    Object.assign(s, {seen, last, mean3, mean64, mean64Before, mean64TwoBefore, mean512, step64, mean, variance});
  }

  private rank(first: number, count: number): void {
    const {histories, above, drift, pace, cubes, least, part} = this;
    for (let k = 0; k < count; k++) {
      histories.begin();
      const a = above[k]!;
      const d = drift[k]!;
      const level = a > 0 ? histories.above(0, a) : a < 0 ? histories.above(1, -a) : usualShare;
      const course = d > 0 ? histories.above(2, d) : d < 0 ? histories.above(3, -d) : usualShare;
      const speed = histories.either(4, pace[k]!);
      let sum = 0;
      let lowest = 1;
      let which = 0;
      if (first + k > startTicks) {
        if (level < usualShare) {
          sum = weight * cubedBits(level);
          lowest = level;
        }
        if (course < usualShare) {
          sum += weight * cubedBits(course);
          if (course < lowest) {
            lowest = course;
            which = 1;
          }
        }
        if (speed < usualShare) {
          sum += weight * cubedBits(speed);
          if (speed < lowest) {
            lowest = speed;
            which = 2;
          }
        }
      }
      cubes[k] = sum;
      least[k] = lowest;
      part[k] = which;
    }
  }
}
