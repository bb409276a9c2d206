/** One round's aggregation: checks the updates, applies a rule, and tells which clients were used and which were refused. */
import {coordinateMedian, meanAroundMedian, trimmedMean} from "./coordinate.ts";
import {fairStep} from "./fair.ts";
import {selectByKrum} from "./krum.ts";
import {RunningMean, weightedMean} from "./mean.ts";
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
 * Of a generator, the rules `fed-avg` and `fed-opt` keep one vector however many clients come; the others need all updates at once and keep them.
 *
 * @throws RangeError when no update is usable, fewer than the rule needs (Krum n > 2f + 2, Bulyan n ≥ 4f + 3), or the result is too large for a number.
 */
export function aggregate(updates: Iterable<ClientUpdate>, options: AggregateOptions = {}): Aggregate {
  const result = Array.isArray(updates) ? aggregateAll(updates as readonly ClientUpdate[], options) : aggregateStream(updates, options);
  const at = findNonFinite(result.weights);
  if (at !== -1) throw new RangeError(`aggregation needs weights that can be added up, got ${result.weights[at]} for weight ${at} of the result`);
  return result;
}

/** The rules that are a mean and what follows from it take updates one by one. */
function aggregateStream(updates: Iterable<ClientUpdate>, options: AggregateOptions): Aggregate {
  const {rule = {type: "fed-avg"}} = options;
  if (rule.type !== "fed-avg" && rule.type !== "fed-opt") return aggregateAll([...updates], options);
  let running: RunningMean | null = options.global ? new RunningMean(options.global.length) : null;
  for (const update of updates) (running ??= new RunningMean(update.weights?.length ?? 0)).add(update);
  const {weights, used, rejected} = (running ?? new RunningMean(0)).finish();
  if (rule.type === "fed-avg") return {weights, used, rejected, state: null};
  const stepped = stepOptimiser(rule.optimiser, options.state ?? initialOptimiserState, requireGlobal(options, rule.type), weights);
  return {weights: stepped.weights, used, rejected, state: stepped.state};
}

function aggregateAll(updates: readonly ClientUpdate[], options: AggregateOptions): Aggregate {
  const {rule = {type: "fed-avg"}, state = initialOptimiserState} = options;
  const length = options.global?.length ?? mostCommonLength(updates);
  const {accepted, rejected, centre} = checkedCentre(updates, length, rule);
  if (accepted.length === 0) throw new RangeError(`aggregation needs at least 1 usable update, got ${updates.length} and refused all: ${rejected[0]?.reason ?? "none was given"}`);
  const done = (weights: Float64Array, used: readonly ClientUpdate[] = accepted, next: OptimiserState | null = null): Aggregate => ({
    weights,
    used: used.map((update) => update.client),
    rejected,
    state: next,
  });
  switch (rule.type) {
    case "fed-avg":
    case "fed-median":
    case "fed-trimmed-avg":
      return done(centre!);
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
      const stepped = stepOptimiser(rule.optimiser, state, requireGlobal(options, rule.type), centre!);
      return done(stepped.weights, accepted, stepped.state);
    }
    default:
      throw new TypeError(`rule must be one of fed-avg, fed-median, fed-trimmed-avg, krum, bulyan, q-fed-avg, fed-opt, got ${String((rule as {type: unknown}).type)}`);
  }
}

/** The rules that are one pass over the weights, and see by the way whether all are finite; null for the others. */
function onePass(rule: AggregationRule): ((accepted: readonly ClientUpdate[]) => Float64Array | null) | null {
  switch (rule.type) {
    case "fed-avg":
    case "fed-opt":
      // A mean of finite weights is finite, and one that is not shows in it.
      return (accepted) => {
        const mean = weightedMean(accepted);
        return findNonFinite(mean) === -1 ? mean : null;
      };
    case "fed-median":
      return coordinateMedian;
    case "fed-trimmed-avg":
      return (accepted) => trimmedMean(accepted, rule.share ?? 0.2);
    default:
      return null;
  }
}

/** The usable updates and, of the rules that are one pass, their result. Only where that pass meets a weight that is not finite, all are looked at one by one. */
function checkedCentre(updates: readonly ClientUpdate[], length: number, rule: AggregationRule): CheckedUpdates & {readonly centre: Float64Array | null} {
  const pass = onePass(rule);
  if (!pass) return {...checkUpdates(updates, length), centre: null};
  const shaped = checkUpdates(updates, length, {values: false});
  const centre = pass(shaped.accepted);
  if (centre) return {...shaped, centre};
  const checked = checkUpdates(updates, length);
  const again = pass(checked.accepted);
  if (!again) throw new RangeError(`${rule.type} needs weights that can be added up, got a sum that is not finite`);
  return {...checked, centre: again};
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
