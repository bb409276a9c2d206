/** The process that checks types, completes and hovers: it is killed when a type takes too long, so it keeps nothing that cannot be made again. */
import {serve} from "../serve.ts";
import {complete} from "./completions.ts";
import {hover} from "./hover.ts";
import {NotebookTypes} from "./notebook-types.ts";

/** Notebooks whose state is kept; those unused the longest are forgotten first. */
const keptNotebooks = 8;

/** Bytes of heap above which every notebook but the present one is forgotten. */
const heapLimitBytes = 1_200_000_000;

const notebooks = new Map<string, NotebookTypes>();

function open(name: string): NotebookTypes {
  const types = notebooks.get(name) ?? new NotebookTypes();
  notebooks.delete(name);
  notebooks.set(name, types);
  for (const oldest of notebooks.keys()) {
    if (notebooks.size <= keptNotebooks && process.memoryUsage().heapUsed < heapLimitBytes) break;
    if (oldest !== name) forget(oldest);
  }
  return types;
}

function forget(name: string): void {
  notebooks.get(name)?.dispose();
  notebooks.delete(name);
}

/** A small check makes the parsed library ready before the first notebook comes. */
function warm(): void {
  const source = 'const table = data("x");\nconst input = view(Inputs.range([0, 1]));\nd3.mean([1]);\nrnse(new Float64Array(1));';
  const cell = {id: 1, kind: "typescript", source, pinned: true, hidden: false, disabled: false, output: null, attributes: []} as const;
  const types = open("warm");
  types.update([cell], new Set(), () => {});
  types.check(new Set(), () => {});
}

warm();

serve((request, announce) => {
  if (request.type === "forget") {
    forget(request.notebook);
    return null;
  }
  if (request.type === "compile") throw new TypeError("type checking process takes no compile requests");
  const types = open(request.notebook);
  const skip = new Set(request.skip);
  types.update(request.cells, skip, announce);
  if (request.type === "check") return types.check(skip, announce);
  announce(request.cell, types.toKey(request.cell));
  return request.type === "complete" ? complete(types, request.cell, request.position) : hover(types, request.cell, request.position);
});
