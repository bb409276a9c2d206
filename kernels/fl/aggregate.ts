/** One round's aggregation: checks the updates, applies a rule, and tells which clients were used and which were refused. */
import {coordinateMedian, meanAroundMedian, trimmedMean} from "./coordinate.ts";
import {fairStep} from "./fair.ts";
import {selectByKrum} from "./krum.ts";
import {weightedMean} from "./mean.ts";
import {initialOptimiserState, stepOptimiser, type OptimiserState, type ServerOptimiser} from "./server-optimiser.ts";
import {checkUpdates, findNonFinite, type CheckedUpdates, type ClientUpdate, type Rejection, type Weights} from "./update.ts";

/** How updates become one model. `byzantine` is the number of wrong clients to withstand. */
export type AggregationRule =
  | {readonly type: "fed-avg"}
  | {readonly type: "fed-median"}
  /** `share` is dropped at each end of each coordinate; 0.2 when absent. */
  | {readonly type: "fed-trimmed-avg"; readonly share?: number}
  /** `keep` models are averaged by their examples; 1 (Krum) when absent. */
  | {readonly type: "krum"; readonly byzantine: number; readonly keep?: number}
  | {readonly type: "bulyan"; readonly byzantine: number}
  | {readonly type: "q-fed-avg"; readonly fairness: number; readonly learningRate: number}
  | {readonly type: "fed-opt"; readonly optimiser: ServerOptimiser};

export interface AggregateOptions {
  readonly rule?: AggregationRule;
  /** The global model before the round; `q-fed-avg` and `fed-opt` need it. */
  readonly global?: Weights;
  /** The server optimiser's state after the round before. */
  readonly state?: OptimiserState;
}

export interface Aggregate {
  readonly weights: Float64Array;
  /** Clients whose updates entered the result. */
  readonly used: readonly string[];
  readonly rejected: readonly Rejection[];
  /** Of `fed-opt`: to be given to the next round. */
  readonly state: OptimiserState | null;
}

/**
 * Aggregates clients' models into one.
 *
 * @throws RangeError when no update is usable, or fewer than the rule needs (Krum n > 2f + 2, Bulyan n ≥ 4f + 3).
 */
export function aggregate(updates: readonly ClientUpdate[], options: AggregateOptions = {}): Aggregate {
  const {rule = {type: "fed-avg"}, state = initialOptimiserState} = options;
  const length = options.global?.length ?? mostCommonLength(updates);
  const {accepted, rejected, mean} = rule.type === "fed-avg" || rule.type === "fed-opt" ? checkedMean(updates, length) : {...checkUpdates(updates, length), mean: null};
  if (accepted.length === 0) throw new RangeError(`aggregation needs at least 1 usable update, got ${updates.length} and refused all: ${rejected[0]?.reason ?? "none was given"}`);
  const done = (weights: Float64Array, used: readonly ClientUpdate[] = accepted, next: OptimiserState | null = null): Aggregate => ({
    weights,
    used: used.map((update) => update.client),
    rejected,
    state: next,
  });
  switch (rule.type) {
    case "fed-avg":
      return done(mean!);
    case "fed-median":
      return done(coordinateMedian(accepted));
    case "fed-trimmed-avg":
      return done(trimmedMean(accepted, rule.share ?? 0.2));
    case "krum": {
      requireClients("krum", accepted.length, 2 * rule.byzantine + 3);
      const chosen = selectByKrum(accepted, rule.byzantine, rule.keep ?? 1);
      return done(weightedMean(chosen), chosen);
    }
    case "bulyan": {
      requireClients("bulyan", accepted.length, 4 * rule.byzantine + 3);
      const theta = accepted.length - 2 * rule.byzantine;
      const chosen = selectByKrum(accepted, rule.byzantine, theta);
      return done(meanAroundMedian(chosen, theta - 2 * rule.byzantine), chosen);
    }
    case "q-fed-avg":
      return done(fairStep(requireGlobal(options, rule.type), accepted, rule.fairness, rule.learningRate));
    case "fed-opt": {
      const stepped = stepOptimiser(rule.optimiser, state, requireGlobal(options, rule.type), mean!);
      return done(stepped.weights, accepted, stepped.state);
    }
    default:
      throw new TypeError(`rule must be one of fed-avg, fed-median, fed-trimmed-avg, krum, bulyan, q-fed-avg, fed-opt, got ${String((rule as {type: unknown}).type)}`);
  }
}

/**
 * The mean together with its check. A weight that is NaN or infinite makes its coordinate of the mean so too, for a mean of finite weights
 * is finite; so only a mean that is not finite sends one back to look at every client's weights.
 */
function checkedMean(updates: readonly ClientUpdate[], length: number): CheckedUpdates & {readonly mean: Float64Array} {
  const shaped = checkUpdates(updates, length, {values: false});
  const mean = weightedMean(shaped.accepted);
  if (findNonFinite(mean) === -1) return {...shaped, mean};
  const checked = checkUpdates(updates, length);
  return {...checked, mean: weightedMean(checked.accepted)};
}

function requireGlobal({global}: AggregateOptions, rule: string): Float64Array {
  if (!global) throw new TypeError(`${rule} needs the global model before the round, got none`);
  return Float64Array.from(global);
}

function requireClients(rule: string, clients: number, least: number): void {
  if (clients < least) throw new RangeError(`${rule} needs at least ${least} usable updates, got ${clients}`);
}

function mostCommonLength(updates: readonly ClientUpdate[]): number {
  const counts = new Map<number, number>();
  for (const {weights} of updates) counts.set(weights?.length ?? 0, (counts.get(weights?.length ?? 0) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
