import {createRequire} from "node:module";
import {describe, expect, it} from "vitest";
import {countWeights, initialWeights, Network, type NetworkShape, type TrainingOptions} from "./network.ts";
import {dealRows} from "./partition.ts";
import {toRandomness} from "./seeded.ts";
import {simulate} from "./simulate.ts";
import type {SimulationOptions} from "./simulation-options.ts";

/** Digits of the package mnist, 60 of each, a quarter of them kept for the test. */
function readDigits(perDigit = 60) {
  const require = createRequire(import.meta.url);
  const rows: {pixels: number[]; label: number}[] = [];
  for (let label = 0; label < 10; label += 1) {
    const {data} = require(`mnist/src/digits/${label}.json`) as {data: number[]};
    for (let k = 0; k < perDigit; k += 1) rows.push({pixels: data.slice(784 * k, 784 * (k + 1)), label});
  }
  const pack = (part: typeof rows) => ({features: Float32Array.from(part.flatMap((row) => row.pixels)), labels: Uint8Array.from(part, (row) => row.label)});
  return {test: pack(rows.filter((_, i) => i % 4 === 0)), train: pack(rows.filter((_, i) => i % 4 !== 0))};
}

const digits = readDigits();
const run = (options: Partial<SimulationOptions> = {}) =>
  [...simulate({data: digits, clients: 12, rounds: 8, training: {epochs: 2, learningRate: 0.1}, seed: 5, ...options})];

const plain: TrainingOptions = {epochs: 1, batchSize: 1, learningRate: 1, proximal: 0, random: () => 0};

describe("local training", () => {
  it("one step of softmax regression moves the weights against the gradient, by hand", () => {
    // Two features (1, 0), class 0 of 2, all weights 0: probabilities ½, gradient of w = (−½, ½), of the biases the same.
    const {weights, loss} = new Network({features: 2, hidden: [], classes: 2}).train(new Float64Array(6), {features: Float32Array.of(1, 0), labels: Uint8Array.of(0)}, plain);
    expect([...weights]).toEqual([0.5, -0.5, 0, 0, 0.5, -0.5]);
    expect(loss).toBeCloseTo(Math.LN2, 14);
  });
  it("the network of McMahan et al. has 199,210 weights", () => {
    expect(countWeights({features: 784, hidden: [200, 200], classes: 10})).toBe(199_210);
  });
  it.each<NetworkShape>([
    {features: 3, hidden: [4], classes: 3},
    {features: 5, hidden: [20, 17], classes: 2},
  ])("the gradient of $features–$hidden–$classes agrees with differences of the loss", (shape) => {
    const {uniform} = toRandomness(3);
    const start = Float32Array.from(initialWeights(shape, uniform));
    const examples = {features: Float32Array.from({length: shape.features}, () => 4 * uniform() - 2), labels: Uint8Array.of(shape.classes - 1)};
    const network = new Network(shape);
    const after = network.train(start, examples, {...plain, learningRate: 1}).weights;
    const half = 1 / 2048;
    for (let i = 0; i < start.length; i += 1) {
      const moved = (by: number) => network.evaluate(start.map((weight, j) => (i === j ? weight + by : weight)), examples).loss;
      expect(start[i]! - after[i]!).toBeCloseTo((moved(half) - moved(-half)) / (2 * half), 2);
    }
  });
  it("a batch takes the mean of its examples' steps", () => {
    const shape = {features: 2, hidden: [3], classes: 2};
    const start = initialWeights(shape, toRandomness(4).uniform);
    const both = {features: Float32Array.of(1, -1, 0.5, 2), labels: Uint8Array.of(0, 1)};
    const one = (k: number) => ({features: both.features.subarray(2 * k, 2 * k + 2), labels: both.labels.subarray(k, k + 1)});
    const network = new Network(shape, 2);
    const together = network.train(start, both, {...plain, batchSize: 2}).weights;
    const [first, second] = [0, 1].map((k) => network.train(start, one(k), plain).weights);
    together.forEach((weight, i) => expect(weight).toBeCloseTo((first![i]! + second![i]!) / 2, 5));
  });
  it("a stronger pull to the global model keeps clients nearer to it", () => {
    const shape = {features: 784, hidden: [], classes: 10};
    const network = new Network(shape, 10);
    const distance = (proximal: number) =>
      Math.hypot(...network.train(new Float64Array(countWeights(shape)), digits.test, {...plain, epochs: 3, batchSize: 10, learningRate: 0.1, proximal, random: toRandomness(2).uniform}).weights);
    expect(distance(1)).toBeLessThan(distance(0));
  });
});

