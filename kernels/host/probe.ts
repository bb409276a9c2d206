/** A kernel with everything that it reported, for tests and benches: cells in as text, results out by cell. */
import {compileCell, resolveTables, type CompiledCell} from "#kernels/compile";
import type {DataContent} from "#kernels/data";
import {emptyResult, toCell, type Cell, type CellResult} from "#notebooks";
import {defaultLimits} from "./host.ts";
import type {CellEvidence, Kernel, KernelHost, KernelReport, Limits, RunSettings, StoredCell} from "./kernel.ts";

export interface ProbeOptions {
  readonly settings?: Partial<RunSettings>;
  readonly limits?: Partial<Limits>;
  readonly data?: {readonly [name: string]: DataContent & {readonly digest: string}};
}

const settled: ReadonlySet<string> = new Set(["done", "failed", "blocked", "stale", "idle"]);

export class KernelProbe {
  readonly kernel: Kernel;
  readonly results = new Map<number, CellResult>();
  readonly evidence = new Map<number, CellEvidence>();
  readonly reports: KernelReport[] = [];
  readonly compiled = new Map<number, CompiledCell>();
  lostReason: string | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #unsettled = new Set<number>();
  #generation = 0;

  private constructor(open: (probe: KernelProbe) => Kernel) {
    this.kernel = open(this);
  }

  static async open(host: KernelHost, {settings = {}, limits = {}, data = {}}: ProbeOptions = {}): Promise<KernelProbe> {
    let probe: KernelProbe | null = null;
    const kernel: Kernel = await host.open(
      {seed: 1, now: Date.UTC(2024, 0, 2, 3, 4, 5), inputs: {}, ...settings},
      {...defaultLimits, ...limits},
      {
        report: (report) => probe?.hear(report),
        dataNeeded: (name) => {
          const found = data[name];
          if (found) kernel.provideData(name, found);
          else kernel.refuseData(name, `there is no data set ${name}`);
        },
        lost: (reason) => probe?.hearLost(reason),
      },
    );
    probe = new KernelProbe(() => kernel);
    return probe;
  }

  private hear(report: KernelReport): void {
    this.reports.push(report);
    const {cell, generation, changes, evidence} = report;
    this.results.set(cell, {...(this.results.get(cell) ?? emptyResult), generation, ...changes});
    if (evidence) this.evidence.set(cell, evidence);
    if (changes.status) {
      if (settled.has(changes.status)) this.#unsettled.delete(cell);
      else this.#unsettled.add(cell);
    }
    this.#wake();
  }

  private hearLost(reason: string): void {
    this.lostReason = reason;
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves when `condition` holds, which is looked at after each report. */
  until(condition: (probe: KernelProbe) => boolean, timeoutMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        this.#waiting.delete(look);
        const states = [...this.results].map(([cell, {status, error}]) => `${cell}: ${status}${error ? ` (${error.message})` : ""}`);
        reject(new Error(`waited ${timeoutMs} ms in vain; ${states.join(", ")}; lost: ${this.lostReason ?? "no"}`));
      }, timeoutMs);
      const look = (): void => {
        if (!condition(this)) return;
        clearTimeout(patience);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Defines cells: TypeScript unless given as cells. */
  define(sources: {readonly [id: number]: string | Partial<Cell>}, stored: ReadonlyMap<number, StoredCell> = new Map()): void {
    const generation = ++this.#generation;
    const ids = Object.keys(sources).map(Number);
    for (const id of ids) {
      const given = sources[id] as string | Partial<Cell>;
      const cell = toCell(typeof given === "string" ? {id, source: given} : {...given, id});
      const compiled = compileCell(cell);
      const refused = compiled.diagnostics.find(({severity}) => severity === "error");
      if (refused) throw new SyntaxError(`cell ${id}: ${refused.message}`);
      this.compiled.set(id, compiled);
    }
    const resolved = new Map(resolveTables([...this.compiled.values()]).map((compiled) => [compiled.id, compiled]));
    for (const id of ids) {
      this.#unsettled.add(id);
      this.compiled.set(id, resolved.get(id) as CompiledCell);
    }
    this.kernel.define(ids.map((id) => ({compiled: this.compiled.get(id) as CompiledCell, generation, stored: stored.get(id) ?? null})));
  }

  /** Resolves when every defined cell has settled. */
  settled(timeoutMs?: number): Promise<void> {
    return this.until(() => this.#unsettled.size === 0 || this.lostReason !== null, timeoutMs);
  }

  async run(sources: {readonly [id: number]: string | Partial<Cell>}, timeoutMs?: number): Promise<this> {
    this.define(sources);
    await this.settled(timeoutMs);
    return this;
  }

  result(cell: number): CellResult {
    return this.results.get(cell) ?? emptyResult;
  }

  status(cell: number): CellResult["status"] {
    return this.result(cell).status;
  }

  /** What a cell shows, in short: text, a number's text, or the kind of the display. */
  shown(cell: number): readonly string[] {
    return this.result(cell).displays.map(({content}) => {
      if (content.type === "text") return content.text;
      if (content.type === "inspect") return content.node.text;
      if (content.type === "error") return `${content.error.name}: ${content.error.message}`;
      return content.type;
    });
  }

  summary(cell: number, name: string): string | undefined {
    return this.result(cell).names.find((known) => known.name === name)?.summary;
  }

  toStored(cell: number): StoredCell {
    return {result: this.result(cell), evidence: this.evidence.get(cell) as CellEvidence, sourceDigest: ""};
  }

  close(): Promise<void> {
    return this.kernel.close();
  }
}
