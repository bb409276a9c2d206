/** The door of federated learning: aggregation of clients' models, the accounting of privacy, and secure aggregation. */
export {aggregate, type Aggregate, type AggregateOptions, type AggregationRule} from "./aggregate.ts";
export {adaptNorm, initialAdaptiveClipping, privateMean, updateNoise, type AdaptiveClipping, type PrivateMean, type PrivateMeanOptions} from "./clipping.ts";
export {RunningMean} from "./mean.ts";
export {krumScores} from "./krum.ts";
export {gaussianNoise, privacySpent, renyiDivergence, renyiOrders, type PrivacySpent, type PrivacySteps} from "./privacy.ts";
export {
  noiseFor, openPrivacyLedger, PrivacyBudgetExceeded, privacyLeft, spendPrivacy, stepsLeft, type Accountant, type LedgerEntry, type PrivacyBudget, type PrivacyLedger,
} from "./privacy-budget.ts";
export {tightEpsilon} from "./privacy-loss.ts";
export {closeRound, isComplete, leastClients, openRound, receiveUpdate, resumeRound, toModelVersion, type ClosedRound, type ModelVersion, type OpenRound, type RoundPlan} from "./round.ts";
export type {OptimiserState, ServerOptimiser} from "./server-optimiser.ts";
export type {ClientUpdate, Rejection, Weights} from "./update.ts";
export type {Attack} from "./attack.ts";
export type {Examples} from "./network.ts";
export type {Partition} from "./partition.ts";
export {simulate, type SimulatedRound} from "./simulate.ts";
export type {SimulationOptions} from "./simulation-options.ts";
export * from "./secure-aggregation/index.ts";
