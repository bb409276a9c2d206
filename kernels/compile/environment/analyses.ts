/** The types of the four analyses in a cell: those of the libraries, with every call asynchronous. To add one, add a line. */
import type * as flRoom from "#kernels/fl";
import type * as forecastRoom from "#kernels/forecast";
import type * as riskRoom from "#kernels/risk";
import type * as rnseRoom from "#kernels/rnse";

/** A promise of what a library's function gives; one that gives values one after the other can be looped over with `for await` as it is. */
export type Answer<Result> =
  Result extends Generator<infer Value, unknown, unknown> | AsyncGenerator<infer Value, unknown, unknown>
    ? Promise<AsyncGenerator<Value>> & AsyncIterable<Value>
    : Promise<Awaited<Result>>;

/** Every function, and every function of an object, gives a promise of what it gave. */
export type Asynchronous<Type> = Type extends (...parameters: infer Parameters) => infer Result
  ? ((...parameters: Parameters) => Answer<Result>) & AsynchronousMembers<Type>
  : AsynchronousMembers<Type>;

/** Of the members, the functions and what holds functions; classes and constants stay out. */
export type AsynchronousMembers<Type> = {
  readonly [Name in keyof Type as Type[Name] extends (...parameters: never) => unknown ? Name : never]: Asynchronous<Type[Name]>;
};

/** The asynchronous forms by name, so that a type is shown by that name. */
export interface Risk extends Asynchronous<typeof riskRoom> {}
export interface FederatedLearning extends Asynchronous<typeof flRoom> {}

export declare const rnse: Asynchronous<typeof rnseRoom.rnse>;
export declare const forecast: Asynchronous<typeof forecastRoom.forecast>;
/** Risk of logs: the templates behind their lines, and what is unusual in them. */
export declare const risk: Risk;
/** Federated learning: aggregation of clients' models, simulation, privacy, secure aggregation. */
export declare const fl: FederatedLearning;
