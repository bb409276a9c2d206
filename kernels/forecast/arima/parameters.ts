/** The numbers that are searched for an order, and the polynomials that they stand for: partial autocorrelations through tanh, then the mean. */
import {fromPartials, multiplyLags, type Order} from "./order.ts";

/** Keeps tanh off ±1. */
const inside = 0.9999;

export interface Polynomials {
  /** Coefficients in the form 1 − Σ cB: autoregressive, moving average, and their seasonal ones. */
  readonly ar: readonly number[];
  readonly ma: readonly number[];
  readonly seasonalAr: readonly number[];
  readonly seasonalMa: readonly number[];
  /** By lag, seasonal ones multiplied in; `a[0]` and `b[0]` are unused. */
  readonly a: Float64Array;
  readonly b: Float64Array;
}

export class Parameters {
  readonly count: number;
  readonly #sizes: readonly [number, number, number, number];
  readonly #m: number;
  readonly #hasMean: boolean;

  constructor({p, q, P, Q, m, constant}: Order) {
    this.#sizes = [p, P, q, Q];
    this.#m = m;
    this.#hasMean = constant;
    this.count = p + P + q + Q + (constant ? 1 : 0);
  }

  partials(point: Float64Array): number[][] {
    let at = 0;
    return this.#sizes.map((size) => Array.from(point.subarray(at, (at += size)), (x) => Math.tanh(x) * inside));
  }

  mean(point: Float64Array): number {
    return this.#hasMean ? point[this.count - 1]! : 0;
  }

  polynomials(partials: readonly (readonly number[])[]): Polynomials {
    const [ar, seasonalAr, ma, seasonalMa] = partials.map(fromPartials) as [number[], number[], number[], number[]];
    return {ar, seasonalAr, ma, seasonalMa, a: multiplyLags(ar, seasonalAr, this.#m), b: multiplyLags(ma, seasonalMa, this.#m)};
  }

  /** Puts the gradient by the point, but for the mean, into `gradient`, given that by lag for a and b. */
  chain(point: Float64Array, toA: Float64Array, toB: Float64Array, gradient: Float64Array): void {
    const step = 1e-7;
    const partials = this.partials(point);
    const {a, b} = this.polynomials(partials);
    let at = 0;
    this.#sizes.forEach((size, part) => {
      for (let i = 0; i < size; i += 1, at += 1) {
        const moved = partials.map((each, j) => (j === part ? each.map((value, l) => (l === i ? value + step : value)) : each));
        const next = this.polynomials(moved);
        const [now, then, to] = part < 2 ? [a, next.a, toA] : [b, next.b, toB];
        let sum = 0;
        for (let lag = 1; lag < to.length; lag += 1) if (then[lag] !== now[lag]) sum += (to[lag]! * (then[lag]! - now[lag]!)) / step;
        gradient[at] = sum * inside * (1 - Math.tanh(point[at]!) ** 2);
      }
    });
  }
}
