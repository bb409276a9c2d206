/** One channel of the engine: three experts expect the next value, and the error becomes a divergence through its own history. */

/** The memory of one channel. Plain data. */
export interface ChannelState {
  /** Finite values seen. */
  seen: number;
  /** The first finite value: everything is held relative to it, so that a shift changes nothing. */
  origin: number;
  /** Last value, level and slope, relative to the origin. */
  last: number;
  level: number;
  slope: number;
  /** Slow mean and variance of the values. */
  mean: number;
  variance: number;
  /** Past values, a ring, and the season found in them, 0 for none. */
  ring: Float64Array;
  season: number;
  /** Smoothed squared error of each expert, and their weights. */
  losses: Float64Array;
  weights: Float64Array;
  /** Smoothed absolute error of the mixture. */
  errorScale: number;
}

const limit = 1e120;
const ringLength = 4096;

/** A channel that has seen nothing. */
export function startChannel(): ChannelState {
  return {
    seen: 0,
    origin: 0,
    last: 0,
    level: 0,
    slope: 0,
    mean: 0,
    variance: 0,
    ring: new Float64Array(ringLength),
    season: 0,
    losses: new Float64Array(3),
    weights: Float64Array.of(1 / 3, 1 / 3, 1 / 3),
    errorScale: 0,
  };
}

/** Expects, observes and learns, tick by tick. */
export class Channel {
  readonly s: ChannelState;
  /** What is expected of the coming tick, relative to the origin: by the three experts and by all together. */
  readonly expected = new Float64Array(3);
  mixture = 0;
  /** Of the tick last observed: its divergence, the error's square over the variance, and which expert said so. */
  divergence = 0;
  relativeError = 0;
  rarity = 1;
  expert = 0;
  private value = 0;
  private present = false;

  constructor(state: ChannelState) {
    this.s = state;
  }

  /** Makes the expectation of the coming tick and gives it in the units of the series. */
  expect(): number {
    const s = this.s;
    const e = this.expected;
    e[0] = s.level;
    e[1] = s.last + s.slope;
    e[2] = s.last;
    this.mixture = s.weights[0]! * e[0]! + s.weights[1]! * e[1]! + s.weights[2]! * e[2]!;
    const h = this.mixture + s.origin;
    return h > Number.MAX_VALUE ? Number.MAX_VALUE : h < -Number.MAX_VALUE ? -Number.MAX_VALUE : h;
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
    if (s.seen === 0) s.origin = x;
    const v = x - s.origin;
    this.value = v > limit ? limit : v < -limit ? -limit : v;
    if (s.seen === 0) {
      this.relativeError = 0;
      return;
    }
    const error = Math.abs(this.value - this.mixture);
    const square = error * error;
    this.relativeError = square < 16 * s.variance ? square / s.variance : square > 0 ? 16 : 0;
    this.divergence = s.errorScale > 0 ? error / s.errorScale / 10 : error > 0 ? 1 : 0;
  }

  /** Learns the tick. */
  learn(tick: number, q: number, alpha: number, accepted: boolean): void {
    const s = this.s;
    if (this.present) {
      const v = this.value;
      const rate = s.seen < 200 ? 1 / (s.seen + 1) : 0.005;
      const deviation = v - s.mean;
      s.mean += rate * deviation;
      s.variance += rate * (deviation * deviation * (1 - rate) - s.variance);
      if (accepted)
        for (let i = 0; i < 3; i++) {
          const error = v - this.expected[i]!;
          s.losses[i] = s.losses[i]! * 0.95 + 0.05 * error * error;
        }
      s.errorScale += (s.seen < 200 ? 1 / (s.seen + 1) : 0.005) * (Math.abs(v - this.mixture) - s.errorScale);
      s.slope += 0.1 * (v - s.last - s.slope);
      s.level += 0.2 * (v - s.level);
      s.last = v;
      s.seen++;
    }
    if (tick % q === q - 1) this.reweight(alpha);
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
  }
}
