/**
 * The recursion of complex exponential smoothing: along a series, and on without values.
 *
 * A level l and an information potential p stand for the real and the imaginary part of one complex level. One step, e being the value minus its forecast:
 * l = l' − (1 − α₁)p' + (α₀ − α₁)e, p = l' + (1 − α₀)p' + (α₀ + α₁)e, the dash being the step before; the forecast is l'. With a *simple* season the dash is the season before.
 * A *partial* season adds s = s" + βe, a *full* one a second pair that steps like (l, p) with β₀ and β₁, two dashes being the season before; the forecast is then l' + s".
 * Source: Svetunkov, Kourentzes & Ord 2022, "Complex exponential smoothing", Naval Research Logistics 69.
 */

export type Seasonality = "none" | "simple" | "partial" | "full";

export interface ComplexWeights {
  readonly alpha0: number;
  readonly alpha1: number;
  /** Of the season, 0 without one. */
  readonly beta0: number;
  /** 0 but for a full season. */
  readonly beta1: number;
}

/** Level, potential, then those of the season as far as there are any; the first m entries (a season; 1 without one) lie before the first value. */
export type ComplexStates = readonly Float64Array[];

/** How many rows of states a seasonality has. */
export const stateCount: {readonly [S in Seasonality]: number} = {none: 2, simple: 2, partial: 3, full: 4};

/**
 * Fills the states after the first m, and the one-step forecasts. Where there is no value any more, the forecast is taken for it.
 *
 * @param forecasts one for each state after the first m; overwritten.
 * @returns the sum of squared errors of the values.
 */
export function advance(states: ComplexStates, seasonality: Seasonality, m: number, {alpha0, alpha1, beta0, beta1}: ComplexWeights, values: Float64Array, forecasts: Float64Array): number {
  const [level, potential, season, seasonalPotential] = states as [Float64Array, Float64Array, Float64Array?, Float64Array?];
  const lag = seasonality === "simple" ? m : 1;
  let squares = 0;
  for (let i = m; i < level.length; i += 1) {
    const levelBefore = level[i - lag]!;
    const potentialBefore = potential[i - lag]!;
    const seasonBefore = season ? season[i - m]! : 0;
    const forecast = levelBefore + seasonBefore;
    forecasts[i - m] = forecast;
    const error = i - m < values.length ? values[i - m]! - forecast : 0;
    squares += error * error;
    level[i] = levelBefore - (1 - alpha1) * potentialBefore + (alpha0 - alpha1) * error;
    potential[i] = levelBefore + (1 - alpha0) * potentialBefore + (alpha0 + alpha1) * error;
    if (seasonalPotential) {
      const seasonalBefore = seasonalPotential[i - m]!;
      season![i] = seasonBefore - (1 - beta1) * seasonalBefore + (beta0 - beta1) * error;
      seasonalPotential[i] = seasonBefore + (1 - beta0) * seasonalBefore + (beta0 + beta1) * error;
    } else if (season) season[i] = seasonBefore + beta0 * error;
  }
  return squares;
}
