/** A cell as the type checker sees it: a file whose offsets are the cell's own, behind a prefix, with what it gives exported behind it. */
import {hash} from "node:crypto";
import ts from "typescript";
import type {Cell} from "#notebooks";
import {parseProgram} from "../program.ts";
import {parseTemplate} from "../template.ts";

export interface VirtualCell {
  readonly id: number;
  /** Name of the file, without its folder. */
  readonly fileName: string;
  readonly text: string;
  /** SHA-256 of the text, in base 64. */
  readonly digest: string;
  /** Units before the cell's source in the text. */
  readonly shift: number;
  readonly sourceLength: number;
  readonly gives: readonly GivenName[];
  /** Every identifier in the file. */
  readonly mentions: ReadonlySet<string>;
  /** Whether the source has syntax errors, which compiling reports: types say nothing useful then. */
  readonly isBroken: boolean;
}

export interface GivenName {
  readonly name: string;
  /** `value`: other cells see what it settles to; `declaration`: a function, class, type or enum, seen as it is. */
  readonly kind: "value" | "declaration";
  /** The comment before it, with its marks; empty for none. */
  readonly comment: string;
}

export function toVirtualCell(cell: Cell): VirtualCell {
  const {id, kind, source} = cell;
  const isScript = kind === "javascript";
  const fileName = `cell-${id}.${isScript ? "js" : "ts"}`;
  const isProgram = isScript || kind === "typescript";
  const {code, shift, isBroken} = isProgram ? toProgramCode(source, kind) : toTemplateCode(cell);
  const file = ts.createSourceFile(fileName, code, ts.ScriptTarget.ESNext, false, isScript ? ts.ScriptKind.JS : ts.ScriptKind.TS);
  const own = isProgram ? findGivenNames(file) : toOutput(cell);
  const gives = [...new Map(own.map((given) => [given.name, given])).values()];
  const declaration = !isProgram && cell.output !== null && gives.length > 0 ? `declare const ${cell.output}: ${toOutputType(kind)};` : "";
  const text = `${code}\n${declaration}export {${gives.map(({name}) => name).join(", ")}};\n`;
  const {identifiers} = file as unknown as {readonly identifiers: ReadonlyMap<string, string>};
  return {id, fileName, text, digest: digestText(text), shift, sourceLength: source.length, gives, mentions: new Set(identifiers.keys()), isBroken};
}

/** A cell that is not looked into: its names have any type. */
export function toOpaqueCell(cell: VirtualCell): VirtualCell {
  const names = cell.gives.map(({name}) => name);
  const text = `${names.map((name) => `declare const ${name}: any;`).join("")}export {${names.join(", ")}};\n`;
  return {...cell, fileName: cell.fileName.replace(/js$/, "ts"), text, digest: digestText(text), sourceLength: 0, mentions: new Set(), isBroken: true};
}

export function digestText(text: string): string {
  return hash("sha256", text, "base64");
}

/** An expression that begins as a statement would is put in parentheses. */
function toProgramCode(source: string, kind: "typescript" | "javascript"): {readonly code: string; readonly shift: number; readonly isBroken: boolean} {
  const program = parseProgram(source, kind);
  if (!("names" in program)) return {code: source, shift: 0, isBroken: true};
  const isAmbiguous = program.parsed.expression && /^\s*(?:\{|function\b|class\b|async\s+function\b|let\s*\[|(?:\/[/*]|#!))/.test(source);
  return isAmbiguous && !source.startsWith("#!") ? {code: `(${source}\n)`, shift: 1, isBroken: false} : {code: source, shift: 0, isBroken: false};
}

/** The text becomes blanks, and `${…}` becomes `;(…)`. */
function toTemplateCode({source, kind}: Cell): {readonly code: string; readonly shift: number; readonly isBroken: boolean} {
  const template = kind === "other" ? null : parseTemplate(source);
  if (template === null || "message" in template) return {code: "", shift: 0, isBroken: true};
  const blank = (text: string): string => text.replace(/[^\n]/g, " ");
  let code = "";
  for (const {from, to} of template.expressions) code += `${blank(source.slice(code.length, from - 2))};(${source.slice(from, to)})`;
  return {code: code + blank(source.slice(code.length)), shift: 0, isBroken: false};
}

function toOutput({kind, output}: Cell): readonly GivenName[] {
  const isName = output !== null && kind !== "other" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(output);
  return isName ? [{name: output, kind: "declaration", comment: ""}] : [];
}

/** The module that the types of outputs come from. */
export const outputTypes = "../scope.ts";

function toOutputType(kind: Cell["kind"]): string {
  return `import("${outputTypes}").${kind === "sql" ? "Table" : "Markup"}`;
}

function findGivenNames(file: ts.SourceFile): readonly GivenName[] {
  const given: GivenName[] = [];
  for (const statement of file.statements) {
    const comment = (ts.getLeadingCommentRanges(file.text, statement.pos) ?? []).findLast(({kind}) => kind === ts.SyntaxKind.MultiLineCommentTrivia);
    const text = comment ? file.text.slice(comment.pos, comment.end) : "";
    const documentation = text.startsWith("/**") ? text : "";
    const add = (name: ts.BindingName | undefined, kind: GivenName["kind"]): void => {
      if (name === undefined) return;
      if (ts.isIdentifier(name)) given.push({name: name.text, kind, comment: documentation});
      else for (const element of name.elements) if (!ts.isOmittedExpression(element)) add(element.name, kind);
    };
    if (ts.isVariableStatement(statement)) for (const declaration of statement.declarationList.declarations) add(declaration.name, "value");
    else if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      add(clause?.name, "declaration");
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name, "declaration");
      else for (const element of bindings?.elements ?? []) add(element.name, "declaration");
    } else if (
      ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement)
    ) {
      add(statement.name, "declaration");
    } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) add(statement.name, "declaration");
  }
  return given;
}
