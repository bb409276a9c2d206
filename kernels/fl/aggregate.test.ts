import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {aggregate, krumScores, RunningMean, type AggregationRule, type ClientUpdate, type OptimiserState, type ServerOptimiser} from "./index.ts";

const update = (client: string, weights: number[], examples = 1, loss = 1): ClientUpdate => ({client, weights: Float64Array.from(weights), examples, loss});
const weightsOf = (updates: ClientUpdate[], rule: AggregationRule, global?: number[]) =>
  [...aggregate(updates, {rule, ...(global ? {global: Float64Array.from(global)} : {})}).weights];

describe("aggregation by hand", () => {
  const three = [update("a", [0, 10], 1), update("b", [2, 20], 1), update("c", [10, 0], 2)];

  it("the mean counts each client by its examples", () => {
    expect(weightsOf(three, {type: "fed-avg"})).toEqual([5.5, 7.5]);
  });
  it("the median takes the middle of each coordinate", () => {
    expect(weightsOf(three, {type: "fed-median"})).toEqual([2, 10]);
  });
  it("the trimmed mean drops the ends of each coordinate", () => {
    expect(weightsOf([...three, update("d", [4, 12]), update("e", [1000, -1000])], {type: "fed-trimmed-avg", share: 0.2})).toEqual([16 / 3, 22 / 3]);
  });
  it("q-fed-avg with q = 0 is the plain mean", () => {
    const fair = weightsOf(three, {type: "q-fed-avg", fairness: 0, learningRate: 0.1}, [1, 1]);
    expect(fair[0]).toBeCloseTo(4, 12);
    expect(fair[1]).toBeCloseTo(10, 12);
  });
});

describe("aggregation's properties", () => {
  const clients = Array.from({length: 11}, (_, k) => update(`c${k}`, [Math.sin(k), Math.cos(3 * k), (k * 7) % 5], k + 1));
  const rules: AggregationRule[] = [
    {type: "fed-avg"}, {type: "fed-median"}, {type: "fed-trimmed-avg"}, {type: "krum", byzantine: 2}, {type: "krum", byzantine: 2, keep: 5}, {type: "bulyan", byzantine: 2},
  ];
  it.each(rules)("the order of the clients does not matter to $type", (rule) => {
    const forward = weightsOf(clients, rule);
    weightsOf([...clients].reverse(), rule).forEach((value, i) => expect(value).toBeCloseTo(forward[i]!, 12));
  });
  it.each(rules)("models ten times as large give a result ten times as large with $type", (rule) => {
    const large = clients.map((entry) => ({...entry, weights: entry.weights.map((value) => 10 * value)}));
    const small = weightsOf(clients, rule);
    weightsOf(large, rule).forEach((value, i) => expect(value).toBeCloseTo(10 * small[i]!, 11));
  });
  it("one honest client alone is the result", () => {
    expect(weightsOf([update("a", [3, 4], 7)], {type: "fed-avg"})).toEqual([3, 4]);
  });
});

