/**
 * The recursion of exponential smoothing through a series, and the gradient of its likelihood by going back through it.
 *
 * One step, u being the value minus its one-step forecast: q = l + φb; forecast q, q + s or q·s; level q + αu (u/s with a multiplicative season),
 * trend φb + βu (u/s), season s + γu (u/q). These hold for both kinds of error, which differ in the likelihood alone.
 * Source: Hyndman, Koehler, Ord & Snyder 2008, "Forecasting with exponential smoothing", ch. 2.
 */
import type {Form} from "./form.ts";

/** Keeps the likelihood finite where every forecast is exact; values are scaled to a mean size of 1. */
const floor = 1e-24;

export interface Weights {
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
}

/** Room for one series and one form: first states, one-step forecasts, and what the way back needs. */
export class Recursion {
  readonly fitted: Float64Array;
  /** Seasonal states by position t mod m: before a run the first, after it the last ones. */
  readonly season: Float64Array;
  level = 0;
  trend = 0;
  /** Sum of squared errors, relative ones with a multiplicative error. */
  squares = 0;
  /** The gradient: weights, then first level, first trend, first seasonal states. */
  readonly toWeights: Weights = {alpha: 0, beta: 0, gamma: 0, phi: 0};
  toLevel = 0;
  toTrend = 0;
  readonly toSeason: Float64Array;
  readonly #values: Float64Array;
  readonly #form: Form;
  readonly #levels: Float64Array;
  readonly #trends: Float64Array;
  readonly #seasons: Float64Array;

  constructor(values: Float64Array, form: Form, m: number) {
    this.#values = values;
    this.#form = form;
    this.fitted = new Float64Array(values.length);
    this.season = new Float64Array(m);
    this.toSeason = new Float64Array(m);
    this.#levels = new Float64Array(values.length);
    this.#trends = new Float64Array(values.length);
    this.#seasons = new Float64Array(values.length);
  }

  /** Runs through the series from the states set; returns −2·log likelihood without its constant, NaN where the form has no forecast. */
  run({alpha, beta, gamma, phi}: Weights): number {
    const values = this.#values;
    const n = values.length;
    const m = this.season.length;
    const {season} = this.#form;
    const relative = this.#form.error === "M";
    let level = this.level;
    let trend = this.trend;
    let squares = 0;
    let logs = 0;
    let position = 0;
    for (let t = 0; t < n; t += 1) {
      const q = level + phi * trend;
      const s = season === "N" ? 0 : this.season[position]!;
      const expected = season === "M" ? q * s : q + s;
      const u = values[t]! - expected;
      this.#levels[t] = level;
      this.#trends[t] = trend;
      this.#seasons[t] = s;
      this.fitted[t] = expected;
      if (relative) {
        if (!(expected > 0)) return NaN;
        squares += (u / expected) ** 2;
        logs += Math.log(expected);
      } else squares += u * u;
      if (season === "M") {
        if (!(q > 0 && s > 0)) return NaN;
        level = q + (alpha * u) / s;
        trend = phi * trend + (beta * u) / s;
        this.season[position] = s + (gamma * u) / q;
      } else {
        level = q + alpha * u;
        trend = phi * trend + beta * u;
        if (season === "A") this.season[position] = s + gamma * u;
      }
      position = position + 1 === m ? 0 : position + 1;
    }
    this.level = level;
    this.trend = trend;
    this.squares = squares;
    return n * Math.log(squares + floor) + 2 * logs;
  }

  /** Goes back through the last run and fills the gradient of what it returned. */
  differentiate({alpha, beta, gamma, phi}: Weights): void {
    const values = this.#values;
    const n = values.length;
    const m = this.season.length;
    const {season} = this.#form;
    const relative = this.#form.error === "M";
    const scale = (2 * n) / (this.squares + floor);
    const to = this.toWeights;
    to.alpha = to.beta = to.gamma = to.phi = 0;
    this.toSeason.fill(0);
    let toLevel = 0;
    let toTrend = 0;
    let position = (n - 1) % m;
    for (let t = n - 1; t >= 0; t -= 1) {
      const expected = this.fitted[t]!;
      const u = values[t]! - expected;
      const b = this.#trends[t]!;
      const ofForecast = relative ? (-scale * u * values[t]!) / (expected * expected * expected) + 2 / expected : -scale * u;
      let toQ: number;
      if (season === "M") {
        const q = this.#levels[t]! + phi * b;
        const s = this.#seasons[t]!;
        const toS = this.toSeason[position]!;
        const toRatio = alpha * toLevel + beta * toTrend;
        to.alpha += (toLevel * u) / s;
        to.beta += (toTrend * u) / s;
        to.gamma += (toS * u) / q;
        const toForecast = ofForecast - toRatio / s - (gamma * toS) / q;
        toQ = toLevel - (gamma * toS * u) / (q * q) + toForecast * s;
        this.toSeason[position] = toS - (toRatio * u) / (s * s) + toForecast * q;
      } else {
        const toS = season === "A" ? this.toSeason[position]! : 0;
        to.alpha += toLevel * u;
        to.beta += toTrend * u;
        to.gamma += toS * u;
        const toForecast = ofForecast - alpha * toLevel - beta * toTrend - gamma * toS;
        toQ = toLevel + toForecast;
        if (season === "A") this.toSeason[position] = toS + toForecast;
      }
      to.phi += (toTrend + toQ) * b;
      toTrend = phi * (toTrend + toQ);
      toLevel = toQ;
      position = position === 0 ? m - 1 : position - 1;
    }
    this.toLevel = toLevel;
    this.toTrend = toTrend;
  }
}
