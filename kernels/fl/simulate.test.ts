import {createRequire} from "node:module";
import {describe, expect, it} from "vitest";
import {countWeights, evaluate, initialWeights, train} from "./network.ts";
import {toRandomness} from "./seeded.ts";
import {simulate, type SimulationOptions} from "./simulate.ts";

/** Digits of the package mnist, 60 of each, dealt to clients in turn. */
function toFederation(clients: number, perDigit = 60) {
  const require = createRequire(import.meta.url);
  const rows: {pixels: number[]; label: number}[] = [];
  for (let label = 0; label < 10; label += 1) {
    const {data} = require(`mnist/src/digits/${label}.json`) as {data: number[]};
    for (let k = 0; k < perDigit; k += 1) rows.push({pixels: data.slice(784 * k, 784 * (k + 1)), label});
  }
  const {uniform} = toRandomness(1);
  for (let i = rows.length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  const pack = (part: typeof rows) => ({features: Float32Array.from(part.flatMap((row) => row.pixels)), labels: Uint8Array.from(part, (row) => row.label)});
  const test = rows.splice(0, 150);
  return {test: pack(test), clients: Array.from({length: clients}, (_, c) => pack(rows.filter((_, i) => i % clients === c)))};
}

const federation = toFederation(12);
const run = (options: Partial<SimulationOptions> = {}) => [...simulate({...federation, rounds: 8, clientsPerRound: 10, epochs: 2, learningRate: 0.1, seed: 5, ...options})];

describe("local training", () => {
  it("one step of softmax regression moves the weights against the gradient, by hand", () => {
    // Two features (1, 0), class 0 of 2, all weights 0: probabilities ½, gradient of w = (−½, ½), of the biases the same.
    const {weights, loss} = train({features: 2, hidden: [], classes: 2}, new Float64Array(6), {features: Float32Array.of(1, 0), labels: Uint8Array.of(0)}, {epochs: 1, batchSize: 1, learningRate: 1, proximal: 0, random: () => 0});
    expect([...weights]).toEqual([0.5, -0.5, 0, 0, 0.5, -0.5]);
    expect(loss).toBeCloseTo(Math.LN2, 14);
  });
  it("the network of McMahan et al. has 199,210 weights", () => {
    expect(countWeights({features: 784, hidden: [200, 200], classes: 10})).toBe(199_210);
  });
  it("the gradient agrees with differences of the loss", () => {
    const shape = {features: 3, hidden: [4], classes: 3};
    const {uniform} = toRandomness(3);
    const start = initialWeights(shape, uniform);
    const examples = {features: Float32Array.of(0.5, -1, 2), labels: Uint8Array.of(2)};
    const after = train(shape, start, examples, {epochs: 1, batchSize: 1, learningRate: 1e-3, proximal: 0, random: () => 0}).weights;
    for (let i = 0; i < start.length; i += 1) {
      const moved = (by: number) => evaluate(shape, start.map((weight, j) => (i === j ? weight + by : weight)), examples).loss;
      expect((start[i]! - after[i]!) / 1e-3).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 5);
    }
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
  it("with privacy the budget spent grows round by round", () => {
    const epsilons = run({rounds: 3, privacy: {clipping: 1, noiseMultiplier: 1, delta: 1e-3}}).map(({epsilon}) => epsilon!);
    expect(epsilons[0]).toBeGreaterThan(0);
    expect(epsilons[2]).toBeGreaterThan(epsilons[0]!);
  });
  it("a stronger pull to the global model keeps clients nearer to it", () => {
    const shape = {features: 784, hidden: [], classes: 10};
    const start = new Float64Array(countWeights(shape));
    const distance = (proximal: number) =>
      Math.hypot(...train(shape, start, federation.clients[0]!, {epochs: 3, batchSize: 10, learningRate: 0.1, proximal, random: toRandomness(2).uniform}).weights);
    expect(distance(1)).toBeLessThan(distance(0));
  });
  it("fewer than ten clients a round are refused", () => {
    expect(() => run({clientsPerRound: 9})).toThrow("clientsPerRound must be at least 10, got 9");
  });
});
