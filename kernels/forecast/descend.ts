/** BFGS: the least value of a smooth function of a few numbers, given its gradient; deterministic. Source: Nocedal & Wright 2006, ch. 6. */

/** Puts the gradient into `gradient` and returns the value, which may be NaN or Infinity outside the function's domain. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number;

/** Stops when the value falls by less than `tolerance` of itself twice in a row. The start must have a finite value, else it is returned. */
export function descend(evaluate: Differentiable, start: ArrayLike<number>, {steps = 100, tolerance = 1e-8} = {}): {readonly point: Float64Array; readonly value: number} {
  const n = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = evaluate(point, gradient);
  let nextPoint = new Float64Array(n);
  let nextGradient = new Float64Array(n);
  const inverse = new Float64Array(n * n);
  const direction = new Float64Array(n);
  const product = new Float64Array(n);
  const reset = (scale: number): void => {
    inverse.fill(0);
    for (let i = 0; i < n; i += 1) inverse[i * n + i] = scale;
  };
  let fresh = true;
  let still = 0;
  for (let step = 0; step < steps && Number.isFinite(value); step += 1) {
    if (fresh) reset(1 / Math.max(1, Math.sqrt(gradient.reduce((sum, x) => sum + x * x, 0)) * 2));
    let slope = multiply(inverse, gradient, direction);
    if (!(slope > 0)) {
      if (fresh) break;
      fresh = true;
      continue;
    }
    let length = 1;
    let nextValue = NaN;
    for (let attempt = 0; attempt < 25; attempt += 1, length *= 0.3) {
      for (let i = 0; i < n; i += 1) nextPoint[i] = point[i]! - length * direction[i]!;
      nextValue = evaluate(nextPoint, nextGradient);
      if (nextValue <= value - 1e-4 * length * slope) break;
      nextValue = NaN;
    }
    if (!Number.isFinite(nextValue)) {
      if (fresh) break;
      fresh = true;
      continue;
    }
    let curvature = 0;
    let steepness = 0;
    for (let i = 0; i < n; i += 1) {
      const change = nextGradient[i]! - gradient[i]!;
      const move = nextPoint[i]! - point[i]!;
      curvature += change * move;
      steepness += change * change;
      direction[i] = move;
      product[i] = change;
    }
    if (curvature > 1e-12 * steepness) {
      if (fresh) reset(curvature / steepness);
      update(inverse, direction, product, curvature);
      fresh = false;
    }
    still = value - nextValue <= tolerance * (Math.abs(value) + 1e-3) ? still + 1 : 0;
    [point, nextPoint] = [nextPoint, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    if (still >= 2) break;
  }
  return {point, value};
}

/** out = matrix · vector; returns vector · out. */
function multiply(matrix: Float64Array, vector: Float64Array, out: Float64Array): number {
  const n = vector.length;
  let along = 0;
  for (let i = 0; i < n; i += 1) {
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += matrix[i * n + j]! * vector[j]!;
    out[i] = sum;
    along += sum * vector[i]!;
  }
  return along;
}

/** The BFGS update of the inverse Hessian for a move and the change of the gradient along it. */
function update(inverse: Float64Array, move: Float64Array, change: Float64Array, curvature: number): void {
  const n = move.length;
  const turned = new Float64Array(n);
  const quadratic = multiply(inverse, change, turned);
  const factor = (1 + quadratic / curvature) / curvature;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) inverse[i * n + j] = inverse[i * n + j]! + factor * move[i]! * move[j]! - (turned[i]! * move[j]! + move[i]! * turned[j]!) / curvature;
  }
}
