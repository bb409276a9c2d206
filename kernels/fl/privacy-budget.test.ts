import {describe, expect, it} from "vitest";
import {noiseFor, openPrivacyLedger, PrivacyBudgetExceeded, privacyLeft, spendPrivacy, stepsLeft} from "./privacy-budget.ts";
import {privacySpent} from "./privacy.ts";
import {tightEpsilon} from "./privacy-loss.ts";

const step = {samplingRate: 0.1, noiseMultiplier: 1};

describe("the ledger", () => {
  it("of 100 rounds with 10 of 100 clients ends at the published ε, however the rounds are told", () => {
    let ledger = openPrivacyLedger({epsilon: 5, delta: 1e-3});
    for (const [label, steps] of [["first", 40], ["second", 60]] as const) ledger = spendPrivacy(ledger, {...step, steps, label});
    expect(ledger.entries.map(({label}) => label)).toEqual(["first", "second"]);
    expect(ledger.entries[1]!.epsilon).toBeCloseTo(4.7844, 2);
    expect(privacyLeft(ledger)).toBeCloseTo(5 - 4.7844, 2);
  });
  it("refuses what goes beyond the budget and stays as it was", () => {
    const ledger = spendPrivacy(openPrivacyLedger({epsilon: 5, delta: 1e-3}), {...step, steps: 100});
    expect(() => spendPrivacy(ledger, {...step, steps: 100})).toThrow(PrivacyBudgetExceeded);
    expect(ledger.entries).toHaveLength(1);
  });
  it("survives being written as JSON", () => {
    const ledger = spendPrivacy(openPrivacyLedger({epsilon: 5, delta: 1e-3, accountant: "renyi"}), {...step, steps: 10});
    expect(JSON.parse(JSON.stringify(ledger))).toEqual(ledger);
    expect(ledger.entries[0]!.epsilon).toBe(privacySpent({...step, steps: 10}, 1e-3).epsilon);
  });
  it("tells how many steps are left: those fit, and one more does not", () => {
    const ledger = spendPrivacy(openPrivacyLedger({epsilon: 4, delta: 1e-3}), {...step, steps: 20});
    const left = stepsLeft(ledger, step);
    expect(tightEpsilon({...step, steps: 20 + left}, 1e-3)).toBeLessThanOrEqual(4);
    expect(tightEpsilon({...step, steps: 21 + left}, 1e-3)).toBeGreaterThan(4);
  });
  it("refuses a budget that is none", () => {
    expect(() => openPrivacyLedger({epsilon: 0, delta: 1e-5})).toThrow("epsilon must be above 0, got 0");
    expect(() => openPrivacyLedger({epsilon: 1, delta: 1e-5, accountant: "guess" as "tight"})).toThrow("accountant must be tight or renyi, got guess");
  });
});

describe("the noise for a budget", () => {
  it("is less by the tight accountant than by Rényi divergences, and keeps within the budget", () => {
    const target = {epsilon: 3, delta: 1e-3, samplingRate: 0.1, steps: 50};
    const tight = noiseFor({...target, accountant: "tight"});
    expect(tight).toBeLessThan(noiseFor(target));
    expect(tightEpsilon({samplingRate: 0.1, steps: 50, noiseMultiplier: tight}, 1e-3)).toBeLessThanOrEqual(3);
    expect(tightEpsilon({samplingRate: 0.1, steps: 50, noiseMultiplier: tight - 2e-4}, 1e-3)).toBeGreaterThan(3);
  });
});
