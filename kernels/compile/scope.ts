/** The closed list of names that a cell may use without any cell giving them, and why the others are not there. */

/** What Recto puts in scope; each is an input of the cells that name it, and no cell may give it. */
export const scopeNames: ReadonlySet<string> = new Set([
  "rnse", "risk", "forecast", "fl", "data", "aq", "vl", "vegaLite", "d3", "Inputs", "md", "html", "display", "view", "progress",
  "now", "seed", "random", "invalidation", "console", "__sql",
]);

/** JavaScript's own globals that the sandbox has; they are never inputs, and no cell may give them. */
export const globalNames: ReadonlySet<string> = new Set([
  "undefined", "NaN", "Infinity", "isFinite", "isNaN", "parseFloat", "parseInt",
  "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape",
  "Object", "Function", "Boolean", "Symbol", "Number", "BigInt", "Math", "Date", "String", "RegExp", "Intl", "JSON", "Reflect", "Proxy",
  "Array", "Map", "Set", "WeakMap", "WeakSet", "Iterator", "Promise", "ArrayBuffer", "DataView",
  "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
  "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array",
  "Error", "AggregateError", "EvalError", "RangeError", "ReferenceError", "SuppressedError", "SyntaxError", "TypeError", "URIError",
  "DisposableStack", "AsyncDisposableStack",
  "structuredClone", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "TextEncoder", "TextDecoder",
]);

const noNetwork = "cells have no network: upload the data and read it with data(\"name\")";
const noPage = "cells run on the server, without a page: show values with display, md or html";
const noSharing = "cells share values by naming them, never through a global object";
const noStorage = "cells keep nothing between runs: give a value a name and other cells can read it";
const noThreads = "a cell is one thread, so that its result does not depend on timing; rnse, risk, forecast and fl already run beside it";
const noModules = "nothing is loaded while a notebook runs: aq, d3, vl, Inputs and the analyses are in scope by name";
const noProcess = "cells have no access to the process or its environment: parameters come in through inputs";
const noEvaluation = "code made from text hides what the cell needs: write it in a cell";
const noWeakness = "when memory is reclaimed differs from run to run, so the result could not be reproduced";

/** Names that people reach for and that no cell has, each with the reason and what to use instead. */
export const unavailableNames: ReadonlyMap<string, string> = new Map([
  ...each(noNetwork, "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "Headers", "Request", "Response", "FileAttachment", "DatabaseClient",
    "Secret"),
  ...each(noPage, "window", "document", "navigator", "location", "history", "screen", "alert", "confirm", "prompt", "Node", "Element", "HTMLElement",
    "Image", "Audio", "Event", "CustomEvent", "requestAnimationFrame", "cancelAnimationFrame", "width", "dark", "visibility"),
  ...each(noSharing, "globalThis", "self", "global", "top", "parent", "frames"),
  ...each(noStorage, "localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"),
  ...each(noThreads, "SharedArrayBuffer", "Atomics", "Worker", "SharedWorker", "MessageChannel", "BroadcastChannel", "setImmediate", "clearImmediate"),
  ...each(noModules, "require", "module", "exports", "WebAssembly", "importScripts"),
  ...each(noProcess, "process", "Buffer", "Deno", "Bun", "__dirname", "__filename"),
  ...each(noEvaluation, "eval"),
  ...each(noWeakness, "WeakRef", "FinalizationRegistry"),
  ...each("the real clock would make each run differ: now is the run's moment, and Date and Date.now() give it", "performance", "Temporal"),
  ...each("a run must come out the same again: random() draws from the run's seed", "crypto"),
  ...each("it is not in Recto: draw with vl or vegaLite", "Plot", "echarts", "mermaid", "dot", "L", "mapboxgl"),
  ...each("it is not in Recto: use md and write the formula as text", "tex"),
  ...each("a value that one cell changes from elsewhere is not in Recto: use view(input), or a generator", "Mutable"),
  ...each("an await suspends the cell: use it at the top of the cell or in an async function", "await"),
  ...each("only a function has it", "arguments"),
]);

/** Packages that an import may name, with the scope name that holds them. */
export const bundledModules: ReadonlyMap<string, string> = new Map([
  ["arquero", "aq"], ["d3", "d3"], ["d3-array", "d3"], ["d3-format", "d3"], ["d3-time", "d3"], ["d3-time-format", "d3"], ["d3-scale", "d3"],
  ["vega-lite-api", "vl"], ["@observablehq/inputs", "Inputs"],
]);

function each(reason: string, ...names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, reason] as const);
}
