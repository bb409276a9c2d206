/** Type checking of one notebook: every cell a file, their names visible to each other, checked again only where something changed. */
import {join} from "node:path";
import ts from "typescript";
import type {Cell, Diagnostic} from "#notebooks";
import {indexLines, toDiagnostic, toPlace} from "../place.ts";
import {withoutPaths} from "./documentation.ts";
import {describeExports, Fingerprints, type Fingerprint} from "./fingerprint.ts";
import {
  compilerOptions, defaultLibraryFile, documentRegistry, environmentFolder, makeCellsFolder, readLibraryFile, resolveBundledModule,
  resolveLibraryModule, snapshotLibraryFile,
} from "./library.ts";
import {namesFileName, writeNamesFile} from "./names-file.ts";
import {isWorthTelling} from "./type-problems.ts";
import {digestText, outputTypes, toOpaqueCell, toVirtualCell, type VirtualCell} from "./virtual-cell.ts";

interface HeldCell {
  readonly cell: Cell;
  readonly whole: VirtualCell;
  /** What the checker is given: the whole cell, or an opaque one. */
  shown: VirtualCell;
}

interface HeldFile {
  readonly text: string;
  readonly snapshot: ts.IScriptSnapshot;
  readonly version: string;
}

/** Tells what is about to be done, since a hostile type may never let it end. */
export type Announce = (cell: number, key: string) => void;

/** Characters above which a cell is not looked into. */
const maximumSourceLength = 100_000;

/** Findings of one cell, and characters of one finding, that are told. */
const maximumProblems = 50;
const maximumMessageLength = 2_000;

export class NotebookTypes {
  #cells = new Map<number, HeldCell>();
  readonly #files = new Map<string, HeldFile>();
  #fileNames: string[] = [];
  #givers: ReadonlyMap<string, readonly number[]> = new Map();
  #reached = new Map<number, readonly number[]>();
  #keys = new Map<number, string>();
  #fingerprints: ReadonlyMap<number, Fingerprint> = new Map();
  readonly #folder = makeCellsFolder();
  #version = 0;
  readonly #checked = new Map<string, readonly Diagnostic[]>();
  readonly service: ts.LanguageService;

