/** A name that a cell gives, in a few words for the panel of variables. */
import type {DefinedName} from "#notebooks";
import {inspect} from "./inspect.ts";

export function describeName(name: string, value: unknown, digest: string | null): DefinedName {
  const node = inspect(value, {depth: 1, entries: 8, characters: 80});
  return {name, type: node.name ?? node.type, summary: node.text.slice(0, 80), digest};
}
