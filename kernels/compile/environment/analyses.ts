/** The types of the four analyses in a cell: those of the libraries, with every call asynchronous. To add one, add a line. */
import type * as flRoom from "#kernels/fl";
import type * as forecastRoom from "#kernels/forecast";
import type * as riskRoom from "#kernels/risk";
import type * as rnseRoom from "#kernels/rnse";

/** Every function, and every function of an object, gives a promise of what it gave. */
export type Asynchronous<Type> = Type extends (...parameters: infer Parameters) => infer Result
  ? ((...parameters: Parameters) => Promise<Awaited<Result>>) & AsynchronousMembers<Type>
  : AsynchronousMembers<Type>;

/** Of the members, the functions and what holds functions; classes and constants stay out. */
export type AsynchronousMembers<Type> = {
  readonly [Name in keyof Type as Type[Name] extends (...parameters: never) => unknown ? Name : never]: Asynchronous<Type[Name]>;
};

export declare const rnse: Asynchronous<typeof rnseRoom.rnse>;
export declare const forecast: Asynchronous<typeof forecastRoom.forecast>;
export declare const risk: Asynchronous<typeof riskRoom>;
export declare const fl: Asynchronous<typeof flRoom>;
