import {deserialize, serialize} from "node:v8";
import {describe, expect, it} from "vitest";
import {closeRound, isComplete, openRound, receiveUpdate, resumeRound, toModelVersion, type OpenRound, type RoundPlan} from "./round.ts";

const clients = Array.from({length: 30}, (_, i) => `c${String(i).padStart(2, "0")}`);
const plan: RoundPlan = {sample: 12, minimum: 10, timeoutMs: 1000, rule: {type: "fed-avg"}};
const model = toModelVersion(Float64Array.of(0, 0));
const mk = () => {
  let state = 7;
  return openRound(model, clients, plan, {now: 0, random: () => (state = (state * 16807) % 2147483647) / 2147483647});
};
const send = (round: OpenRound, client: string, weights = [1, 2], at = 10) =>
  receiveUpdate(round, {client, weights: Float64Array.from(weights), examples: 1, baseDigest: round.model.digest}, at);
const sendAll = (round: OpenRound, count: number) => round.sampled.slice(0, count).reduce((state, client) => send(state, client), round);

describe("a round", () => {
  it("samples without replacement, and the same clients from the same randomness", () => {
    expect(new Set(mk().sampled).size).toBe(12);
    expect(mk().sampled).toEqual(mk().sampled);
  });
  it("gives the next version when all have answered", () => {
    const full = sendAll(mk(), 12);
    expect(isComplete(full, 10)).toBe(true);
    const closed = closeRound(full);
    expect([closed.model.version, [...closed.model.weights], closed.failure]).toEqual([1, [1, 2], null]);
    expect(closed.model.digest).not.toBe(model.digest);
  });
  it("keeps the old version, and says so, when too few have answered at the deadline", () => {
    const few = sendAll(mk(), 9);
    expect(isComplete(few, 1000)).toBe(false);
    expect(isComplete(few, 1001)).toBe(true);
    expect(closeRound(few)).toMatchObject({model, failure: "9 updates arrived, 10 are needed"});
  });
  it("refuses the late, the unasked, the second and the outdated update, each with its reason", () => {
    const round = mk();
    const outsider = clients.find((client) => !round.sampled.includes(client))!;
    const first = send(round, round.sampled[0]!);
    expect(send(first, round.sampled[0]!).refused).toEqual([{client: round.sampled[0], reason: "sent a second update in one round"}]);
    expect(send(round, outsider).refused[0]?.reason).toBe("was not sampled in this round");
    expect(send(round, round.sampled[1]!, [1, 2], 1500).refused[0]?.reason).toBe("came 500 ms after the deadline");
    const outdated = receiveUpdate(round, {client: round.sampled[2]!, weights: Float64Array.of(1, 2), examples: 1, baseDigest: "other"}, 1);
    expect(outdated.refused[0]?.reason).toBe("was trained from another model than version 0");
  });
  it("does not count an unusable update towards the minimum", () => {
    const round = sendAll(mk(), 9);
    expect(closeRound(send(round, round.sampled[9]!, [NaN, 0])).failure).toBe("9 usable updates arrived, 10 are needed");
  });
  it("keeps the old version when the rule needs more updates than came", () => {
    const round = {...sendAll(mk(), 12), plan: {...plan, rule: {type: "krum", byzantine: 5} as const}};
    expect(closeRound(round)).toMatchObject({model, failure: "krum needs at least 13 usable updates, got 12"});
    const withBad = {...send(sendAll(mk(), 11), mk().sampled[11]!, [NaN, 0]), plan: round.plan};
    expect(closeRound(withBad)).toMatchObject({failure: "krum needs at least 13 usable updates, got 11", refused: [{client: mk().sampled[11], reason: "weight 0 is NaN"}]});
  });
  it("goes on after a crash from the state that was kept", () => {
    const kept = resumeRound(deserialize(serialize(sendAll(mk(), 5))) as OpenRound);
    const whole = closeRound(sendAll(mk(), 12));
    const resumed = closeRound(kept.sampled.slice(5).reduce((state, client) => send(state, client), kept));
    expect(resumed.model.digest).toBe(whole.model.digest);
  });
  it("does not go on from a model that is not the one it sent", () => {
    const kept = deserialize(serialize(mk())) as OpenRound;
    kept.model.weights[1] = 1e-9;
    expect(() => resumeRound(kept)).toThrow(/^the model kept must have the digest [0-9a-f]{64}, got [0-9a-f]{64}$/);
  });
  it("with an optimiser carries its state from round to round, as plain data", () => {
    const world = {now: 0, random: () => 0.5};
    const momentum: RoundPlan = {...plan, rule: {type: "fed-opt", optimiser: {type: "momentum", learningRate: 1, momentum: 0.5}}};
    const first = closeRound(openRound(model, clients, momentum, world).sampled.reduce((state, client) => send(state, client), openRound(model, clients, momentum, world)));
    const opened = openRound(first.model, clients, momentum, {...world, optimiser: deserialize(serialize(first.optimiser)) as typeof first.optimiser});
    const second = closeRound(opened.sampled.reduce((state, client) => send(state, client), opened));
    // g₁ = (0, 0) − (1, 2), so x₁ = (1, 2); g₂ = 0 and m = ½ g₁, so x₂ = (1.5, 3).
    expect([[...first.model.weights], [...second.model.weights], second.model.version]).toEqual([[1, 2], [1.5, 3], 2]);
  });
  it("refuses a plan that would put fewer than ten clients together", () => {
    expect(() => openRound(model, clients, {...plan, minimum: 9}, {now: 0, random: () => 0})).toThrow("a round needs at least 10 clients, got a minimum of 9");
  });
});
