/** The trend expert: a linear prediction from the last 12 values, learnt as it goes by normalised least mean squares. */

/** What was learnt. Plain data. */
export interface TrendState {
  coefficients: Float64Array;
  /** The last values relative to the slow level, oldest first, and their fading sum of squares. */
  lags: Float64Array;
  power: number;
  /** The prediction of the next value relative to the slow level. */
  next: number;
}

const order = 12;
const rate = 0.02;

/** A trend that has seen nothing. */
export function startTrend(): TrendState {
  return {coefficients: new Float64Array(order), lags: new Float64Array(order), power: 0, next: 0};
}

/** Predicts one value after another. */
export class Trend {
  readonly s: TrendState;
  /** The last values before the piece, then those of the piece. */
  private readonly lags: Float64Array;

  /** For pieces of at most `most` values. */
  constructor(state: TrendState, most: number) {
    this.s = state;
    this.lags = new Float64Array(order + most);
  }

  /** Gets ready for a piece of `count` values that the experts take as `taken`, with the slow level before each. */
  begin(taken: Float64Array, slowLevel: Float64Array, count: number): void {
    this.lags.set(this.s.lags);
    for (let k = 0; k < count; k++) this.lags[order + k] = taken[k]! - slowLevel[k]!;
  }

  /** Ends a piece of `count` values. */
  end(count: number): void {
    this.s.lags.set(this.lags.subarray(count, count + order));
  }

  /** Learns from the error made at value `k` of the piece, when it is `accepted`, and predicts the value after it. */
  learn(k: number, error: number, accepted: boolean): void {
    const {s, lags} = this;
    const {coefficients} = s;
    const gain = accepted && s.power > 0 ? (rate * error) / s.power : 0;
    let even = 0;
    let odd = 0;
    for (let i = 0, at = order + k; i < order; i += 2, at -= 2) {
      const middle = lags[at - 1]!;
      const first = coefficients[i]! + gain * middle;
      coefficients[i] = first;
      even += first * lags[at]!;
      const second = coefficients[i + 1]! + gain * lags[at - 2]!;
      coefficients[i + 1] = second;
      odd += second * middle;
    }
    s.next = even + odd;
    const lag = lags[order + k]!;
    s.power = s.power * (1 - 1 / order) + lag * lag;
  }
}
