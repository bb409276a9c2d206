/** What another cell sees of a value: promises are awaited, and generators give their latest value. */
export type Settled<Value> = 0 extends 1 & Value
  ? Value
  : Value extends PromiseLike<infer Result>
    ? Settled<Result>
    : Value extends Generator<infer Yielded, unknown, unknown> | AsyncGenerator<infer Yielded, unknown, unknown>
      ? Awaited<Yielded>
      : Value;