describe("updates that come one by one", () => {
  const clients = [update("a", [1, 2], 3), update("bad", [NaN, 2]), update("b", [2, 1e-3], 5), update("a", [9, 9]), update("c", [-4, 8], 7)];
  function* arriving() {
    yield* clients;
  }
  it.each<[AggregationRule]>([
    [{type: "fed-avg"}], [{type: "fed-opt", optimiser: {type: "adagrad", learningRate: 0.1, tau: 1e-3}}], [{type: "fed-median"}], [{type: "krum", byzantine: 0}],
  ])("give what they give all at once, with the same refusals: %o", (rule) => {
    const options = {rule, global: Float64Array.of(1, 1)};
    const [whole, streamed] = [aggregate(clients, options), aggregate(arriving(), options)];
    whole.weights.forEach((value, i) => expect(Math.abs(streamed.weights[i]! / value - 1)).toBeLessThan(1e-12));
    expect([streamed.used, streamed.rejected]).toEqual([whole.used, whole.rejected]);
    expect(streamed.rejected).toEqual([{client: "bad", reason: "weight 0 is NaN"}, {client: "a", reason: "sent a second update in one round"}]);
  });
  it("are not kept by the mean: their weights may be overwritten after each", () => {
    const room = new Float64Array(2);
    function* overwriting() {
      for (let k = 1; k <= 1000; k += 1) yield {client: String(k), weights: room.fill(k), examples: 1};
    }
    expect([...aggregate(overwriting()).weights]).toEqual([500.5, 500.5]);
  });
  it("a running mean tells at once why an update is refused", () => {
    const mean = new RunningMean(2);
    expect([update("a", [1, 2]), update("a", [1, 2]), update("b", [1]), update("c", [3, 4])].map((entry) => mean.add(entry))).toEqual([
      null, "sent a second update in one round", "weights have length 1, the model has 2", null,
    ]);
    expect([...mean.finish().weights]).toEqual([2, 3]);
    expect(() => new RunningMean(2).finish()).toThrow("a mean needs at least 1 usable update");
  });
});

describe("updates that cannot be used", () => {
  const good = update("good", [1, 2], 3);
  it.each([
    ["a NaN weight", update("bad", [1, NaN]), "weight 1 is NaN"],
    ["an infinite weight", update("bad", [Infinity, 0]), "weight 0 is Infinity"],
    ["no examples", update("bad", [1, 2], 0), "examples must be a positive number, got 0"],
    ["a second update", {...good}, "sent a second update in one round"],
  ])("%s is refused by client and reason, and the others count", (_, bad, reason) => {
    const result = aggregate([good, bad]);
    expect(result.rejected).toEqual([{client: bad.client, reason}]);
    expect([...result.weights]).toEqual([1, 2]);
  });
  it.each([
    {type: "fed-avg"}, {type: "fed-median"}, {type: "fed-trimmed-avg"}, {type: "q-fed-avg", fairness: 1, learningRate: 0.1},
    {type: "fed-opt", optimiser: {type: "momentum", learningRate: 1, momentum: 0}},
  ] as const)("infinities that would cancel are found by $type as well", (rule) => {
    const result = aggregate([good, update("up", [Infinity, 0]), update("down", [-Infinity, 0])], {rule, global: Float64Array.of(0, 0)});
    expect(result.rejected).toEqual([{client: "up", reason: "weight 0 is Infinity"}, {client: "down", reason: "weight 0 is -Infinity"}]);
    expect(result.used).toEqual(["good"]);
    expect(result.weights.every(Number.isFinite)).toBe(true);
  });
  it("a wrong length is refused with both lengths", () => {
    expect(aggregate([good, update("other", [1, 2]), update("bad", [1])]).rejected[0]?.reason).toBe("weights have length 1, the model has 2");
  });
  it.each<[AggregationRule]>([[{type: "fed-median"}], [{type: "fed-trimmed-avg", share: 0}], [{type: "q-fed-avg", fairness: 1, learningRate: 1}]])(
    "weights too large to be added up are refused by %o, and give no infinity", (rule) => {
      const large = ["a", "b"].map((client) => update(client, [1.7e308]));
      expect(() => aggregate(large, {rule, global: Float64Array.of(-1e308)})).toThrow("weights that can be added up");
    },
  );
  it("too few clients for a rule say how many it needs", () => {
    expect(() => aggregate([good], {rule: {type: "bulyan", byzantine: 1}})).toThrow("bulyan needs at least 7 usable updates, got 1");
  });
});

