/** TypeScript text → JavaScript of the same length: types become blanks, so that every line and column stays where it is. */
import ts from "typescript";

export interface TypeScriptProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly code: number;
}

/** The tree, with what the parser found wrong; the parser goes on after an error. */
export function parseTypeScript(text: string): {readonly file: ts.SourceFile; readonly problems: readonly TypeScriptProblem[]} {
  const options = {languageVersion: ts.ScriptTarget.ESNext, setExternalModuleIndicator: markAsModule};
  const file = ts.createSourceFile("cell.ts", text, options, false, ts.ScriptKind.TS);
  const {parseDiagnostics = []} = file as unknown as {readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[]};
  const problems = parseDiagnostics.map(({start, length, messageText, code}) => ({
    from: start,
    to: start + length,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    code,
  }));
  return {file, problems};
}

function markAsModule(file: ts.SourceFile): void {
  (file as unknown as {externalModuleIndicator: unknown}).externalModuleIndicator = true;
}

/** The text with its types blanked; null where something must be transformed (enums, parameter properties …) instead of erased. */
export function eraseTypes(file: ts.SourceFile): string | null {
  const eraser = new Eraser(file.text);
  for (const statement of file.statements) eraser.visit(statement);
  return eraser.finish();
}

const erasedModifiers: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AbstractKeyword, ts.SyntaxKind.PublicKeyword, ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.ReadonlyKeyword, ts.SyntaxKind.OverrideKeyword, ts.SyntaxKind.DeclareKeyword,
]);

class Eraser {
  readonly #text: string;
  readonly #blanks: {readonly from: number; readonly to: number; readonly first: string}[] = [];
  #mustTransform = false;

  constructor(text: string) {
    this.#text = text;
  }

  finish(): string | null {
    if (this.#mustTransform) return null;
    let output = "";
    let position = 0;
    for (const {from, to, first} of this.#blanks.sort((a, b) => a.from - b.from)) {
      if (from < position || from >= to) continue;
      output += this.#text.slice(position, from) + first;
      output += this.#text.slice(from + first.length, to).replace(/[^\n\r\u2028\u2029]/g, " ");
      position = to;
    }
    return output + this.#text.slice(position);
  }

  visit(node: ts.Node): void {
    if (this.#mustTransform) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || isDeclared(node) || isBodiless(node)) return this.#blankStatement(node);
    if (ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) || ts.isImportEqualsDeclaration(node) || ts.isTypeAssertionExpression(node)) {
      return this.#transform();
    }
    if (ts.isDecorator(node)) return this.#transform();
    if (ts.isImportDeclaration(node)) return this.#visitImport(node);
    if (ts.isExportDeclaration(node)) return node.isTypeOnly ? this.#blankStatement(node) : undefined;
    if (ts.isClassLike(node)) return this.#visitClass(node);
    if (ts.isPropertyDeclaration(node)) return this.#visitProperty(node);
    if (ts.isFunctionLike(node) && !ts.isFunctionTypeNode(node)) return this.#visitFunction(node as ts.FunctionLikeDeclaration);
    if (ts.isVariableDeclaration(node)) {
      this.visit(node.name);
      if (node.type ?? node.exclamationToken) this.#blank(node.name.end, node.type?.end ?? node.exclamationToken?.end ?? node.name.end);
      if (node.initializer) this.visit(node.initializer);
      return;
    }
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      this.visit(node.expression);
      const next = this.#skipTrivia(node.end);
      const endsStatement = "([`".includes(this.#text[next] ?? " ") && this.#text.slice(node.end, next).includes("\n");
      return this.#blank(endsStatement ? this.#skipTrivia(node.expression.end) : node.expression.end, node.end, endsStatement ? ";" : "");
    }
    if (ts.isNonNullExpression(node)) {
      this.visit(node.expression);
      return this.#blank(node.end - 1, node.end);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isExpressionWithTypeArguments(node)) {
      this.#blankBrackets(node.typeArguments);
    }
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    ts.forEachChild(node, (child) => this.visit(child));
  }

  #transform(): void {
    this.#mustTransform = true;
  }

