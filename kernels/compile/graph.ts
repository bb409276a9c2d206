/** The problems of a whole notebook's graph: names given twice, rings, names that nothing gives; each names every cell involved. */
import type {CellAnalysis, Diagnostic} from "#notebooks";
import type {CompiledCell, Place} from "./compiled.ts";
import {findTableName} from "./compile-sql.ts";
import {beginning, toDiagnostic} from "./place.ts";
import {findRings} from "./rings.ts";
import {globalNames, scopeNames, unavailableNames} from "./scope.ts";
import {suggestName} from "./suggest-name.ts";

/** A name that a cell needs from others, with its first place. */
interface Need {
  readonly name: string;
  readonly place: Place;
}

/** See `AnalyseGraph`. A disabled cell gives its names, so that they are known, and takes part in no duplicate and no ring. */
export function analyseGraph(cells: readonly CompiledCell[], disabled: ReadonlySet<number>): ReadonlyMap<number, CellAnalysis> {
  const givers = new Map<string, number[]>();
  const disabledGivers = new Map<string, number[]>();
  for (const cell of cells) {
    for (const name of cell.outputs) append(disabled.has(cell.id) ? disabledGivers : givers, name, cell.id);
  }
  const given = new Set([...givers.keys(), ...disabledGivers.keys()]);
  const needs = new Map(cells.map((cell) => [cell.id, findNeeds(cell, given)]));
  const enabled = cells.filter(({id}) => !disabled.has(id));
  const edges = new Map(enabled.map(({id}) => [id, [...new Set((needs.get(id) ?? []).flatMap(({name}) => givers.get(name) ?? []))]]));
  const rings = findRings(edges);
  return new Map(
    cells.map((cell) => {
      const cellNeeds = needs.get(cell.id) ?? [];
      const ring = rings.get(cell.id);
      const problems = disabled.has(cell.id)
        ? []
        : [
            ...describeDuplicates(cell, givers),
            ...(ring ? [describeRing(cell, ring, cellNeeds, cells)] : []),
            ...cellNeeds.flatMap(({name, place}) => describeMissing(name, place, given, givers, disabledGivers)),
          ];
      return [cell.id, {needs: cellNeeds.map(({name}) => name), gives: cell.outputs, diagnostics: [...cell.diagnostics, ...problems]}];
    }),
  );
}

function findNeeds(cell: CompiledCell, given: ReadonlySet<string>): Need[] {
  const needs = new Map<string, Need>();
  cell.inputs.forEach((name, index) => {
    if (!scopeNames.has(name) && !globalNames.has(name)) needs.set(name, {name, place: cell.inputPlaces[index] ?? beginning});
  });
  const others = cell.tableNames.length > 0 ? new Set([...given].filter((one) => !cell.outputs.includes(one))) : given;
  for (const table of cell.tableNames) {
    const name = findTableName(table.name, others);
    if (name !== null && !needs.has(name)) needs.set(name, {name, place: table.place});
  }
  return [...needs.values()];
}

function describeDuplicates(cell: CompiledCell, givers: ReadonlyMap<string, readonly number[]>): Diagnostic[] {
  return cell.outputs.flatMap((name, index) => {
    const others = (givers.get(name) ?? []).filter((id) => id !== cell.id);
    if (others.length === 0) return [];
    const message = `${name} is also defined in ${listCells(others)}: only one cell can give a name`;
    return [toDiagnostic(cell.outputPlaces[index] ?? beginning, "graph", "duplicate-name", message, {cells: others})];
  });
}

/** Steps of a ring that its message spells out. */
const toldSteps = 8;

/** `ring` is the shortest way from the cell back to itself, without the return. */
function describeRing(cell: CompiledCell, ring: readonly number[], needs: readonly Need[], cells: readonly CompiledCell[]): Diagnostic {
  const byId = new Map(cells.map((one) => [one.id, one]));
  const findName = (from: number, to: number): string =>
    (from === cell.id ? needs.map(({name}) => name) : (byId.get(from)?.inputs ?? [])).find((name) => byId.get(to)?.outputs.includes(name)) ?? "a table";
  const steps = ring.map((id, index) => [id, ring[index + 1] ?? cell.id] as const);
  const firstName = findName(...(steps[0] ?? [cell.id, cell.id]));
  const place = needs.find(({name}) => name === firstName)?.place ?? beginning;
  if (ring.length === 1) return toDiagnostic(place, "graph", "ring", `${firstName} is what this cell itself gives: it cannot be made from itself`);
  const path = steps.slice(0, toldSteps).map(([from, to]) => `needs ${findName(from, to)} of cell ${to}`).join(", which ");
  const message = `No cell of this ring can come first: cell ${cell.id} ${path}${ring.length > toldSteps ? ", and so on" : ""}`;
  return toDiagnostic(place, "graph", "ring", message, {cells: ring.slice(1)});
}

function describeMissing(
  name: string,
  place: Place,
  given: ReadonlySet<string>,
  givers: ReadonlyMap<string, readonly number[]>,
  disabledGivers: ReadonlyMap<string, readonly number[]>,
): Diagnostic[] {
  if (givers.has(name)) return [];
  const sleeping = disabledGivers.get(name);
  if (sleeping) {
    const message = `${name} is given by ${listCells(sleeping)}, which ${sleeping.length === 1 ? "is" : "are"} disabled`;
    return [toDiagnostic(place, "graph", "disabled-name", message, {severity: "warning", cells: sleeping})];
  }
  const reason = unavailableNames.get(name);
  if (reason !== undefined) return [toDiagnostic(place, "graph", "unavailable-name", `${name} is not available: ${reason}`)];
  const suggestion = suggestName(name, [...given, ...scopeNames, ...globalNames].filter((one) => !one.startsWith("__")));
  const message = `${name} is not defined in any cell${suggestion === null ? "" : `: did you mean ${suggestion}?`}`;
  return [toDiagnostic(place, "graph", "unknown-name", message)];
}

function listCells(ids: readonly number[]): string {
  const [first, ...rest] = ids;
  const last = rest.pop();
  if (last === undefined) return `cell ${first}`;
  return `cells ${[first, ...rest].join(", ")} and ${last}`;
}

function append(map: Map<string, number[]>, name: string, id: number): void {
  const ids = map.get(name);
  if (ids) ids.push(id);
  else map.set(name, [id]);
}