const vectors = join(process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../../shared"), "data/fl/fl_strategies.json");
describe.skipIf(!existsSync(vectors))("aggregation against Flower's own results (skipped without the reference data folder)", () => {
  interface Vectors {
    global_weights: unknown;
    clients: {id: number; num_examples: number; train_loss: number; weights: unknown}[];
    expected: Record<string, unknown>;
    server_opt_round_aggregates: unknown[];
  }
  const flat = (value: unknown): number[] => (value as unknown[]).flat(5) as number[];
  const given = existsSync(vectors) ? (JSON.parse(readFileSync(vectors, "utf8")) as Vectors) : ({clients: [], expected: {}} as unknown as Vectors);
  const global = Float64Array.from(existsSync(vectors) ? flat(given.global_weights) : []);
  const clients = given.clients.map((client) => update(String(client.id), flat(client.weights), client.num_examples, client.train_loss));
  const near = (actual: ArrayLike<number>, expected: unknown) => {
    const wanted = flat(expected);
    expect(actual.length).toBe(wanted.length);
    wanted.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value))));
  };

  it.each<[string, AggregationRule]>([
    ["FedAvg", {type: "fed-avg"}],
    ["FedMedian", {type: "fed-median"}],
    ["FedTrimmedAvg_beta0.1", {type: "fed-trimmed-avg", share: 0.1}],
    ["FedTrimmedAvg_beta0.2", {type: "fed-trimmed-avg", share: 0.2}],
    ["FedTrimmedAvg_beta0.3", {type: "fed-trimmed-avg", share: 0.3}],
    ["Krum_f2", {type: "krum", byzantine: 2}],
    ["MultiKrum_f2_keep5_old_weighted", {type: "krum", byzantine: 2, keep: 5}],
    ["Bulyan_f2_current", {type: "bulyan", byzantine: 2}],
    ["QFedAvg_q0.0_lr0.1", {type: "q-fed-avg", fairness: 0, learningRate: 0.1}],
    ["QFedAvg_q0.2_lr0.1", {type: "q-fed-avg", fairness: 0.2, learningRate: 0.1}],
    ["QFedAvg_q1.0_lr0.1", {type: "q-fed-avg", fairness: 1, learningRate: 0.1}],
  ])("%s agrees to 1e-12", (name, rule) => {
    near(aggregate(clients, {rule, global}).weights, given.expected[name]);
  });
  it("Krum scores agree to 1e-12", () => near(krumScores(clients, 2), given.expected.Krum_scores_f2));

  it.each<[string, ServerOptimiser]>([
    ["FedAvgM_lr1_m0.9", {type: "momentum", learningRate: 1, momentum: 0.9}],
    ["FedAvgM_lr0.5_m0", {type: "momentum", learningRate: 0.5, momentum: 0}],
    ["FedAdagrad_eta0.1_tau1e-3", {type: "adagrad", learningRate: 0.1, tau: 1e-3}],
    ["FedAdam_flower_biascorr_eta0.1_b0.9_0.99_tau1e-3", {type: "adam", learningRate: 0.1, beta1: 0.9, beta2: 0.99, tau: 1e-3, biasCorrection: true}],
    ["FedAdam_reddi_nobias_eta0.1_b0.9_0.99_tau1e-3", {type: "adam", learningRate: 0.1, beta1: 0.9, beta2: 0.99, tau: 1e-3, biasCorrection: false}],
    ["FedYogi_eta0.01_b0.9_0.99_tau1e-3", {type: "yogi", learningRate: 0.01, beta1: 0.9, beta2: 0.99, tau: 1e-3, biasCorrection: false}],
  ])("%s agrees over three rounds to 1e-12", (name, optimiser) => {
    let weights: Float64Array = global;
    let state: OptimiserState | undefined;
    (given.expected[name] as unknown[]).forEach((expected, round) => {
      const mean = update("mean", flat(given.server_opt_round_aggregates[round]));
      const result = aggregate([mean], {rule: {type: "fed-opt", optimiser}, global: weights, ...(state ? {state} : {})});
      near(result.weights, expected);
      weights = result.weights;
      state = result.state ?? undefined;
    });
  });
});
