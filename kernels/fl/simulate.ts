/** A federation in one place: real local training at every client, an aggregation rule, privacy, an attack; one step a round. */
import {aggregate} from "./aggregate.ts";
import {corrupt, type Attack} from "./attack.ts";
import {privateMean, type AdaptiveClipping} from "./clipping.ts";
import {initialWeights, Network, type Examples} from "./network.ts";
import {dealRows} from "./partition.ts";
import {tightEpsilon} from "./privacy-loss.ts";
import {leastClients} from "./round.ts";
import {toRandomness, type Randomness} from "./seeded.ts";
import type {OptimiserState} from "./server-optimiser.ts";
import {checkSimulation, type SimulationOptions} from "./simulation-options.ts";
import type {ClientUpdate, Rejection} from "./update.ts";

export interface SimulatedRound {
  /** From 1. */
  readonly round: number;
  /** Share of the test rows that get their own class. */
  readonly accuracy: number;
  /** Mean cross-entropy on the test rows, in nats; infinite for a model that has diverged. */
  readonly loss: number;
  /** Mean training loss of the honest clients sampled, in nats. */
  readonly trainingLoss: number;
  /** Clients whose updates entered the model. */
  readonly used: readonly string[];
  readonly rejected: readonly Rejection[];
  /** Why the model stayed as it was; null when there is a new one. */
  readonly failure: string | null;
  /** The clipping norm of the round; null without privacy. */
  readonly clippingNorm: number | null;
  /** ε spent so far at the δ given, by the tight accountant; null without noise. */
  readonly epsilon: number | null;
}

interface State {
  readonly weights: Float64Array;
  readonly optimiser: OptimiserState | null;
  readonly clipping: number | AdaptiveClipping;
}

interface Trained {
  readonly index: number;
  readonly weights: Float32Array;
  readonly loss: number;
}

/**
 * Trains round after round, and gives each round when it is done; the same options and seed give the same numbers.
 * A round that cannot be aggregated (all updates refused, too few for the rule) leaves the model as it was and says why.
 *
 * @throws TypeError or RangeError for options that are unknown or out of range, before the first round.
 */
export function* simulate(options: SimulationOptions): Generator<SimulatedRound, Float64Array> {
  const {shape, training, clientsPerRound} = checkSimulation(options);
  const {data, rounds, partition = {type: "iid"}, privacy = null, attack = null, seed} = options;
  const random = toRandomness(seed);
  const rows = typeof options.clients === "number" ? dealRows(data.train.labels, options.clients, partition, random.uniform) : options.clients;
  const clients = rows.map((own) => pick(data.train, own, shape.features));
  const network = new Network(shape, training.batchSize);
  let state: State = {weights: initialWeights(shape, random.uniform), optimiser: null, clipping: privacy?.clipping ?? 0};
  for (let round = 1; round <= rounds; round += 1) {
    const sampled = privacy ? sampleIndependently(clients.length, clientsPerRound, random) : sampleExactly(clients.length, clientsPerRound, random);
    const isWrong = (index: number): boolean => attack !== null && index < attack.clients;
    const trained = sampled.map((index) => {
      const examples = attack?.type === "label-flip" && isWrong(index) ? flipLabels(clients[index]!, shape.classes) : clients[index]!;
      return {index, ...network.train(state.weights, examples, {...training, random: random.uniform})};
    });
    const updates = toUpdates(trained, clients, state.weights, attack, isWrong, random);
    const honest = trained.filter(({index}) => !isWrong(index));
    const clippingNorm = privacy ? (typeof state.clipping === "number" ? state.clipping : state.clipping.norm) : null;
    const result = takeTogether(updates, state, options, clientsPerRound, random);
    state = result.state;
    yield {
      round,
      ...network.evaluate(state.weights, data.test),
      trainingLoss: honest.reduce((sum, {loss}) => sum + loss, 0) / Math.max(1, honest.length),
      used: result.used,
      rejected: result.rejected,
      failure: result.failure,
      clippingNorm,
      epsilon: privacy && privacy.noiseMultiplier > 0
        ? tightEpsilon({samplingRate: clientsPerRound / clients.length, noiseMultiplier: privacy.noiseMultiplier, steps: round}, privacy.delta)
        : null,
    };
  }
  return state.weights;
}

interface Together {
  readonly state: State;
  readonly used: readonly string[];
  readonly rejected: readonly Rejection[];
  readonly failure: string | null;
}

function takeTogether(updates: readonly ClientUpdate[], state: State, {rule, privacy}: SimulationOptions, expected: number, {normal}: Randomness): Together {
  try {
    if (updates.length < leastClients) throw new RangeError(`${updates.length} clients were sampled, ${leastClients} are needed`);
    if (!privacy) {
      const {weights, used, rejected, state: optimiser} = aggregate(updates, {...(rule ? {rule} : {}), global: state.weights, ...(state.optimiser ? {state: state.optimiser} : {})});
      return {state: {...state, weights, optimiser}, used, rejected, failure: null};
    }
    const {weights, rejected, clipping} = privateMean(updates, {global: state.weights, clipping: state.clipping, noiseMultiplier: privacy.noiseMultiplier, normal, divisor: expected});
    const refused = new Set(rejected.map(({client}) => client));
    return {state: {...state, weights, clipping: clipping ?? state.clipping}, used: updates.map(({client}) => client).filter((client) => !refused.has(client)), rejected, failure: null};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {state, used: [], rejected: [], failure: error.message};
  }
}

function toUpdates(
  trained: readonly Trained[],
  clients: readonly Examples[],
  global: Float64Array,
  attack: Attack | null,
  isWrong: (index: number) => boolean,
  random: Randomness,
): readonly ClientUpdate[] {
  const wrong = trained.filter(({index}) => isWrong(index));
  const sent = attack ? corrupt(attack, global, wrong.map(({weights}) => weights), random) : [];
  return trained.map((entry) => ({
    client: `client ${entry.index + 1}`,
    weights: sent[wrong.indexOf(entry)] ?? entry.weights,
    examples: clients[entry.index]!.labels.length,
    loss: entry.loss,
  }));
}

/** Uniformly without replacement. */
function sampleExactly(clients: number, count: number, {uniform}: Randomness): readonly number[] {
  const pool = Array.from({length: clients}, (_, index) => index);
  return Array.from({length: count}, () => pool.splice(Math.floor(uniform() * pool.length), 1)[0]!);
}

/** Each client by itself (Poisson sampling), so that the number differs from round to round. */
function sampleIndependently(clients: number, expected: number, {uniform}: Randomness): readonly number[] {
  return Array.from({length: clients}, (_, index) => index).filter(() => uniform() < expected / clients);
}

function pick({features, labels}: Examples, rows: ArrayLike<number>, width: number): Examples {
  const picked = {features: new Float32Array(rows.length * width), labels: new Uint8Array(rows.length)};
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    if (!(Number.isInteger(row) && row >= 0 && row < labels.length)) throw new RangeError(`a client's row must be a whole number below ${labels.length}, got ${row}`);
    picked.features.set(features.subarray(row * width, (row + 1) * width), i * width);
    picked.labels[i] = labels[row]!;
  }
  return picked;
}

function flipLabels({features, labels}: Examples, classes: number): Examples {
  return {features, labels: labels.map((label) => classes - 1 - label)};
}
