/**
 * A federated round at the server as a pure state machine: sample, wait for updates until enough or the deadline, aggregate, next version.
 *
 * Every function takes a state and answers a new one; time and randomness are given. The state is plain data (typed arrays, numbers,
 * strings), so a server that crashes goes on from the state that it kept. A transport carries the messages; this says what they mean.
 */
import {createHash} from "node:crypto";
import {aggregate, type Aggregate, type AggregationRule} from "./aggregate.ts";
import type {OptimiserState} from "./server-optimiser.ts";
import {checkUpdates, type ClientUpdate, type Rejection} from "./update.ts";

/** Fewest clients whose updates may be put together; fewer would tell too much of each. */
export const leastClients = 10;

export interface RoundPlan {
  /** Clients to sample. */
  readonly sample: number;
  /** Updates that must arrive for the round to count, at least 10. */
  readonly minimum: number;
  /** Milliseconds from the start after which updates are late. */
  readonly timeoutMs: number;
  readonly rule: AggregationRule;
}

export interface ModelVersion {
  readonly version: number;
  readonly weights: Float64Array;
  /** SHA-256 of the weights as little-endian float64. */
  readonly digest: string;
}

export interface OpenRound {
  readonly type: "open";
  readonly plan: RoundPlan;
  readonly model: ModelVersion;
  readonly sampled: readonly string[];
  readonly deadline: number;
  readonly updates: readonly ClientUpdate[];
  /** Updates not taken: not sampled, for another version, late, a second one. */
  readonly refused: readonly Rejection[];
  readonly optimiser: OptimiserState | null;
}

export interface ClosedRound {
  readonly type: "closed";
  /** The next model, or the same one when the round failed. */
  readonly model: ModelVersion;
  readonly used: readonly string[];
  readonly refused: readonly Rejection[];
  /** Why there is no new version; null when there is one. */
  readonly failure: string | null;
  readonly optimiser: OptimiserState | null;
}

export function toModelVersion(weights: Float64Array, version = 0): ModelVersion {
  return {version, weights, digest: createHash("sha256").update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)).digest("hex")};
}

/** Opens a round: samples clients uniformly without replacement. */
export function openRound(
  model: ModelVersion,
  clients: readonly string[],
  plan: RoundPlan,
  world: {readonly now: number; readonly random: () => number; readonly optimiser?: OptimiserState | null},
): OpenRound {
  if (plan.minimum < leastClients) throw new RangeError(`a round needs at least ${leastClients} clients, got a minimum of ${plan.minimum}`);
  if (plan.sample < plan.minimum) throw new RangeError(`the sample of ${plan.sample} is below the minimum of ${plan.minimum}`);
  if (clients.length < plan.sample) throw new RangeError(`${plan.sample} clients are to be sampled, and ${clients.length} are there`);
  const pool = [...clients].sort();
  const sampled: string[] = [];
  while (sampled.length < plan.sample) sampled.push(...pool.splice(Math.floor(world.random() * pool.length), 1));
  return {type: "open", plan, model, sampled, deadline: world.now + plan.timeoutMs, updates: [], refused: [], optimiser: world.optimiser ?? null};
}

/**
 * Goes on with a round that was kept, after a crash: the same state, once its model is the one that its digest names.
 *
 * @throws RangeError when the model kept is not the one that was sent to the clients.
 */
export function resumeRound(kept: OpenRound): OpenRound {
  const {digest} = toModelVersion(kept.model.weights);
  if (digest !== kept.model.digest) throw new RangeError(`the model kept must have the digest ${kept.model.digest}, got ${digest}`);
  return kept;
}

/** Takes one client's update, or says why not. */
export function receiveUpdate(round: OpenRound, update: ClientUpdate & {readonly baseDigest: string}, now: number): OpenRound {
  const {client} = update;
  const reason = !round.sampled.includes(client)
    ? "was not sampled in this round"
    : now > round.deadline
      ? `came ${now - round.deadline} ms after the deadline`
      : update.baseDigest !== round.model.digest
        ? `was trained from another model than version ${round.model.version}`
        : round.updates.some((earlier) => earlier.client === client)
          ? "sent a second update in one round"
          : null;
  if (reason !== null) return {...round, refused: [...round.refused, {client, reason}]};
  return {...round, updates: [...round.updates, update]};
}

/** Whether nothing more is to be waited for. */
export function isComplete(round: OpenRound, now: number): boolean {
  return round.updates.length === round.sampled.length || now > round.deadline;
}

/** Closes the round: a new version from what arrived, or none when too little that is usable arrived, for the plan or for its rule. */
export function closeRound(round: OpenRound): ClosedRound {
  const {plan, model, updates} = round;
  const failed = (failure: string, refused = round.refused): ClosedRound => ({type: "closed", model, used: [], refused, failure, optimiser: round.optimiser});
  if (updates.length < plan.minimum) return failed(`${updates.length} updates arrived, ${plan.minimum} are needed`);
  let result: Aggregate;
  try {
    result = aggregate(updates, {rule: plan.rule, global: model.weights, ...(round.optimiser ? {state: round.optimiser} : {})});
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failed(error.message, [...round.refused, ...checkUpdates(updates, model.weights.length).rejected]);
  }
  const refused = [...round.refused, ...result.rejected];
  if (updates.length - result.rejected.length < plan.minimum) return failed(`${updates.length - result.rejected.length} usable updates arrived, ${plan.minimum} are needed`, refused);
  return {type: "closed", model: toModelVersion(result.weights, model.version + 1), used: result.used, refused, failure: null, optimiser: result.state ?? round.optimiser};
}
