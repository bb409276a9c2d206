/** What to do with each cell that was asked to run, before anything is defined: define it, or say what is in its way. */
import {analyseGraph, type CompiledCell} from "#kernels/compile";
import {emptyResult, isBlocking, type CellAnalysis, type CellResult, type Diagnostic} from "#notebooks";

/** `left-out` is a cell of a kind that Recto keeps and does not run. */
export type PlannedCell =
  | {readonly type: "define"; readonly compiled: CompiledCell}
  | {readonly type: "failed"; readonly diagnostic: Diagnostic}
  | {readonly type: "blocked"; readonly name: string; readonly cell: number | null}
  | {readonly type: "disabled"}
  /** It was stopped before its end; its failure is already told. */
  | {readonly type: "unfinished"}
  | {readonly type: "left-out"};

export interface RunPlan {
  readonly cells: ReadonlyMap<number, PlannedCell>;
  /** The cells that read each cell directly. */
  readonly dependents: ReadonlyMap<number, readonly number[]>;
  /** The cells that each cell reads directly. */
  readonly dependencies: ReadonlyMap<number, readonly number[]>;
}

/** Plans cells, given in page order. A cell that needs what is not defined is blocked by that name, however far above the reason lies. */
export function planRun(
  cells: readonly CompiledCell[],
  disabled: ReadonlySet<number>,
  unfinished: ReadonlySet<number>,
): RunPlan {
  const analyses = analyseGraph(cells, disabled);
  const givers = findGivers(cells, disabled);
  const planned = new Map<number, PlannedCell>();
  const compiledById = new Map(cells.map((compiled) => [compiled.id, compiled]));
  const plan = (compiled: CompiledCell): PlannedCell => {
    const known = planned.get(compiled.id);
    if (known) return known;
    const analysis = analyses.get(compiled.id) ?? {needs: [], gives: [], diagnostics: []};
    const own = planAlone(compiled, analysis, disabled, unfinished);
    // Set before looking above, so that a ring that the analysis missed ends.
    planned.set(compiled.id, own);
    if (own.type !== "define") return own;
    for (const name of analysis.needs) {
      const giver = givers.get(name);
      const above = giver === undefined ? undefined : compiledById.get(giver);
      if (above && (above.id === compiled.id || plan(above).type === "define")) continue;
      const blocked: PlannedCell = {type: "blocked", name, cell: giver ?? null};
      planned.set(compiled.id, blocked);
      return blocked;
    }
    return own;
  };
  for (const compiled of cells) plan(compiled);
  return {cells: planned, ...connect(cells, analyses, givers)};
}

/** The diagnostic that says that no cell gives a name: the cell is blocked, not wrong by itself. */
const unknownNameCode = "unknown-name";

function planAlone(
  compiled: CompiledCell,
  analysis: CellAnalysis,
  disabled: ReadonlySet<number>,
  unfinished: ReadonlySet<number>,
): PlannedCell {
  if (disabled.has(compiled.id)) return {type: "disabled"};
  if (compiled.kind === "other") return {type: "left-out"};
  const diagnostic = analysis.diagnostics.find((one) => isBlocking(one) && one.code !== unknownNameCode);
  if (diagnostic) return {type: "failed", diagnostic};
  return unfinished.has(compiled.id) ? {type: "unfinished"} : {type: "define", compiled};
}

/** Which cell gives each name: an enabled one where there is a choice, the first in page order. */
function findGivers(cells: readonly CompiledCell[], disabled: ReadonlySet<number>): Map<string, number> {
  const givers = new Map<string, number>();
  for (const enabled of [true, false]) {
    for (const {id, outputs} of cells) {
      if (disabled.has(id) === enabled) continue;
      for (const name of outputs) if (!givers.has(name)) givers.set(name, id);
    }
  }
  return givers;
}

function connect(cells: readonly CompiledCell[], analyses: ReadonlyMap<number, CellAnalysis>, givers: ReadonlyMap<string, number>) {
  const dependents = new Map<number, number[]>();
  const dependencies = new Map<number, number[]>();
  for (const {id} of cells) {
    for (const name of analyses.get(id)?.needs ?? []) {
      const giver = givers.get(name);
      if (giver === undefined || giver === id) continue;
      append(dependents, giver, id);
      append(dependencies, id, giver);
    }
  }
  return {dependents, dependencies};
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (!list) lists.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

/** Every cell that can be reached from the given ones along `edges`, the given ones included. */
export function reach(from: Iterable<number>, edges: ReadonlyMap<number, readonly number[]>): Set<number> {
  const reached = new Set(from);
  for (const id of reached) for (const next of edges.get(id) ?? []) reached.add(next);
  return reached;
}

/** The result of a cell that is not defined. */
export function toPlannedResult(planned: Exclude<PlannedCell, {type: "define" | "unfinished"}>): Partial<CellResult> {
  const {generation: _, ...empty} = emptyResult;
  if (planned.type === "disabled") return {...empty, status: "disabled"};
  if (planned.type === "left-out") return empty;
  if (planned.type === "blocked") return {...empty, status: "blocked", blockedBy: {name: planned.name, cell: planned.cell}};
  const {message, line, column, source} = planned.diagnostic;
  const name = source === "syntax" ? "SyntaxError" : "RuntimeError";
  return {...empty, status: "failed", error: {name, message, line, column, frames: []}};
}
