/** Nelder–Mead: the least value of a function of a few numbers, without derivatives; deterministic. Source: Nelder & Mead 1965. */

export function minimise(
  evaluate: (point: readonly number[]) => number,
  start: readonly number[],
  {steps = 200, tolerance = 1e-9} = {},
): {readonly point: readonly number[]; readonly value: number} {
  const safe = (point: readonly number[]): number => {
    const value = evaluate(point);
    return Number.isFinite(value) ? value : Number.MAX_VALUE;
  };
  const toVertex = (point: readonly number[]) => ({point, value: safe(point)});
  const simplex = [toVertex(start), ...start.map((_, i) => toVertex(start.map((value, j) => (i === j ? value + 1 : value))))];
  for (let step = 0; step < steps; step += 1) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0]!;
    const worst = simplex[simplex.length - 1]!;
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, vertex) => sum + vertex.point[i]!, 0) / others.length);
    const along = (factor: number) => toVertex(centre.map((value, i) => value + factor * (worst.point[i]! - value)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[simplex.length - 2]!.value) simplex[simplex.length - 1] = reflected;
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[simplex.length - 1] = contracted;
      else for (let i = 1; i < simplex.length; i += 1) simplex[i] = toVertex(simplex[i]!.point.map((value, j) => (value + best.point[j]!) / 2));
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}
