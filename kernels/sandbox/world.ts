/** What a cell can read besides other cells' values: the run's settings, inputs, data sets; each read is noted with its digest. */
import type {InputKey, InputValue} from "#notebooks";
import type {SandboxLimits, SandboxSettings} from "#kernels/boundary";
import {findData} from "./data-sets.ts";
import type {Execution} from "./execution.ts";
import {findActive, type Player} from "./turns.ts";
import {digestText} from "./hashing.ts";

let settings: SandboxSettings = {seed: 0, now: 0, inputs: {}};
let limits: SandboxLimits = {cellTimeoutMs: 30_000, memoryMb: 256, displayCharacters: 100_000, consoleLines: 1000, displaysPerCell: 100};
const inputs = new Map<InputKey, InputValue>();
const digests = new Map<string, string>();

export function openWorld(given: SandboxSettings, givenLimits: SandboxLimits): void {
  settings = given;
  limits = givenLimits;
  inputs.clear();
  digests.clear();
  for (const key of Object.keys(given.inputs)) inputs.set(key, given.inputs[key] as InputValue);
}

export function readSettings(): SandboxSettings {
  return settings;
}

export function readLimits(): SandboxLimits {
  return limits;
}

/** The value that the browser holds for an input; undefined while nobody touched it. */
export function findInput(key: InputKey): InputValue | undefined {
  return inputs.get(key);
}

export function changeInput(key: InputKey, value: InputValue): void {
  inputs.set(key, value);
  digests.delete(`input:${key}`);
}

/** The present digest of something read besides cells' values; null when it is not there. */
export function digestRead(name: string): string | null {
  if (name.startsWith("data:")) return findData(name.slice("data:".length))?.digest ?? null;
  const known = digests.get(name);
  if (known !== undefined) return known;
  const digest = digestText(toText(name));
  digests.set(name, digest);
  return digest;
}

function toText(name: string): string {
  if (name === "now") return String(settings.now);
  if (name === "seed") return String(settings.seed);
  const value = inputs.get(name.slice("input:".length));
  return value === undefined ? "initial" : JSON.stringify(value);
}

export function noteRead(execution: Execution, name: string): void {
  if (!execution.otherReads.has(name)) execution.otherReads.set(name, digestRead(name) ?? "");
}

/** Notes a read of whoever has the turn. */
export function noteActiveRead(name: string): void {
  const active = findActive<Player & Partial<Execution>>();
  if (active?.otherReads) noteRead(active as Execution, name);
}

/** Whether everything that was read is still the same. */
export function isSameWorld(reads: ReadonlyMap<string, string>): boolean {
  for (const [name, digest] of reads) if (digestRead(name) !== digest) return false;
  return true;
}
