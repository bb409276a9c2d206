/** Any value as a tree of short texts, cut where it is deep, wide or long. */
import type {InspectNode} from "#notebooks";
import {readTable} from "#kernels/digest/sandbox";

export interface InspectLimits {
  readonly depth: number;
  /** Children of one node. */
  readonly entries: number;
  /** Characters of one text. */
  readonly characters: number;
  /** Nodes of the whole tree. */
  readonly nodes: number;
}

interface Inspection {
  readonly limits: InspectLimits;
  readonly path: object[];
  nodesLeft: number;
  isCut: boolean;
}

export interface Inspected {
  readonly node: InspectNode;
  readonly isCut: boolean;
}

export function inspectWhole(value: unknown, limits: InspectLimits): Inspected {
  const inspection: Inspection = {limits, path: [], nodesLeft: limits.nodes, isCut: false};
  const node = visit(value, inspection);
  return {node, isCut: inspection.isCut};
}

export function inspect(value: unknown, limits: InspectLimits): InspectNode {
  return inspectWhole(value, limits).node;
}

function cutText(text: string, {limits}: Inspection): string {
  return text.length > limits.characters ? `${text.slice(0, limits.characters)}…` : text;
}

function visit(value: unknown, inspection: Inspection): InspectNode {
  inspection.nodesLeft--;
  switch (typeof value) {
    case "undefined":
      return {type: "undefined", text: "undefined"};
    case "boolean":
      return {type: "boolean", text: String(value)};
    case "number":
      return {type: "number", text: Object.is(value, -0) ? "-0" : String(value)};
    case "bigint": {
      const text = describeBigint(value);
      return {type: "bigint", text};
    }
    case "string":
      if (value.length > inspection.limits.characters) inspection.isCut = true;
      return {type: "string", text: cutText(value, inspection), size: value.length};
    case "symbol":
      return {type: "symbol", text: cutText(String(value), inspection)};
    case "function":
      return {type: "function", text: cutText(describeFunction(value as () => unknown), inspection)};
  }
  if (value === null) return {type: "null", text: "null"};
  if (inspection.path.includes(value as object)) return {type: "circular", text: "circular"};
  inspection.path.push(value as object);
  try {
    return visitObject(value as object, inspection);
  } catch (error) {
    return {type: "opaque", text: `a value that throws when it is read${error instanceof Error ? `: ${cutText(String(error.message), inspection)}` : ""}`};
  } finally {
    inspection.path.pop();
  }
}

/** Digits of a big integer; very long ones are not written out, since that takes longer than anybody reads. */
function describeBigint(value: bigint): string {
  const longest = 1n << 4096n;
  if (value < longest && value > -longest) return `${value}n`;
  return value > 0n ? "an integer of more than 1,200 digits" : "a negative integer of more than 1,200 digits";
}

function describeFunction(value: () => unknown): string {
  let name: unknown;
  try {
    name = value.name;
  } catch {
    name = "";
  }
  const text = Function.prototype.toString.call(value);
  const kind = text.startsWith("class") ? "class" : "function";
  return typeof name === "string" && name !== "" ? `${kind} ${name}` : kind;
}

function constructorName(value: object): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return null;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, "constructor");
  const constructor: unknown = descriptor && ("value" in descriptor ? descriptor.value : descriptor.get?.call(prototype));
  if (typeof constructor !== "function") return null;
  const name: unknown = Object.getOwnPropertyDescriptor(constructor, "name")?.value;
  return typeof name === "string" && name !== "" ? name.slice(0, 60) : null;
}

type Child = readonly [key: string, read: () => unknown];

function withChildren(node: Omit<InspectNode, "children" | "omitted">, size: number, list: (count: number) => readonly Child[], inspection: Inspection): InspectNode {
  if (size === 0) return node;
  const {depth, entries} = inspection.limits;
  if (inspection.path.length > depth || inspection.nodesLeft <= 0) {
    if (inspection.nodesLeft <= 0) inspection.isCut = true;
    return {...node, omitted: size};
  }
  const children: {key: string; value: InspectNode}[] = [];
  for (const [key, read] of list(Math.min(size, entries))) {
    if (inspection.nodesLeft <= 0) break;
    let value: InspectNode;
    try {
      value = visit(read(), inspection);
    } catch {
      value = {type: "opaque", text: "throws when it is read"};
    }
    children.push({key: cutText(key, inspection), value});
  }
  const omitted = size - children.length;
  if (omitted > 0) inspection.isCut = true;
  return omitted > 0 ? {...node, children, omitted} : {...node, children};
}

function visitObject(value: object, inspection: Inspection): InspectNode {
  if (Array.isArray(value)) {
    const size = value.length;
    const node = {type: "array" as const, text: `Array(${size})`, size};
    return withChildren(node, size, (count) => Array.from({length: count}, (_, index) => [String(index), () => value[index] as unknown] as const), inspection);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as unknown as {readonly length: number; readonly [index: number]: unknown};
    const name = constructorName(value) ?? "typed array";
    const node = {type: "typed-array" as const, text: `${name}(${array.length})`, name, size: array.length};
    return withChildren(node, array.length, (count) => Array.from({length: count}, (_, index) => [String(index), () => array[index]] as const), inspection);
  }
  if (value instanceof ArrayBuffer || value instanceof DataView) {
    return {type: "opaque", text: `${constructorName(value) ?? "buffer"} of ${value.byteLength} bytes`, size: value.byteLength};
  }
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value);
    return {type: "date", text: Number.isNaN(time) ? "Invalid Date" : new Date(time).toISOString()};
  }
  if (value instanceof RegExp) return {type: "regexp", text: cutText(RegExp.prototype.toString.call(value), inspection)};
  if (value instanceof Promise) return {type: "promise", text: "Promise"};
  if (value instanceof Error) {
    const name = typeof value.name === "string" ? value.name : "Error";
    return {type: "error", text: cutText(`${name}: ${String(value.message)}`, inspection), name: name.slice(0, 60)};
  }
  if (value instanceof Map) {
    const size = value.size;
    const list = (count: number): Child[] => take(value.entries(), count).map(([key, item]) => [describeKey(key, inspection), () => item] as const);
    return withChildren({type: "map", text: `Map(${size})`, size}, size, list, inspection);
  }
  if (value instanceof Set) {
    const size = value.size;
    const list = (count: number): Child[] => take(value.values(), count).map((item, index) => [String(index), () => item as unknown] as const);
    return withChildren({type: "set", text: `Set(${size})`, size}, size, list, inspection);
  }
  const table = readTable(value);
  if (table) {
    const text = `table of ${table.rows} rows × ${table.names.length} columns`;
    return {type: "opaque", text, name: "table", size: table.rows};
  }
  const keys = Object.keys(value);
  const name = constructorName(value);
  const node = {type: "object" as const, text: name === null || name === "Object" ? "{…}" : name, ...(name !== null && name !== "Object" ? {name} : {}), size: keys.length};
  const empty = keys.length === 0 && (name === null || name === "Object") ? {...node, text: "{}"} : node;
  const list = (count: number): Child[] => keys.slice(0, count).map((key) => [key, () => (value as {[key: string]: unknown})[key]] as const);
  return withChildren(empty, keys.length, list, inspection);
}

function take<Item>(items: Iterable<Item>, count: number): Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    if (taken.length >= count) break;
    taken.push(item);
  }
  return taken;
}

function describeKey(key: unknown, inspection: Inspection): string {
  if (typeof key === "string") return key;
  return visit(key, inspection).text;
}
