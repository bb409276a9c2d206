/** The closed list of names that a cell finds without any cell giving them. */
import type {Execution} from "./execution.ts";

type MakeName = (execution: Execution) => unknown;

const makers = new Map<string, MakeName>();

export function defineScopeName(name: string, make: MakeName): void {
  makers.set(name, make);
}

export const scopeNames = {has: (name: string): boolean => makers.has(name)};

export function makeScope(execution: Execution): (name: string) => unknown {
  return (name) => makers.get(name)?.(execution);
}