  constructor() {
    this.service = ts.createLanguageService(this.#createHost(), documentRegistry);
  }

  dispose(): void {
    this.service.dispose();
  }

  /** Takes over the notebook's cells. `skip` holds keys of what was stopped before: those cells are taken as opaque. */
  update(cells: readonly Cell[], skip: ReadonlySet<string>, announce: Announce): void {
    const held = new Map<number, HeldCell>();
    for (const cell of cells) {
      const before = this.#cells.get(cell.id);
      const isSame = before?.cell.kind === cell.kind && before.cell.source === cell.source && before.cell.output === cell.output;
      if (!isSame && cell.source.length > 2_000) announce(cell.id, toParseKey(cell));
      const whole = isSame ? before.whole : this.#readCell(cell, skip);
      held.set(cell.id, {cell, whole, shown: whole});
    }
    this.#cells = held;
    this.#givers = findGivers(held.values());
    this.#reached = new Map();
    this.#keys = new Map();
    if (skip.size > 0) for (const one of held.values()) if (skip.has(this.toKey(one.cell.id))) one.shown = toOpaqueCell(one.whole);
    const shown = [...held.values()].map((one) => one.shown);
    const wanted = new Map(shown.map(({fileName, text}) => [join(this.#folder, fileName), text]));
    wanted.set(join(this.#folder, namesFileName), writeNamesFile(shown));
    for (const path of this.#files.keys()) if (!wanted.has(path)) this.#files.delete(path);
    for (const [path, text] of wanted) {
      if (this.#files.get(path)?.text === text) continue;
      this.#files.set(path, {text, snapshot: ts.ScriptSnapshot.fromString(text), version: String(++this.#version)});
    }
    this.#fileNames = [...wanted.keys()];
  }

  #readCell(cell: Cell, skip: ReadonlySet<string>): VirtualCell {
    const isRefused = cell.source.length > maximumSourceLength || skip.has(toParseKey(cell));
    return toVirtualCell(isRefused ? {...cell, kind: "other"} : cell);
  }

  /** Diagnostics of every cell; those of cells for which nothing changed, and nothing they read changed its type, come from memory. */
  check(skip: ReadonlySet<string>, announce: Announce): readonly (readonly [cell: number, diagnostics: readonly Diagnostic[]])[] {
    const found: (readonly [number, readonly Diagnostic[]])[] = [];
    const used = new Set<string>();
    const fingerprints = new Fingerprints(this.#fingerprints, {
      reach: (id) => this.#reach(id),
      digest: (id) => this.#cells.get(id)?.shown.digest ?? "",
      describe: (id) => digestText(this.#describeGiven(id, announce)),
    });
    for (const [id, {cell, shown}] of this.#cells) {
      if (skip.size > 0 && (skip.has(this.toKey(id)) || skip.has(toParseKey(cell)))) {
        found.push([id, [describeTooSlow(cell)]]);
        continue;
      }
      const key = `${id} ${fingerprints.toReadKey(id)}`;
      used.add(key);
      let diagnostics = this.#checked.get(key);
      if (!diagnostics) {
        if (!shown.isBroken) announce(id, this.toKey(id));
        this.#checked.set(key, (diagnostics = shown.isBroken ? [] : this.#checkCell(cell, shown)));
      }
      found.push([id, diagnostics]);
    }
    for (const key of this.#checked.keys()) if (!used.has(key)) this.#checked.delete(key);
    this.#fingerprints = fingerprints.known;
    return found;
  }

  /** The cell's file for completing and hovering; null when it is not looked into. */
  find(id: number): {readonly path: string; readonly cell: Cell; readonly shown: VirtualCell} | null {
    const held = this.#cells.get(id);
    if (!held || held.shown.sourceLength === 0 && held.cell.source.length > 0) return null;
    return {path: join(this.#folder, held.shown.fileName), cell: held.cell, shown: held.shown};
  }

  /** Names a cell together with all that its types could depend on: its own text and that of every cell it mentions, directly or not. */
  toKey(id: number): string {
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const key = digestText([id, ...this.#reach(id)].map((one) => `${one} ${this.#cells.get(one)?.whole.digest ?? ""}`).join(" "));
    this.#keys.set(id, key);
    return key;
  }

  /** The cells that a cell mentions, directly or not, in the order of their ids. */
  #reach(id: number): readonly number[] {
    const known = this.#reached.get(id);
    if (known) return known;
    const reached = new Set<number>([id]);
    for (const one of reached) {
      for (const name of this.#cells.get(one)?.whole.mentions ?? []) for (const giver of this.#givers.get(name) ?? []) reached.add(giver);
    }
    reached.delete(id);
    const list = [...reached].sort((a, b) => a - b);
    this.#reached.set(id, list);
    return list;
  }

  /** What a cell gives, as text: the types of its values, and the source of its functions, classes and types. */
  #describeGiven(id: number, announce: Announce): string {
    const shown = this.#cells.get(id)?.shown;
    if (!shown || shown.gives.length === 0) return "";
    announce(id, this.toKey(id));
    const program = this.service.getProgram();
    const file = program?.getSourceFile(join(this.#folder, shown.fileName));
    return program && file ? describeExports(file, program.getTypeChecker()) : shown.text;
  }

  /** Whether a cell gives the name. */
  gives(name: string): boolean {
    return this.#givers.has(name);
  }

  #checkCell(cell: Cell, {fileName, shift, sourceLength}: VirtualCell): readonly Diagnostic[] {
    const lines = indexLines(cell.source);
    const path = join(this.#folder, fileName);
    const file = this.service.getProgram()?.getSourceFile(path);
    const diagnostics: Diagnostic[] = [];
    for (const problem of this.service.getSemanticDiagnostics(path)) {
      if (diagnostics.length === maximumProblems) break;
      const {start = 0, length = 0, category, code, messageText} = problem;
      const from = start - shift;
      if (from < 0 || from > sourceLength || !file || !isWorthTelling(problem, file)) continue;
      const severity = category === ts.DiagnosticCategory.Error ? "error" : category === ts.DiagnosticCategory.Warning ? "warning" : "information";
      const message = withoutPaths(ts.flattenDiagnosticMessageText(messageText, "\n")).replace(/\.$/, "").slice(0, maximumMessageLength);
      diagnostics.push(toDiagnostic(toPlace(lines, from, from + length), "type", `ts${code}`, message, {severity}));
    }
    return diagnostics;
  }

  #createHost(): ts.LanguageServiceHost {
    const roots = ["settled.ts"].map((name) => join(environmentFolder, name));
    return {
      getCompilationSettings: () => compilerOptions,
      getCurrentDirectory: () => environmentFolder,
      getDefaultLibFileName: () => defaultLibraryFile,
      getScriptFileNames: () => [...roots, ...this.#fileNames],
      getScriptVersion: (path) => this.#files.get(path)?.version ?? "0",
      getScriptSnapshot: (path) => this.#files.get(path)?.snapshot ?? snapshotLibraryFile(path),
      fileExists: (path) => this.#files.has(path) || readLibraryFile(path) !== undefined,
      readFile: (path) => this.#files.get(path)?.text ?? readLibraryFile(path),
      directoryExists: ts.sys.directoryExists,
      getDirectories: () => [],
      resolveModuleNameLiterals: (literals, from) => literals.map(({text}) => ({resolvedModule: this.#resolve(text, from)})),
    };
  }

  /** Our own file of names may import the cells and the environment; a cell may import what is bundled. */
  #resolve(name: string, from: string): ts.ResolvedModuleFull | undefined {
    if (!from.startsWith(this.#folder)) return resolveLibraryModule(name, from);
    if (from !== join(this.#folder, namesFileName)) return name === outputTypes ? resolveLibraryModule(name, from) : resolveBundledModule(name);
    const path = join(this.#folder, name);
    if (!this.#files.has(path)) return resolveLibraryModule(name, from);
    return {resolvedFileName: path, extension: path.endsWith("js") ? ts.Extension.Js : ts.Extension.Ts, isExternalLibraryImport: false};
  }
}

/** The cells that give each name. */
function findGivers(cells: Iterable<HeldCell>): ReadonlyMap<string, readonly number[]> {
  const givers = new Map<string, number[]>();
  for (const {cell, whole} of cells) {
    for (const {name} of whole.gives) {
      const known = givers.get(name);
      if (known) known.push(cell.id);
      else givers.set(name, [cell.id]);
    }
  }
  return givers;
}

function toParseKey({id, kind, source}: Cell): string {
  return `parse ${digestText(`${id} ${kind} ${source}`)}`;
}

function describeTooSlow(cell: Cell): Diagnostic {
  const place = toPlace(indexLines(cell.source), 0, cell.source.length);
  const message = "The types of this cell take too long to check: it runs, and its types are not checked";
  return toDiagnostic(place, "type", "too-slow", message, {severity: "warning"});
}
