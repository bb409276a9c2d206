/** The docstrings of the analyses themselves, for their asynchronous forms in cells, which have none of their own. */
import {join} from "node:path";
import ts from "typescript";
import {environmentFolder} from "./library.ts";

/** The documentation of `rnse`, `forecast` …: of the library's declaration, or of its first call. Empty for every other name. */
export function describeAnalysis(service: ts.LanguageService, name: string, parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  if (!parts?.some(({text}) => text === name)) return "";
  const program = service.getProgram();
  const file = program?.getSourceFile(join(environmentFolder, "analyses.ts"));
  const checker = program?.getTypeChecker();
  if (!file || !checker) return "";
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration] = statement.declarationList.declarations;
    const type = declaration?.type;
    if (!declaration || !ts.isIdentifier(declaration.name) || declaration.name.text !== name || !type || !ts.isTypeReferenceNode(type)) continue;
    const [argument] = type.typeArguments ?? [];
    if (!argument || !ts.isTypeQueryNode(argument)) return "";
    const symbol = checker.getSymbolAtLocation(argument.exprName);
    const [signature] = checker.getTypeFromTypeNode(argument).getCallSignatures();
    const found = [signature?.getDocumentationComment(checker), symbol?.getDocumentationComment(checker)];
    return found.map((one) => ts.displayPartsToString(one ?? [])).find((text) => text !== "") ?? "";
  }
  return "";
}
