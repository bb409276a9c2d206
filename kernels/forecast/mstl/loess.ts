/** LOESS along equal steps: at each place a constant or a line fitted to the values about it, near ones counting more. Source: Cleveland and others 1990. */

export interface Smoother {
  /** How many values count, an odd number. */
  readonly window: number;
  readonly degree: 0 | 1;
  /** Worked out at every `jump`-th place, straight lines between. */
  readonly jump: number;
}

/** The smooth value at each place. */
export function smoothAlong(values: Float64Array, {window, degree, jump: wanted}: Smoother): Float64Array {
  const n = values.length;
  if (n < 2) return values.slice();
  const jump = Math.min(wanted, n - 1);
  const out = new Float64Array(n);
  const at = (i: number): number => {
    const first = Math.max(0, Math.min(n - window, i - (window >> 1)));
    return smoothAt(values, {window, degree, jump}, i, first, Math.min(n, first + window));
  };
  let last = 0;
  for (let i = 0; i < n; i = i + jump < n || i === n - 1 ? i + jump : n - 1) {
    out[i] = at(i);
    for (let k = last + 1; k < i; k += 1) out[k] = out[last]! + ((out[i]! - out[last]!) * (k - last)) / (i - last);
    last = i;
  }
  return out;
}

/** The smooth value at place x, which may lie outside the series, from the values at `first` to before `end`, tricube weights. */
export function smoothAt(values: Float64Array, {window, degree}: Smoother, x: number, first: number, end: number): number {
  const n = values.length;
  const reach = Math.max(x - first, end - 1 - x) + (window > n ? (window - n) >> 1 : 0);
  let [sum, weighted, places] = [0, 0, 0];
  for (let j = first; j < end; j += 1) {
    const weight = tricube(Math.abs(j - x), reach);
    sum += weight;
    weighted += weight * values[j]!;
    places += weight * j;
  }
  const level = weighted / sum;
  const centre = places / sum;
  if (degree === 0 || !(reach > 0)) return level;
  let [spread, along] = [0, 0];
  for (let j = first; j < end; j += 1) {
    const weight = tricube(Math.abs(j - x), reach) / sum;
    spread += weight * (j - centre) ** 2;
    along += weight * (j - centre) * values[j]!;
  }
  return Math.sqrt(spread) > 0.001 * (n - 1) ? level + ((x - centre) * along) / spread : level;
}

function tricube(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return 0;
  return distance <= 0.001 * reach ? 1 : (1 - (distance / reach) ** 3) ** 3;
}
