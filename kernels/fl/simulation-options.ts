/** What a simulated federation is told, and the check of it before anything is trained. */
import type {AggregationRule} from "./aggregate.ts";
import type {Attack} from "./attack.ts";
import type {AdaptiveClipping} from "./clipping.ts";
import type {Examples, NetworkShape} from "./network.ts";
import type {Partition} from "./partition.ts";
import {leastClients} from "./round.ts";

export interface SimulationOptions {
  readonly data: {
    readonly train: Examples;
    /** Never trained on; the accuracy of every round is measured on it. */
    readonly test: Examples;
  };
  /** To how many clients the training rows are dealt, or which rows each client has. */
  readonly clients: number | readonly ArrayLike<number>[];
  /** How rows are dealt; `{type: "iid"}` when absent. */
  readonly partition?: Partition;
  readonly model?: {
    /** Widths of the hidden layers; none, which is softmax regression, when absent. */
    readonly hidden?: readonly number[];
    /** One more than the greatest label when absent. */
    readonly classes?: number;
  };
  /** Training at each client: 1 epoch, batches of 10, a learning rate of 0.1 and no proximal term (μ of FedProx) when absent. */
  readonly training?: {readonly epochs?: number; readonly batchSize?: number; readonly learningRate?: number; readonly proximal?: number};
  /** Clients sampled a round, at least 10; 10 when absent. With privacy, the expected number. */
  readonly clientsPerRound?: number;
  readonly rounds: number;
  /** `{type: "fed-avg"}` when absent. */
  readonly rule?: AggregationRule;
  /** Clips and adds noise in place of a rule. Clients are then sampled independently, as the accountant assumes. */
  readonly privacy?: {readonly clipping: number | AdaptiveClipping; readonly noiseMultiplier: number; readonly delta: number} | null;
  readonly attack?: Attack | null;
  readonly seed: number;
}

/** Everything filled in. */
export interface Simulation {
  readonly shape: NetworkShape;
  readonly training: {readonly epochs: number; readonly batchSize: number; readonly learningRate: number; readonly proximal: number};
  readonly clientsPerRound: number;
  readonly rule: AggregationRule;
}

const optionNames = new Set(["data", "clients", "partition", "model", "training", "clientsPerRound", "rounds", "rule", "privacy", "attack", "seed"]);
const attackNames = new Set(["sign-flip", "gaussian", "label-flip", "little-is-enough"]);

/** @throws TypeError or RangeError that names the option and the value. */
export function checkSimulation(options: SimulationOptions): Simulation {
  refuseUnknown("option", options, optionNames);
  refuseUnknown("model", options.model ?? {}, new Set(["hidden", "classes"]));
  refuseUnknown("training", options.training ?? {}, new Set(["epochs", "batchSize", "learningRate", "proximal"]));
  const {data, clients, model = {}, training = {}, clientsPerRound = leastClients, rounds, rule, privacy = null, attack = null, seed} = options;
  if (!data?.train || !data.test) throw new TypeError("data must have train and test");
  const features = data.train.features.length / data.train.labels.length;
  const classes = model.classes ?? 1 + greatest(data.train.labels, data.test.labels);
  checkExamples("train", data.train, features, classes);
  checkExamples("test", data.test, features, classes);
  const hidden = model.hidden ?? [];
  hidden.forEach((width) => requireWhole("a hidden layer's width", width, 1));
  const filled = {epochs: 1, batchSize: 10, learningRate: 0.1, proximal: 0, ...training};
  requireWhole("epochs", filled.epochs, 1);
  requireWhole("batchSize", filled.batchSize, 1);
  if (!(filled.learningRate > 0 && Number.isFinite(filled.learningRate))) throw new RangeError(`learningRate must be above 0, got ${filled.learningRate}`);
  if (!(filled.proximal >= 0 && Number.isFinite(filled.proximal))) throw new RangeError(`proximal must be at least 0, got ${filled.proximal}`);
  requireWhole("rounds", rounds, 0);
  const count = typeof clients === "number" ? clients : clients.length;
  requireWhole("clientsPerRound", clientsPerRound, leastClients);
  if (clientsPerRound > count) throw new RangeError(`clientsPerRound must be at most the ${count} clients, got ${clientsPerRound}`);
  if (!Number.isFinite(seed)) throw new RangeError(`seed must be a number, got ${seed}`);
  if (privacy && rule && rule.type !== "fed-avg") throw new TypeError(`with privacy the rule must be fed-avg, got ${rule.type}`);
  if (attack && !attackNames.has(attack.type)) throw new TypeError(`attack must be one of ${[...attackNames].join(", ")}, got ${attack.type}`);
  if (attack) requireWhole("the attackers", attack.clients, 0);
  return {shape: {features, hidden, classes}, training: filled, clientsPerRound, rule: rule ?? {type: "fed-avg"}};
}

function refuseUnknown(what: string, given: object, names: ReadonlySet<string>): void {
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) throw new TypeError(`${what} ${unknown} is unknown; there are ${[...names].join(", ")}`);
}

function requireWhole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) throw new RangeError(`${name} must be a whole number from ${least}, got ${value}`);
}

function greatest(...lists: readonly Uint8Array[]): number {
  return lists.reduce((most, list) => list.reduce((a, b) => Math.max(a, b), most), 0);
}

function checkExamples(name: string, {features, labels}: Examples, width: number, classes: number): void {
  if (labels.length === 0) throw new RangeError(`${name} must have at least 1 row, got none`);
  if (!(Number.isInteger(width) && width >= 1) || features.length !== width * labels.length) {
    throw new RangeError(`${name} must have the same number of features in every row, got ${features.length} numbers for ${labels.length} rows`);
  }
  if (greatest(labels) >= classes) throw new RangeError(`labels of ${name} must be below the ${classes} classes, got ${greatest(labels)}`);
  for (let i = 0; i < features.length; i += 1) if (!Number.isFinite(features[i]!)) throw new RangeError(`features of ${name} must be finite, got ${features[i]} in row ${Math.floor(i / width)}`);
}
