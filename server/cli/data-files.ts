/** The data sets of a run on the command line: given as `--data NAME=PATH`, or inside the notebook's file. */
import {readFile} from "node:fs/promises";
import {basename} from "node:path";
import {inspect, readData, toCorrections, type DataContent, type DataSource, type Inspection} from "#kernels/data";
import type {FoundData} from "#kernels/session";
import type {Json} from "#notebooks";
import type {EmbeddedData} from "#notebooks/file";
import {CommandError, exitCodes} from "./exit-code.ts";
import {explain} from "./notebook-file.ts";
import {findNearest} from "./nearest.ts";

interface GivenData {
  readonly fileName: string;
  readonly source: DataSource;
  /** The way it is parsed, when the file says so; looked for otherwise. */
  readonly parsing: Json | null;
}

export class DataFiles {
  readonly #given = new Map<string, GivenData>();
  readonly #inspected = new Map<string, Promise<Inspection>>();
  readonly #signal: AbortSignal;

  /** What is given on the command line goes before what the file holds, and keeps its parsing if it has the same name. */
  constructor(embedded: readonly EmbeddedData[], paths: readonly (readonly [name: string, path: string])[], signal: AbortSignal) {
    this.#signal = signal;
    for (const {name, fileName, parsing, bytes} of embedded) this.#given.set(name, {fileName, source: {bytes}, parsing});
    for (const [name, path] of paths) {
      const before = this.#given.get(name);
      const isSameFile = before !== undefined && before.fileName === basename(path);
      this.#given.set(name, {fileName: basename(path), source: {path}, parsing: isSameFile ? before.parsing : null});
    }
  }

  get names(): string[] {
    return [...this.#given.keys()];
  }

  /** Looks at a data set. Null: there is none of that name. */
  async find(name: string): Promise<FoundData | null> {
    const given = this.#given.get(name);
    if (!given) return null;
    const {digest, rows, parsing} = await this.#inspect(name, given);
    return {digest, rows, load: (): Promise<DataContent> => readData(given.source, parsing, {signal: this.#signal})};
  }

  /** Throws a CommandError that names the data sets that are missing among these. */
  require(names: readonly string[]): void {
    const missing = [...new Set(names)].filter((name) => !this.#given.has(name));
    const [first] = missing;
    if (first === undefined) return;
    const nearest = findNearest(first, this.names);
    const hint = nearest === null ? "" : ` (there is ${JSON.stringify(nearest)})`;
    const list = missing.map((name) => JSON.stringify(name)).join(", ");
    const sets = missing.length === 1 ? "the data set" : "the data sets";
    const options = missing.map((name) => `--data ${name}=PATH`).join(" ");
    throw new CommandError(exitCodes.dataMissing, `the notebook reads ${sets} ${list}${hint}: give ${missing.length === 1 ? "it" : "them"} with ${options}`);
  }

  /** A data set as it is put into a file. */
  async pack(name: string): Promise<EmbeddedData | null> {
    const given = this.#given.get(name);
    if (!given) return null;
    const {digest, parsing} = await this.#inspect(name, given);
    const bytes = "bytes" in given.source ? given.source.bytes : new Uint8Array(await readFile(given.source.path));
    return {name, digest, fileName: given.fileName, parsing: JSON.parse(JSON.stringify(parsing)) as Json, bytes};
  }

  #inspect(name: string, given: GivenData): Promise<Inspection> {
    const known = this.#inspected.get(name);
    if (known) return known;
    const inspected = this.#look(name, given);
    this.#inspected.set(name, inspected);
    return inspected;
  }

  async #look(name: string, {fileName, source, parsing}: GivenData): Promise<Inspection> {
    try {
      const corrections = parsing === null ? {} : {parsing: toCorrections(parsing)};
      return await inspect(source, {fileName, signal: this.#signal, ...corrections});
    } catch (error) {
      this.#signal.throwIfAborted();
      const code = "path" in source ? exitCodes.dataMissing : exitCodes.unreadable;
      const place = "path" in source ? source.path : "inside the notebook's file";
      throw new CommandError(code, `the data set ${JSON.stringify(name)} (${place}) cannot be read: ${explain(error)}`, {cause: error});
    }
  }
}
