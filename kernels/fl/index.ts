/** The door of federated learning: aggregation of clients' models. */
export {aggregate, type Aggregate, type AggregateOptions, type AggregationRule} from "./aggregate.ts";
export {krumScores} from "./krum.ts";
export type {OptimiserState, ServerOptimiser} from "./server-optimiser.ts";
export type {ClientUpdate, Rejection, Weights} from "./update.ts";
