/** The documentation of a name, in Markdown: its own comment, or for an analysis that of the library behind it. */
import {join} from "node:path";
import ts from "typescript";
import {environmentFolder} from "./library.ts";

export function documentSymbol(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const resolved = resolveAlias(symbol, checker);
  const own = writeDocumentation(resolved.getDocumentationComment(checker), resolved.getJsDocTags(checker));
  if (own !== "") return own;
  for (const declaration of resolved.declarations ?? []) {
    const target = findTarget(declaration, checker);
    const text = target && (documentCall(target, checker) || writeDocumentation(target.getDocumentationComment(checker), target.getJsDocTags(checker)));
    if (text) return text;
  }
  return documentCall(resolved, checker);
}

/** Its summary, then its parameters and other tags. */
export function writeDocumentation(parts: readonly ts.SymbolDisplayPart[] | undefined, tags: readonly ts.JSDocTagInfo[] | undefined): string {
  const lines = (tags ?? []).map(({name, text}) => {
    const words = ts.displayPartsToString(text ? [...text] : []);
    if (name === "param") return `- ${words.replace(/^(\S+)\s*(?:-\s*)?/, "`$1` ")}`;
    if (name === "example") return `\n\`\`\`ts\n${words}\n\`\`\``;
    return `*${name}* ${words}`.trimEnd();
  });
  return [ts.displayPartsToString(parts ? [...parts] : []), lines.join("\n")].filter((text) => text !== "").join("\n\n");
}

export function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** What a declaration passes on: an export of another file, or an analysis, which is declared by the type of its library. */
function findTarget(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | null {
  if (ts.isExportSpecifier(declaration)) {
    const symbol = checker.getExportSpecifierLocalTargetSymbol(declaration);
    return symbol ? resolveAlias(symbol, checker) : null;
  }
  if (!ts.isVariableDeclaration(declaration) || declaration.getSourceFile().fileName !== join(environmentFolder, "analyses.ts")) return null;
  const [library] = declaration.type && ts.isTypeReferenceNode(declaration.type) ? (declaration.type.typeArguments ?? []) : [];
  const symbol = library && ts.isTypeQueryNode(library) ? checker.getSymbolAtLocation(library.exprName) : undefined;
  return symbol ? resolveAlias(symbol, checker) : null;
}

/** The comment on a value's first call signature. */
function documentCall(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  if (!(symbol.flags & ts.SymbolFlags.Value)) return "";
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  return signature ? writeDocumentation(signature.getDocumentationComment(checker), signature.getJsDocTags()) : "";
}

/** A text of the checker without the paths of files in it, which may have been cut. */
export function withoutPaths(text: string): string {
  const withPath = /(?:typeof )?import\("([^"]*)(?:"\)(\.)?)?/g;
  return text.replace(withPath, (_, path: string, dot: string | undefined) => (dot ? "" : path.replace(/^.*\//, "")));
}
