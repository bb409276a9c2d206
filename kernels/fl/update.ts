/** What clients send in a federated round, and the check that keeps unusable updates out of an aggregate. */

export type Weights = Float64Array | Float32Array;

/** One client's model after local training, all layers flattened into one vector. */
export interface ClientUpdate {
  readonly client: string;
  /** The client's weights w_k, not the difference from the global model. */
  readonly weights: Weights;
  /** Examples that the client trained on, n_k; a positive number. */
  readonly examples: number;
  /** The client's training loss before the round; q-FedAvg needs it. */
  readonly loss?: number;
}

export interface Rejection {
  readonly client: string;
  readonly reason: string;
}

export interface CheckedUpdates {
  readonly accepted: readonly ClientUpdate[];
  readonly rejected: readonly Rejection[];
}

/**
 * Divides updates into usable and rejected: wrong length, NaN or infinite weights, no examples, a client that sends twice.
 * With `values` false the weights themselves are not looked at.
 */
export function checkUpdates(updates: readonly ClientUpdate[], length: number, {values = true}: {readonly values?: boolean} = {}): CheckedUpdates {
  const accepted: ClientUpdate[] = [];
  const rejected: Rejection[] = [];
  const seen = new Set<string>();
  for (const update of updates) {
    const reason = seen.has(update.client) ? "sent a second update in one round" : findFault(update, length, values);
    seen.add(update.client);
    if (reason === null) accepted.push(update);
    else rejected.push({client: update.client, reason});
  }
  return {accepted, rejected};
}

/** Why an update cannot be used, or null. */
export function findFault({weights, examples}: ClientUpdate, length: number, values: boolean): string | null {
  if (!(weights instanceof Float64Array || weights instanceof Float32Array)) return "weights are not a Float32Array or Float64Array";
  if (weights.length !== length) return `weights have length ${weights.length}, the model has ${length}`;
  if (!(Number.isFinite(examples) && examples > 0)) return `examples must be a positive number, got ${examples}`;
  const at = values ? findNonFinite(weights) : -1;
  return at === -1 ? null : `weight ${at} is ${weights[at]}`;
}

/** The first place that is NaN or infinite, or −1. Plain loops, since they run over every weight of every client. */
export function findNonFinite(weights: Weights): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += 0 * weights[i]!;
  if (sum === 0) return -1;
  for (let i = 0; i < weights.length; i += 1) if (!Number.isFinite(weights[i]!)) return i;
  return -1;
}