  #blank(from: number, to: number, first = ""): void {
    this.#blanks.push({from, to, first});
  }

  #startOf(node: ts.Node): number {
    return this.#skipTrivia(node.pos);
  }

  /** The semicolon keeps the statement before from running into the one after. */
  #blankStatement(node: ts.Node): void {
    this.#blank(this.#startOf(node), node.end, ";");
  }

  /** Blanks `<…>` around type parameters or arguments. */
  #blankBrackets(types: ts.NodeArray<ts.Node> | undefined): void {
    if (types) this.#blank(types.pos - 1, this.#skipTrivia(types.end) + 1);
  }

  #visitImport(node: ts.ImportDeclaration): void {
    const clause = node.importClause;
    if (!clause) return;
    if (clause.isTypeOnly) return this.#blankStatement(node);
    if (!clause.namedBindings || !ts.isNamedImports(clause.namedBindings)) return;
    const {elements} = clause.namedBindings;
    elements.forEach((element, index) => {
      const next = elements[index + 1];
      if (element.isTypeOnly) this.#blank(this.#startOf(element), next ? this.#startOf(next) : elements.end);
    });
  }

  #visitClass(node: ts.ClassLikeDeclaration): void {
    this.#blankModifiers(node, false);
    this.#blankBrackets(node.typeParameters);
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token === ts.SyntaxKind.ImplementsKeyword) this.#blank(this.#startOf(clause), clause.end);
      else for (const type of clause.types) this.visit(type);
    }
    for (const member of node.members) {
      if (ts.isIndexSignatureDeclaration(member) || isAbstract(member)) this.#blankStatement(member);
      else this.visit(member);
    }
  }

  #visitProperty(node: ts.PropertyDeclaration): void {
    this.#blankModifiers(node, true);
    this.visit(node.name);
    const end = node.type?.end ?? node.exclamationToken?.end ?? node.questionToken?.end ?? node.name.end;
    if (end > node.name.end) this.#blank(this.#skipTrivia(node.name.end), end, node.initializer ? "" : ";");
    if (node.initializer) this.visit(node.initializer);
  }

  #visitFunction(node: ts.FunctionLikeDeclaration): void {
    this.#blankModifiers(node, ts.isClassElement(node));
    if (node.name) this.visit(node.name);
    if ("questionToken" in node && node.questionToken) this.#blank(node.questionToken.end - 1, node.questionToken.end);
    if (node.typeParameters && ts.isArrowFunction(node) && /[\n\r]/.test(this.#text.slice(node.typeParameters.pos, node.typeParameters.end))) {
      return this.#transform();
    }
    this.#blankBrackets(node.typeParameters);
    node.parameters.forEach((parameter, index) => this.#visitParameter(parameter, node.parameters[index + 1], node.parameters.end));
    if (node.type) {
      const start = this.#skipTrivia(node.parameters.end) + 1;
      const arrow = ts.isArrowFunction(node) ? node.equalsGreaterThanToken.end : start;
      if (/[\n\r]/.test(this.#text.slice(start, arrow))) return this.#transform();
      this.#blank(start, node.type.end);
    }
    if (node.body) this.visit(node.body);
  }

  #visitParameter(node: ts.ParameterDeclaration, next: ts.ParameterDeclaration | undefined, end: number): void {
    if (node.modifiers) return this.#transform();
    if (ts.isIdentifier(node.name) && node.name.text === "this") return this.#blank(this.#startOf(node), next ? this.#startOf(next) : end);
    this.visit(node.name);
    this.#blank(node.name.end, node.type?.end ?? node.questionToken?.end ?? node.name.end);
    if (node.initializer) this.visit(node.initializer);
  }

  /** Between class members a first modifier becomes a semicolon, since a name in brackets or a star may follow. */
  #blankModifiers(node: ts.Node, isMember: boolean): void {
    const {modifiers} = node as {readonly modifiers?: ts.NodeArray<ts.ModifierLike>};
    modifiers?.forEach((modifier, index) => {
      if (ts.isDecorator(modifier) || modifier.kind === ts.SyntaxKind.AccessorKeyword) this.#transform();
      else if (erasedModifiers.has(modifier.kind)) this.#blank(this.#startOf(modifier), modifier.end, isMember && index === 0 ? ";" : "");
    });
  }

  /** The offset of the next token: past white space and comments. */
  #skipTrivia(offset: number): number {
    const trivia = /(?:\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|^#![^\n\r]*)*/y;
    trivia.lastIndex = offset;
    trivia.exec(this.#text);
    return trivia.lastIndex;
  }
}

function isDeclared(node: ts.Node): boolean {
  return ts.isStatement(node) && ts.canHaveModifiers(node) && (node.modifiers?.some(({kind}) => kind === ts.SyntaxKind.DeclareKeyword) ?? false);
}

/** An overload's signature: a function, method or constructor without a body. */
function isBodiless(node: ts.Node): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) && !node.body;
}

function isAbstract(member: ts.ClassElement): boolean {
  const hidden: readonly ts.SyntaxKind[] = [ts.SyntaxKind.AbstractKeyword, ts.SyntaxKind.DeclareKeyword];
  return ts.canHaveModifiers(member) && (member.modifiers?.some(({kind}) => hidden.includes(kind)) ?? false);
}
