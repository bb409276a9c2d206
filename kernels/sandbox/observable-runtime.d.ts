/** The part of the reactive runtime that the sandbox uses; the package has no types of its own. */
declare module "@observablehq/runtime" {
  export interface Observer {
    pending?(): void;
    fulfilled?(value: unknown, name: string | null): void;
    rejected?(error: unknown, name: string | null): void;
  }

  export interface RuntimeVariable {
    define(name: string | null, inputs: readonly string[], definition: (...given: never[]) => unknown): RuntimeVariable;
    delete(): RuntimeVariable;
  }

  export interface RuntimeModule {
    variable(observer?: Observer | true): RuntimeVariable;
  }

  export class Runtime {
    constructor(builtins: {readonly [name: string]: unknown}, global: (name: string) => unknown);
    module(): RuntimeModule;
    dispose(): void;
  }
}

declare module "vega-lite-api";
