/** Two runs of a notebook: what they were made from, and cell by cell what came out, compared by digest first and in the values' own terms then. */
import type {CellComparison, DisplayChange, NamedChange, RecordedCell, RunComparison, RunContent, SettingChange} from "#notebooks";
import {compareDisplays} from "./compare-displays.ts";
import {compareBytes} from "./compare-values.ts";
import {toHeadline} from "./headline.ts";

export interface ComparedRun {
  readonly content: RunContent;
  /** The canonical bytes of the value with that digest, if some cell of the run gave it and it was kept. */
  load(digest: string): Promise<Uint8Array | null>;
}

export async function compareRuns(before: ComparedRun, after: ComparedRun): Promise<RunComparison> {
  const settings = compareSettings(before.content, after.content);
  const earlier = new Map(before.content.record.cells.map((cell) => [cell.id, cell]));
  const later = new Map(after.content.record.cells.map((cell) => [cell.id, cell]));
  const cells: CellComparison[] = [];
  for (const cell of after.content.record.cells) cells.push(await compareCell(before, after, earlier.get(cell.id) ?? null, cell));
  for (const cell of before.content.record.cells) if (!later.has(cell.id)) cells.push(await compareCell(before, after, cell, null));
  const changed = cells.some(({change}) => change !== "same");
  return {changed, headline: toHeadline(settings, cells), settings, cells};
}

async function compareCell(before: ComparedRun, after: ComparedRun, from: RecordedCell | null, to: RecordedCell | null): Promise<CellComparison> {
  const id = (to ?? from)!.id;
  const status = {from: from?.status ?? null, to: to?.status ?? null};
  const sourceChanged = from !== null && to !== null && from.sourceDigest !== to.sourceDigest;
  if (!from || !to) return {id, change: from ? "removed" : "added", sourceChanged, status, values: [], displays: []};
  const isSame =
    from.status === to.status && from.valueDigest === to.valueDigest && String(from.displayDigests) === String(to.displayDigests) &&
    (to.status !== "failed" || errorOf(before, id) === errorOf(after, id));
  if (isSame) return {id, change: "same", sourceChanged, status, values: [], displays: []};
  const values = await compareNames(before, after, id);
  const displays = await compareShown(before, after, id, values);
  return {id, change: "changed", sourceChanged, status, values, displays};
}

function errorOf({content}: ComparedRun, id: number): string {
  const error = content.results[id]?.error;
  return error ? `${error.name}: ${error.message}` : "";
}

async function compareNames(before: ComparedRun, after: ComparedRun, id: number): Promise<NamedChange[]> {
  const named = ({content}: ComparedRun) => new Map((content.results[id]?.names ?? []).map((one) => [one.name, one]));
  const [from, to] = [named(before), named(after)];
  const changes: NamedChange[] = [];
  for (const name of new Set([...from.keys(), ...to.keys()])) {
    const [was, is] = [from.get(name), to.get(name)];
    if (was && is && was.digest === is.digest) continue;
    const change = compareBytes(was?.digest ? await before.load(was.digest) : null, is?.digest ? await after.load(is.digest) : null);
    // A value that was not kept is told by the words that stood beside its name.
    changes.push({name, change: change.type === "other" ? {type: "other", from: change.from ?? was?.summary ?? null, to: change.to ?? is?.summary ?? null} : change});
  }
  return changes;
}

async function compareShown(before: ComparedRun, after: ComparedRun, id: number, values: readonly NamedChange[]): Promise<DisplayChange[]> {
  const [from, to] = [before, after].map(({content}) => content.results[id]?.displays ?? []) as [
    RunContent["results"][number]["displays"], RunContent["results"][number]["displays"],
  ];
  // A value with a name is told once.
  const told = new Set((after.content.results[id]?.names ?? []).filter(({name}) => values.some((value) => value.name === name)).map(({digest}) => digest));
  const changes: DisplayChange[] = [];
  for (let index = 0; index < Math.max(from.length, to.length); index += 1) {
    const [was, is] = [from[index], to[index]];
    if (was && is && was.digest !== null && was.digest === is.digest) continue;
    if (is?.digest && told.has(is.digest)) continue;
    const [bytesBefore, bytesAfter] = [was?.digest ? await before.load(was.digest) : null, is?.digest ? await after.load(is.digest) : null];
    const change = bytesBefore && bytesAfter ? compareBytes(bytesBefore, bytesAfter) : compareDisplays(was?.content ?? null, is?.content ?? null);
    changes.push({index, change});
  }
  return changes;
}

function compareSettings(before: RunContent, after: RunContent): SettingChange[] {
  const [from, to] = [before.record, after.record];
  const write = (value: unknown): string => JSON.stringify(value).slice(0, 200);
  const changes: SettingChange[] = [];
  const compare = <Value>(what: SettingChange["what"], a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>, describe: (value: Value) => string): void => {
    for (const name of new Set([...a.keys(), ...b.keys()])) {
      const [was, is] = [a, b].map((map) => (map.has(name) ? describe(map.get(name)!) : null)) as [string | null, string | null];
      if (was !== is) changes.push({what, name, from: was, to: is});
    }
  };
  compare("parameter", new Map(Object.entries(from.parameters)), new Map(Object.entries(to.parameters)), write);
  compare("input", new Map(Object.entries(from.inputs)), new Map(Object.entries(to.inputs)), write);
  const data = ({data: sets}: RunContent["record"]) => new Map(sets.map((set) => [set.name, set]));
  compare("data", data(from), data(to), ({digest, rows}) => `${digest.slice(0, 12)}, ${rows} rows`);
  const reads = (name: string): boolean => [from, to].some(({cells}) => cells.some((cell) => cell.reads.some((one) => one.name === name)));
  if (from.seed !== to.seed && reads("seed")) changes.push({what: "seed", name: "seed", from: String(from.seed), to: String(to.seed)});
  if (from.now !== to.now && reads("now")) changes.push({what: "now", name: "now", from: new Date(from.now).toISOString(), to: new Date(to.now).toISOString()});
  const kernel = ({kernel: {version, engine}}: RunContent["record"]): string => `${version}, ${engine}`;
  if (kernel(from) !== kernel(to)) changes.push({what: "kernel", name: "kernel", from: kernel(from), to: kernel(to)});
  return changes;
}
