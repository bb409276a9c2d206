/** JavaScript text → its syntax tree, as an expression where it is one and as a program otherwise. */
import {Parser, tokTypes, type Expression, type Options, type Program} from "acorn";
import {refuse, type Refused} from "./syntax-error.ts";

export type Parsed =
  | {readonly expression: true; readonly root: Expression}
  | {readonly expression: false; readonly root: Program};

const options: Options = {ecmaVersion: "latest", sourceType: "module"};

/** Acorn's parser can begin anywhere and stop after an expression, but its types show neither. */
interface ExpressionParser {
  readonly type: unknown;
  readonly start: number;
  readonly end: number;
  nextToken(): void;
  parseExpression(): Expression;
}
const ExpressionParser = Parser as unknown as new (options: Options, input: string, offset: number) => ExpressionParser;

/** The cell's tree, or the first thing that is wrong with it. */
export function parseCell(text: string): Parsed | Refused {
  const expression = parseWholeExpression(text);
  if (expression) return {expression: true, root: expression};
  try {
    return {expression: false, root: Parser.parse(text, options)};
  } catch (error) {
    return toRefused(error, text);
  }
}

/** The expression that begins at the offset and must end at a closing brace; `end` is the brace's offset. */
export function parseEmbedded(text: string, offset: number): {readonly root: Expression; readonly end: number} | Refused {
  try {
    const parser = new ExpressionParser(options, text, offset);
    parser.nextToken();
    const root = parser.parseExpression();
    if (parser.type === tokTypes.braceR) return {root, end: parser.start};
    if (parser.type === tokTypes.eof) return refuse("syntax", "syntax", "Expected } after the expression", {start: offset - 2, end: offset});
    return refuse("syntax", "syntax", `Expected } after the expression, and found ${quote(text, parser.start)}`, parser);
  } catch (error) {
    return toRefused(error, text);
  }
}

function parseWholeExpression(text: string): Expression | null {
  try {
    const parser = new ExpressionParser(options, text, 0);
    parser.nextToken();
    const root = parser.parseExpression();
    if (parser.type !== tokTypes.eof) return null;
    const isDeclaration = (root.type === "FunctionExpression" || root.type === "ClassExpression") && root.id;
    const isParenthesised = text.slice(0, root.start).includes("(");
    return isDeclaration && !isParenthesised ? null : root;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether the text nests deeper than the parser's stack: it throws a RangeError there. */
export function isTooDeep(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.includes("call stack");
}

export function refuseDepth(length: number): Refused {
  const message = "This cell nests too deeply to be compiled: split the expression, or build it in a loop";
  return refuse("syntax", "too-deep", message, {start: 0, end: length});
}

function toRefused(error: unknown, text: string): Refused {
  if (isTooDeep(error)) return refuseDepth(text.length);
  if (error instanceof SyntaxError && error.message.startsWith("Not enough stack space")) return refuseDepth(text.length);
  if (!(error instanceof SyntaxError) || !("pos" in error) || typeof error.pos !== "number") throw error;
  const start = error.pos;
  const end = "raisedAt" in error && typeof error.raisedAt === "number" ? Math.max(start + 1, error.raisedAt) : start + 1;
  const message = error.message.replace(/ \(\d+:\d+\)$/, "");
  if (text[start] === "@") return refuse("syntax", "decorator", "Decorators are not run here: call the function on the class instead", {start, end});
  return refuse("syntax", "syntax", message === "Unexpected token" ? describeUnexpected(text, start) : message, {start, end});
}

function describeUnexpected(text: string, offset: number): string {
  if (offset >= text.length) return "The cell ends before its code does: a bracket, quote or expression is missing";
  if (looksLikeMarkup(text, offset)) return "JSX is not run here: use html`…` for markup";
  if (/^export\b/.test(text.slice(offset, offset + 7))) return exportMessage;
  return `Unexpected ${quote(text, offset)}`;
}

export const exportMessage = "Nothing is exported from a cell: its top-level names are visible to every cell as they are";

export function looksLikeMarkup(text: string, offset: number): boolean {
  return /^<(>|[A-Za-z][\w.-]*(\s[^<>]*)?\/?>)/.test(text.slice(offset, offset + 200)) && /<\/[\w.-]*>|\/>/.test(text.slice(offset));
}

function quote(text: string, offset: number): string {
  const token = /^([\p{ID_Continue}$]+|=>|[=!<>&|+*/%?.-]{1,3}|.)/su.exec(text.slice(offset, offset + 40))?.[0] ?? "";
  return token === "" ? "end of the cell" : token === "\n" ? "end of the line" : `“${token}”`;
}
