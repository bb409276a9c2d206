/** The stepwise search for an order: from four starts to the neighbour with a lower AICc, while there is one. Source: Hyndman & Khandakar 2008. */
import {countDifferences, countSeasonalDifferences} from "./differences.ts";
import {OrderFitter, type FittedOrder} from "./fit-order.ts";
import {differentiate, writeOrder, type Order} from "./order.ts";

/** Orders tried at most. */
const mostOrders = 94;

/** Changes of p, q, P, Q. */
const moves = [
  [0, 0, -1, 0], [0, 0, 0, -1], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, -1, -1], [0, 0, -1, 1], [0, 0, 1, -1], [0, 0, 1, 1],
  [-1, 0, 0, 0], [0, -1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [-1, -1, 0, 0], [-1, 1, 0, 0], [1, -1, 0, 0], [1, 1, 0, 0],
] as const;

/** How orders are compared: by the exact likelihood, or where that takes too long by least squares, the best `finalists` of which are fitted again. */
export interface SearchOptions {
  readonly exact: boolean;
  readonly finalists: number;
}

/** The order with the least AICc, null when none can be fitted. */
export function searchOrder(values: Float64Array, season: number, {exact, finalists}: SearchOptions): FittedOrder | null {
  const n = values.length;
  const m = season > 1 && n >= 3 * season ? season : 1;
  const D = countSeasonalDifferences(values, m);
  const d = countDifferences(differentiate(values, {d: 0, D, m}));
  const differenced = differentiate(values, {d, D, m});
  const fitters = {centred: new OrderFitter(differenced, true), plain: new OrderFitter(differenced, false)};
  const tried = new Map<string, FittedOrder | null>();
  const mayDrift = d + D <= 1;
  const [mostP, mostSeasonal] = [Math.min(5, Math.floor(n / 3)), m > 1 ? Math.min(2, Math.floor(n / 3 / m)) : 0];
  const fit = (order: Order): FittedOrder | null => {
    const fitter = order.constant ? fitters.centred : fitters.plain;
    const rough = fitter.bySquares(order);
    return rough && exact ? fitter.byLikelihood(rough) : rough;
  };
  let best = null as FittedOrder | null;
  const attempt = (p: number, q: number, P: number, Q: number, constant: boolean): boolean => {
    if (p < 0 || q < 0 || P < 0 || Q < 0 || p > mostP || q > mostP || P > mostSeasonal || Q > mostSeasonal || (constant && !mayDrift)) return false;
    const order: Order = {p, d, q, P, D, Q, m, constant};
    const key = writeOrder(order);
    if (tried.has(key) || tried.size >= mostOrders) return false;
    const fitted = fit(order);
    tried.set(key, fitted);
    if (!fitted || fitted.isNearUnit || (best && fitted.aicc >= best.aicc)) return false;
    best = fitted;
    return true;
  };
  const seasonal = m > 1 ? 1 : 0;
  for (const [p, q, P, Q] of [[2, 2, seasonal, seasonal], [0, 0, 0, 0], [1, 0, seasonal, 0], [0, 1, 0, seasonal]] as const) attempt(p, q, P, Q, mayDrift);
  attempt(0, 0, 0, 0, false);
  for (let improved = best !== null; improved; ) {
    const {p, q, P, Q, constant}: Order = best!.order;
    improved = moves.some((move) => attempt(p + move[0], q + move[1], P + move[2], Q + move[3], constant)) || attempt(p, q, P, Q, !constant);
  }
  if (exact || !best || finalists === 0) return best;
  const ranked = [...tried.values()].filter((each): each is FittedOrder => each !== null && !each.isNearUnit).sort((x, y) => x.aicc - y.aicc);
  let final = null as FittedOrder | null;
  for (const each of ranked.slice(0, finalists)) {
    const fitted = (each.order.constant ? fitters.centred : fitters.plain).byLikelihood(each);
    if (fitted && !fitted.isNearUnit && (!final || fitted.aicc < final.aicc)) final = fitted;
  }
  return final ?? best;
}
