/** The experts' view of a series: its level and usual distance from it, by values of which a wild one is cut. */

/** What the level has come to. Plain data. */
export interface LevelState {
  seen: number;
  /** The level over 3 values and over 512, and the usual distance from the level. */
  level: number;
  slowLevel: number;
  usualDistance: number;
  /** Mean and variance over about 100 values, against which coherence is told. */
  recentMean: number;
  recentVariance: number;
}

/** How many usual distances a value may lie from the level before the experts take it cut. */
const cutAt = 8;

/** A level that has seen nothing. */
export function startLevel(): LevelState {
  return {seen: 0, level: 0, slowLevel: 0, usualDistance: 0, recentMean: 0, recentVariance: 0};
}

/** Follows a series, value by value. */
export class Level {
  readonly s: LevelState;
  /** As they were before each value of the piece last taken, and after the last: level, slow level, most distance that counts, variance. */
  readonly level: Float64Array;
  readonly slowLevel: Float64Array;
  readonly most: Float64Array;
  readonly variance: Float64Array;
  /** Each value as the experts take it. */
  readonly taken: Float64Array;

  /** For pieces of at most `most` values. */
  constructor(state: LevelState, most: number) {
    this.s = state;
    const make = () => new Float64Array(most + 1);
    this.level = make();
    this.slowLevel = make();
    this.most = make();
    this.variance = make();
    this.taken = make();
    this.tell(0);
  }

  private tell(k: number): void {
    const {s} = this;
    this.level[k] = s.level;
    this.slowLevel[k] = s.slowLevel;
    this.most[k] = s.usualDistance > 0 ? cutAt * s.usualDistance : Infinity;
    this.variance[k] = s.recentVariance;
  }

  /** Takes in `count` values. */
  take(values: Float64Array, count: number): void {
    const {s, taken} = this;
    const {level: levels, slowLevel: slowLevels, most: mosts, variance: variances} = this;
    let {seen, level, slowLevel, usualDistance, recentMean, recentVariance} = s;
    for (let k = 0; k < count; k++) {
      levels[k] = level;
      slowLevels[k] = slowLevel;
      const most = usualDistance > 0 ? cutAt * usualDistance : Infinity;
      mosts[k] = most;
      variances[k] = recentVariance;
      const value = values[k]!;
      const v = seen === 0 ? value : value > level + most ? level + most : value < level - most ? level - most : value;
      taken[k] = v;
      seen++;
      const share = 1 / seen;
      const away = v - level;
      usualDistance += (share > 0.05 ? share : 0.05) * (Math.abs(away) - usualDistance);
      level += (share > 1 / 3 ? share : 1 / 3) * away;
      slowLevel += (share > 1 / 512 ? share : 1 / 512) * (v - slowLevel);
      const rate = share > 0.01 ? share : 0.01;
      const deviation = v - recentMean;
      recentMean += rate * deviation;
      recentVariance += rate * (deviation * deviation * (1 - rate) - recentVariance);
    }
    Object.assign(s, {seen, level, slowLevel, usualDistance, recentMean, recentVariance});
    this.tell(count);
  }
}
