/** Fits an order of ARIMA to a differenced series: by least squares of the errors given the first values, then by the exact likelihood. */
import {descend} from "../descend.ts";
import {ArmaErrors} from "./errors.ts";
import {ArmaLikelihood} from "./likelihood.ts";
import {hasRootsBeyond, type Order} from "./order.ts";
import {Parameters, type Polynomials} from "./parameters.ts";

export interface FittedOrder extends Polynomials {
  readonly order: Order;
  /** Of the differenced series. */
  readonly mean: number;
  readonly variance: number;
  /** One-step errors of the differenced series. */
  readonly errors: Float64Array;
  readonly aicc: number;
  /** Whether a root of a polynomial lies within 1 % of the unit circle. */
  readonly isNearUnit: boolean;
  /** Where the search ended. */
  readonly point: Float64Array;
}

/** One differenced series, and the orders that can be fitted to it. */
export class OrderFitter {
  readonly #series: Float64Array;
  readonly #centre: number;
  readonly #scale: number;
  readonly #errors: ArmaErrors;
  readonly #likelihood: ArmaLikelihood;

  /** @param hasMean whether the orders have a constant, so that the series is centred first. */
  constructor(differenced: Float64Array, hasMean: boolean) {
    const n = differenced.length;
    this.#centre = hasMean ? differenced.reduce((sum, value) => sum + value, 0) / n : 0;
    this.#scale = Math.sqrt(differenced.reduce((sum, value) => sum + (value - this.#centre) ** 2, 0) / n) || 1;
    this.#series = differenced.map((value) => (value - this.#centre) / this.#scale);
    this.#errors = new ArmaErrors(this.#series);
    this.#likelihood = new ArmaLikelihood(this.#series);
  }

  /** Null when the series is too short for the order. */
  bySquares(order: Order): FittedOrder | null {
    const {p, q, P, Q, m} = order;
    const n = this.#series.length;
    const from = p + P * m;
    const parameters = new Parameters(order);
    const k = parameters.count + 1;
    if (n - from < k + 2 || n - k - 1 <= 0) return null;
    const toA = new Float64Array(p + P * m + 1);
    const toB = new Float64Array(q + Q * m + 1);
    const evaluate = (point: Float64Array, gradient: Float64Array): number => {
      const {a, b} = parameters.polynomials(parameters.partials(point));
      const mean = parameters.mean(point);
      const squares = this.#errors.run(a, b, mean, from) + 1e-20;
      const weight = (n - from) / squares;
      const toMean = this.#errors.differentiate(a, b, mean, from, toA, toB) * weight;
      parameters.chain(point, toA.map((value) => value * weight), toB.map((value) => value * weight), gradient);
      if (order.constant) gradient[parameters.count - 1] = toMean;
      return (n - from) * Math.log(squares / (n - from));
    };
    const start = new Float64Array(parameters.count).fill(0.1);
    if (order.constant) start[parameters.count - 1] = 0;
    const {point, value} = descend(evaluate, start, {steps: 60});
    if (!Number.isFinite(value)) return null;
    const {a, b} = parameters.polynomials(parameters.partials(point));
    const variance = this.#errors.run(a, b, parameters.mean(point), from) / (n - from);
    return this.#finish(order, parameters, point, this.#errors.errors, variance, n * Math.log(Math.max(variance, 1e-30)));
  }

  /** From where another search ended. */
  byLikelihood({order, point: start}: FittedOrder): FittedOrder | null {
    const parameters = new Parameters(order);
    const value = (point: Float64Array): number => {
      const {a, b} = parameters.polynomials(parameters.partials(point));
      return this.#likelihood.run(a, b, parameters.mean(point));
    };
    const moved = new Float64Array(start.length);
    const evaluate = (point: Float64Array, gradient: Float64Array): number => {
      const here = value(point);
      const step = 1e-5;
      moved.set(point);
      for (let i = 0; i < moved.length; i += 1) {
        moved[i] = point[i]! + step;
        gradient[i] = (value(moved) - here) / step;
        moved[i] = point[i]!;
      }
      return here;
    };
    const from = start.map((x, i) => (order.constant && i === start.length - 1 ? x : Math.max(-2, Math.min(2, x))));
    const found = descend(evaluate, from, {steps: 40, tolerance: 1e-7});
    if (!Number.isFinite(found.value)) return null;
    const best = value(found.point);
    return this.#finish(order, parameters, found.point, this.#likelihood.errors, this.#likelihood.squares / this.#series.length, best);
  }

  #finish(order: Order, parameters: Parameters, point: Float64Array, errors: Float64Array, variance: number, value: number): FittedOrder {
    const polynomials = parameters.polynomials(parameters.partials(point));
    const n = this.#series.length;
    const k = parameters.count + 1;
    const aic = value + 2 * n * Math.log(this.#scale) + 2 * k;
    return {
      order,
      ...polynomials,
      mean: this.#centre + parameters.mean(point) * this.#scale,
      variance: variance * this.#scale ** 2,
      errors: errors.map((error) => error * this.#scale),
      aicc: aic + (2 * k * (k + 1)) / (n - k - 1),
      isNearUnit: isNearUnit(polynomials, order.m),
      point,
    };
  }
}

function isNearUnit({ar, ma, seasonalAr, seasonalMa}: Polynomials, m: number): boolean {
  return [ar, ma].some((each) => !hasRootsBeyond(each, 1.01)) || [seasonalAr, seasonalMa].some((each) => !hasRootsBeyond(each, 1.01 ** m));
}
