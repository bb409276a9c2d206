/**
 * A privacy budget: the noise that keeps a training within it, and a ledger of what has been spent.
 *
 * The ledger is plain data, so that a notebook can show it and hand it on. Each entry is a number of equal steps; together they spend
 * what the accountant says of all of them (composition), which is less than the sum of what each spends alone. Nothing is recorded
 * beyond the budget. Two accountants: `tight` (privacy loss distribution) and `renyi` (the published bound, 5–25 % higher).
 */
import {checkSteps, privacySpent, type PrivacySteps} from "./privacy.ts";
import {tightEpsilon} from "./privacy-loss.ts";

export type Accountant = "tight" | "renyi";

export interface PrivacyBudget {
  /** The most ε that may be spent, above 0. */
  readonly epsilon: number;
  /** δ, between 0 and 1; well below 1 / number of people. */
  readonly delta: number;
  /** `tight` when absent. */
  readonly accountant?: Accountant;
}

export interface LedgerEntry extends PrivacySteps {
  /** What the steps were for. */
  readonly label: string;
  /** ε spent in all, up to and with this entry. */
  readonly epsilon: number;
}

export interface PrivacyLedger {
  readonly budget: Required<PrivacyBudget>;
  readonly entries: readonly LedgerEntry[];
}

/** Steps were asked for that the budget does not allow; nothing was recorded. */
export class PrivacyBudgetExceeded extends RangeError {
  override readonly name = "PrivacyBudgetExceeded";
}

/** An empty ledger. */
export function openPrivacyLedger(budget: PrivacyBudget): PrivacyLedger {
  const {epsilon, delta, accountant = "tight"} = budget;
  if (!(epsilon > 0 && Number.isFinite(epsilon))) throw new RangeError(`epsilon must be above 0, got ${epsilon}`);
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta must lie between 0 and 1, got ${delta}`);
  return {budget: {epsilon, delta, accountant: checkAccountant(accountant)}, entries: []};
}

/**
 * The ledger with one more entry.
 *
 * @throws PrivacyBudgetExceeded when the steps would spend more than the budget.
 */
export function spendPrivacy(ledger: PrivacyLedger, steps: PrivacySteps & {readonly label?: string}): PrivacyLedger {
  const {label = "", samplingRate, noiseMultiplier} = steps;
  const epsilon = epsilonWith(ledger, steps);
  if (epsilon > ledger.budget.epsilon) {
    throw new PrivacyBudgetExceeded(`${steps.steps} steps would bring ε to ${epsilon.toFixed(4)}, and the budget is ${ledger.budget.epsilon} at δ = ${ledger.budget.delta}`);
  }
  return {...ledger, entries: [...ledger.entries, {label, samplingRate, noiseMultiplier, steps: steps.steps, epsilon}]};
}

/** ε left in the ledger. */
export function privacyLeft({budget, entries}: PrivacyLedger): number {
  return Math.max(0, budget.epsilon - (entries.at(-1)?.epsilon ?? 0));
}

/** How many further steps of one kind the budget allows; at most a million. */
export function stepsLeft(ledger: PrivacyLedger, step: Omit<PrivacySteps, "steps">): number {
  const fits = (steps: number): boolean => epsilonWith(ledger, {...step, steps}) <= ledger.budget.epsilon;
  const most = 1_000_000;
  let low = 0;
  let high = 1;
  while (high <= most && fits(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (middle <= most && fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The least noise multiplier (to 1e-4) that keeps the steps within ε at δ. */
export function noiseFor(target: PrivacyBudget & {readonly samplingRate: number; readonly steps: number}): number {
  const {epsilon, delta, samplingRate, steps, accountant = "renyi"} = target;
  if (!(epsilon > 0)) throw new RangeError(`epsilon must be above 0, got ${epsilon}`);
  const spends = (noiseMultiplier: number) => epsilonBy(checkAccountant(accountant), [{samplingRate, noiseMultiplier, steps}], delta);
  let high = 1;
  while (spends(high) > epsilon) {
    high *= 2;
    if (high > 1e6) throw new RangeError(`no noise multiplier up to 1e6 keeps ${steps} steps within epsilon ${epsilon}`);
  }
  let low = high === 1 ? 0 : high / 2;
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (spends(middle) > epsilon) low = middle;
    else high = middle;
  }
  return high;
}

function epsilonWith({budget, entries}: PrivacyLedger, steps: PrivacySteps): number {
  const [checked] = checkSteps(steps, budget.delta);
  return epsilonBy(budget.accountant, merge([...entries, checked!]), budget.delta);
}

function epsilonBy(accountant: Accountant, parts: readonly PrivacySteps[], delta: number): number {
  return accountant === "tight" ? tightEpsilon(parts, delta) : privacySpent(parts, delta).epsilon;
}

/** Equal kinds of steps put together, so that a long ledger costs no more than a short one. */
function merge(parts: readonly PrivacySteps[]): readonly PrivacySteps[] {
  const kinds = new Map<string, PrivacySteps>();
  for (const {samplingRate, noiseMultiplier, steps} of parts) {
    const kind = `${samplingRate} ${noiseMultiplier}`;
    kinds.set(kind, {samplingRate, noiseMultiplier, steps: steps + (kinds.get(kind)?.steps ?? 0)});
  }
  return [...kinds.values()];
}

function checkAccountant(accountant: Accountant): Accountant {
  if (accountant !== "tight" && accountant !== "renyi") throw new TypeError(`accountant must be tight or renyi, got ${String(accountant)}`);
  return accountant;
}
