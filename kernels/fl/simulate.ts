/** A federation in one place: real local training at every client, an aggregation rule, privacy, an attack; one step a round. */
import {aggregate, type AggregationRule} from "./aggregate.ts";
import {corrupt, type Attack} from "./attack.ts";
import {privateMean, type AdaptiveClipping} from "./clipping.ts";
import {evaluate, initialWeights, train, type Examples, type NetworkShape} from "./network.ts";
import {privacySpent} from "./privacy.ts";
import {leastClients} from "./round.ts";
import {toRandomness} from "./seeded.ts";
import type {OptimiserState} from "./server-optimiser.ts";
import type {ClientUpdate, Rejection} from "./update.ts";

export interface SimulationOptions {
  readonly clients: readonly Examples[];
  /** Never trained on; the accuracy of every round is measured on it. */
  readonly test: Examples;
  /** Hidden layers' widths; none for softmax regression. */
  readonly hidden?: readonly number[];
  readonly classes?: number;
  readonly rounds: number;
  /** Clients sampled a round, at least 10. */
  readonly clientsPerRound: number;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  /** μ of FedProx. */
  readonly proximal?: number;
  readonly rule?: AggregationRule;
  /** Clips and adds noise in place of the rule's plain aggregation. */
  readonly privacy?: {readonly clipping: number | AdaptiveClipping; readonly noiseMultiplier: number; readonly delta: number} | null;
  readonly attack?: Attack | null;
  readonly seed: number;
}

export interface SimulatedRound {
  readonly round: number;
  readonly accuracy: number;
  readonly loss: number;
  /** Mean training loss of the honest clients sampled. */
  readonly trainingLoss: number;
  readonly used: readonly string[];
  readonly rejected: readonly Rejection[];
  /** ε spent so far at the δ given; null without privacy. */
  readonly epsilon: number | null;
}

/** Trains round after round; the same options and seed give the same numbers. */
export function* simulate(options: SimulationOptions): Generator<SimulatedRound, Float64Array> {
  const {clients, test, hidden = [], classes = 10, rounds, clientsPerRound, epochs = 1, batchSize = 10, learningRate = 0.1, proximal = 0, seed} = options;
  const {rule = {type: "fed-avg"}, privacy = null, attack = null} = options;
  if (clientsPerRound < leastClients) throw new RangeError(`clientsPerRound must be at least ${leastClients}, got ${clientsPerRound}`);
  if (clientsPerRound > clients.length) throw new RangeError(`clientsPerRound must be at most the ${clients.length} clients, got ${clientsPerRound}`);
  const features = clients[0]!.features.length / clients[0]!.labels.length;
  const shape: NetworkShape = {features, hidden, classes};
  const random = toRandomness(seed);
  let weights = initialWeights(shape, random.uniform);
  let optimiser: OptimiserState | null = null;
  let clipping = privacy?.clipping ?? 0;
  for (let round = 1; round <= rounds; round += 1) {
    const pool = clients.map((_, index) => index);
    const sampled = Array.from({length: clientsPerRound}, () => pool.splice(Math.floor(random.uniform() * pool.length), 1)[0]!);
    const attacks = (index: number) => attack !== null && index < attack.clients;
    const trained = sampled.map((index) => {
      const own = clients[index]!;
      const examples = attacks(index) && attack?.type === "label-flip" ? {...own, labels: own.labels.map((label) => classes - 1 - label)} : own;
      return {index, ...train(shape, weights, examples, {epochs, batchSize, learningRate, proximal, random: random.uniform})};
    });
    const wrong = trained.filter(({index}) => attacks(index));
    const sent = attack ? corrupt(attack, weights, wrong.map((entry) => entry.weights), random) : [];
    const updates: ClientUpdate[] = trained.map((entry) => {
      const at = wrong.indexOf(entry);
      return {client: `client ${entry.index + 1}`, weights: at === -1 ? entry.weights : sent[at]!, examples: clients[entry.index]!.labels.length, loss: entry.loss};
    });
    const honest = trained.filter(({index}) => !attacks(index));
    let used: readonly string[];
    let rejected: readonly Rejection[];
    if (privacy) {
      const result = privateMean(updates, {global: weights, clipping, noiseMultiplier: privacy.noiseMultiplier, normal: random.normal});
      [weights, rejected, clipping] = [result.weights, result.rejected, result.clipping ?? clipping];
      used = updates.map(({client}) => client).filter((client) => !rejected.some((entry) => entry.client === client));
    } else {
      const result = aggregate(updates, {rule, global: weights, ...(optimiser ? {state: optimiser} : {})});
      [weights, used, rejected, optimiser] = [result.weights, result.used, result.rejected, result.state];
    }
    const epsilon = privacy && privacy.noiseMultiplier > 0
      ? privacySpent({samplingRate: clientsPerRound / clients.length, noiseMultiplier: privacy.noiseMultiplier, steps: round}, privacy.delta).epsilon
      : null;
    yield {round, ...evaluate(shape, weights, test), trainingLoss: honest.reduce((sum, {loss}) => sum + loss, 0) / Math.max(1, honest.length), used, rejected, epsilon};
  }
  return weights;
}
