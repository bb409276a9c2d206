/** Libraries that come when a cell first names them, as scripts that the kernel process reads from its own folder. */
import {ask} from "./bridge.ts";
import {harden} from "./harden.ts";

const held = new Map<string, unknown>();
const asked = new Set<string>();
const evaluate = eval;

/** The names in scope that are not there from the beginning. */
export const lateLibraryNames: ReadonlySet<string> = new Set(["vl"]);

export function findLibrary(name: string): unknown {
  return held.get(name);
}

export function needLibrary(name: string): void {
  if (asked.has(name)) return;
  asked.add(name);
  ask({type: "library", name});
}

/** The script is the host's own; its last expression is the library. */
export function holdLibrary(name: string, script: string): void {
  const {library} = evaluate(script) as {readonly library: unknown};
  harden([library]);
  held.set(name, library);
}
