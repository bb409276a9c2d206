/** What other cells can see of a cell's types, in brief: when it stays the same, those who read the cell need no new check. */
import ts from "typescript";
import {digestText} from "./virtual-cell.ts";

export interface Fingerprint {
  /** What it was made from. */
  readonly readKey: string;
  readonly given: string;
}

/** The notebook as fingerprints need it. */
export interface FingerprintSource {
  /** The cells that a cell reads, directly or not. */
  reach(id: number): readonly number[];
  digest(id: number): string;
  /** A digest of what the cell gives, as the checker sees it. */
  describe(id: number): string;
}

/** The fingerprints of one state of a notebook, made when they are asked for and taken over where nothing changed. */
export class Fingerprints {
  readonly known = new Map<number, Fingerprint>();
  readonly #before: ReadonlyMap<number, Fingerprint>;
  readonly #source: FingerprintSource;
  readonly #open = new Set<number>();
  readonly #readKeys = new Map<number, string>();

  constructor(before: ReadonlyMap<number, Fingerprint>, source: FingerprintSource) {
    this.#before = before;
    this.#source = source;
  }

  /** Changes when the cell's text changes, or what a cell gives that it reads, directly or not. */
  toReadKey(id: number): string {
    const known = this.#readKeys.get(id);
    if (known !== undefined) return known;
    const key = digestText([this.#source.digest(id), ...this.#source.reach(id).map((one) => `${one} ${this.#toGiven(one)}`)].join(" "));
    if (this.#open.size === 0) this.#readKeys.set(id, key);
    return key;
  }

  /** In a ring, where no cell comes first, a cell is known by its text. */
  #toGiven(id: number): string {
    const known = this.known.get(id);
    if (known) return known.given;
    if (this.#open.has(id)) return this.#source.digest(id);
    this.#open.add(id);
    const readKey = this.toReadKey(id);
    const before = this.#before.get(id);
    const given = before?.readKey === readKey ? before.given : this.#source.describe(id);
    this.known.set(id, {readKey, given});
    this.#open.delete(id);
    return given;
  }
}

/** Types longer than this are known by the source they come from. */
const maximumTypeLength = 10_000;

/** Names without the way to them: finding the way takes longer than the rest, and one notebook has one type of a name. */
const format = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope | ts.TypeFormatFlags.UseStructuralFallback;

/** The types of a file's exported values, and the source of its other exports. */
export function describeExports(file: ts.SourceFile, checker: ts.TypeChecker): string {
  const module = checker.getSymbolAtLocation(file);
  const names = module ? checker.getExportsOfModule(module) : [];
  return names
    .map((name) => {
      const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
      if (symbol.flags & ts.SymbolFlags.Variable) {
        const type = checker.typeToString(checker.getTypeOfSymbol(symbol), undefined, format);
        return `${name.name}: ${type.length > maximumTypeLength ? file.text : type}`;
      }
      return `${name.name} ${(symbol.declarations ?? []).map((declaration) => declaration.getText()).join("\n")}`;
    })
    .join("\n");
}
