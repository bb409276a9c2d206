/** The forms of exponential smoothing: error, trend and season, each none, additive, damped or multiplicative. */

export interface Form {
  readonly error: "A" | "M";
  readonly trend: "N" | "A" | "Ad";
  readonly season: "N" | "A" | "M";
}

/** The form in the field's notation, such as `ETS(M,Ad,M)`. */
export function writeForm({error, trend, season}: Form): string {
  return `ETS(${error},${trend},${season})`;
}

/** Numbers to estimate: smoothing parameters, first states (one seasonal state follows from the others) and the variance. */
export function countParameters({trend, season}: Form, m: number): number {
  return 3 + (trend === "N" ? 0 : trend === "A" ? 2 : 3) + (season === "N" ? 0 : m);
}

/**
 * The admissible forms for a series: additive errors with a multiplicative season have no finite variance and are left out, as are multiplicative
 * forms for values that are not all above 0, and seasons longer than 24 steps or of fewer than two whole seasons.
 */
export function admissibleForms(n: number, m: number, positive: boolean): Form[] {
  const seasonal = m > 1 && m <= 24 && n >= 2 * m + 2;
  const forms: Form[] = [];
  for (const season of seasonal ? (["N", "A", "M"] as const) : (["N"] as const)) {
    for (const error of ["A", "M"] as const) {
      if ((error === "M" || season === "M") && !positive) continue;
      if (error === "A" && season === "M") continue;
      for (const trend of ["N", "A", "Ad"] as const) if (n > countParameters({error, trend, season}, season === "N" ? 1 : m) + 2) forms.push({error, trend, season});
    }
  }
  return forms;
}
