/** Any value as a tree of short texts. */
import type {InspectNode} from "#notebooks";

export interface InspectLimits {
  readonly depth: number;
  readonly entries: number;
  readonly characters: number;
}

export function inspect(value: unknown, limits: InspectLimits): InspectNode {
  if (typeof value === "number") return {type: "number", text: Object.is(value, -0) ? "-0" : String(value)};
  if (typeof value === "string") return {type: "string", text: value.slice(0, limits.characters), size: value.length};
  if (value === undefined) return {type: "undefined", text: "undefined"};
  return {type: "object", text: String(JSON.stringify(value)).slice(0, limits.characters)};
}
