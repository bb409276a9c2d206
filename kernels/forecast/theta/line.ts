/** The least-squares line through a series: value = intercept + slope·t, t = 0, 1, … */
export function fitLine(values: Float64Array): {readonly intercept: number; readonly slope: number} {
  const n = values.length;
  const centre = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let covariance = 0;
  let variance = 0;
  for (let t = 0; t < n; t += 1) {
    covariance += (t - centre) * (values[t]! - mean);
    variance += (t - centre) ** 2;
  }
  const slope = variance > 0 ? covariance / variance : 0;
  return {intercept: mean - slope * centre, slope};
}