describe("dealing rows", () => {
  const labels = Uint8Array.from({length: 400}, (_, i) => i % 10);
  it("evenly gives every client as many rows, and no row to two", () => {
    const rows = dealRows(labels, 20, {type: "iid"}, toRandomness(1).uniform);
    expect(rows.map((own) => own.length)).toEqual(Array<number>(20).fill(20));
    expect(new Set(rows.flatMap((own) => [...own])).size).toBe(400);
  });
  it("by shards leaves a client with few classes", () => {
    const rows = dealRows(labels, 20, {type: "shards"}, toRandomness(1).uniform);
    expect(new Set(rows.flatMap((own) => [...own])).size).toBe(400);
    for (const own of rows) expect(new Set([...own].map((row) => labels[row])).size).toBeLessThanOrEqual(2);
  });
  it("refuses more parts than rows", () => {
    expect(() => dealRows(labels, 300, {type: "shards"}, () => 0)).toThrow("400 rows are too few for 600 parts");
  });
});

describe("a simulated federation on real digits", () => {
  it("learns: eight rounds of softmax regression read more than three of four digits", () => {
    const rounds = run();
    expect(rounds.map(({round}) => round)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rounds[7]!.accuracy).toBeGreaterThan(0.75);
    expect(rounds[7]!.trainingLoss).toBeLessThan(rounds[0]!.trainingLoss);
  });
  it("gives the same numbers from the same seed and others from another", () => {
    expect(run({rounds: 2})).toEqual(run({rounds: 2}));
    expect(run({rounds: 2})).not.toEqual(run({rounds: 2, seed: 6}));
  });
  it("with attackers who flip signs the mean fails where Multi-Krum does not", () => {
    const attack = {type: "sign-flip", clients: 3} as const;
    const mean = run({attack, clientsPerRound: 12})[7]!.accuracy;
    const krum = run({attack, clientsPerRound: 12, rule: {type: "krum", byzantine: 3, keep: 6}})[7]!.accuracy;
    expect(krum).toBeGreaterThan(0.7);
    expect(mean).toBeLessThan(krum - 0.2);
  });
  it.each(["gaussian", "label-flip", "little-is-enough"] as const)("the median withstands the attack %s", (type) => {
    expect(run({attack: {type, clients: 2}, clientsPerRound: 12, rule: {type: "fed-median"}})[7]!.accuracy).toBeGreaterThan(0.65);
  });
  it("with privacy the budget spent grows round by round, and clients come by chance", () => {
    const rounds = run({rounds: 3, clients: 30, clientsPerRound: 20, privacy: {clipping: 1, noiseMultiplier: 1, delta: 1e-3}});
    expect(rounds[0]!.epsilon).toBeGreaterThan(0);
    expect(rounds[2]!.epsilon).toBeGreaterThan(rounds[0]!.epsilon!);
    expect(new Set(rounds.map(({used}) => used.length)).size).toBeGreaterThan(1);
  });
  it("a round that the rule cannot use leaves the model as it was, and says why", () => {
    const rounds = run({rounds: 2, rule: {type: "krum", byzantine: 5}});
    expect(rounds[0]!.failure).toBe("krum needs at least 13 usable updates, got 10");
    expect(rounds[1]!.accuracy).toBe(rounds[0]!.accuracy);
  });
  it("a federation whose model diverges gives no NaN", () => {
    for (const round of run({rounds: 6, training: {learningRate: 1e30}})) {
      expect(round.accuracy).toBeGreaterThanOrEqual(0);
      expect([round.loss, round.trainingLoss].some(Number.isNaN)).toBe(false);
    }
  });
  it("the rows of each client can be told", () => {
    const clients = Array.from({length: 10}, (_, client) => Array.from({length: 20}, (__, i) => client + 10 * i));
    expect(run({clients, rounds: 1})[0]!.used).toHaveLength(10);
    expect(() => run({clients: clients.map(() => [1e6]), rounds: 1})).toThrow("a client's row must be a whole number below 450, got 1000000");
  });
  it.each<[Partial<SimulationOptions> & {readonly [name: string]: unknown}, string]>([
    [{clientsPerRound: 9}, "clientsPerRound must be a whole number from 10, got 9"],
    [{clientsPerRound: 13}, "clientsPerRound must be at most the 12 clients, got 13"],
    [{clientPerRound: 10}, "option clientPerRound is unknown"],
    [{training: {learningRate: 0}}, "learningRate must be above 0, got 0"],
    [{model: {classes: 9}}, "labels of train must be below the 9 classes, got 9"],
    [{privacy: {clipping: 1, noiseMultiplier: 1, delta: 1e-3}, rule: {type: "fed-median"}}, "with privacy the rule must be fed-avg, got fed-median"],
  ])("refuses %o", (options, message) => {
    expect(() => run(options)).toThrow(message);
  });
});
