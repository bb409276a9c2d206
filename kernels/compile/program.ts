/** A TypeScript or JavaScript cell's text → its JavaScript, syntax tree and names, or what is wrong with it. */
import type {TypeScriptProblem} from "./erase-types.ts";
import {findNames, type Names} from "./names.ts";
import {isTooDeep, looksLikeMarkup, parseCell, refuseDepth, type Parsed} from "./parse.ts";
import {toSourceOffset, type SourceText} from "./source-text.ts";
import {refuse, type Refused} from "./syntax-error.ts";
import {loadTypeScriptTools} from "./typescript-tools.ts";

export interface ParsedProgram {
  readonly text: SourceText;
  readonly parsed: Parsed;
  readonly names: Names;
}

const maximumProblems = 10;

/** Offsets of what is refused are the source's. */
export function parseProgram(source: string, kind: "typescript" | "javascript"): ParsedProgram | readonly Refused[] {
  try {
    if (kind === "javascript") return finish({text: source, segments: null, shift: 0});
    if (!mayMeanTypes(source)) {
      const plain = finish({text: source, segments: null, shift: 0});
      if ("names" in plain || plain.some(({code}) => code === "too-deep")) return plain;
    }
    return parseTyped(source);
  } catch (error) {
    if (isTooDeep(error)) return [refuseDepth(source.length)];
    throw error;
  }
}

/** Text that is valid JavaScript and yet other TypeScript: `f<a>(b)`. Everything else that is valid JavaScript means the same in both. */
function mayMeanTypes(source: string): boolean {
  const angle = source.indexOf("<");
  return angle >= 0 && />\s*[(`]/.test(source.slice(angle));
}

function parseTyped(source: string): ParsedProgram | readonly Refused[] {
  const {parseTypeScript, eraseTypes, transformTypes} = loadTypeScriptTools();
  const {file, problems} = parseTypeScript(source);
  if (problems.length === 0) {
    const erased = eraseTypes(file);
    if (erased !== null) return finish({text: erased, segments: null, shift: 0});
    return parseAsExpression(source) ?? finish(transformTypes(source, 0));
  }
  const wrapped = parseAsExpression(source);
  if (wrapped) return wrapped;
  const refused = new Map(problems.map((problem) => toRefused(problem, source)).map((one) => [`${one.from} ${one.message}`, one]));
  return [...refused.values()].slice(0, maximumProblems);
}

/** An object, function or class that is no valid statement is tried in parentheses. */
function parseAsExpression(source: string): ParsedProgram | null {
  const text = `(${source}\n)`;
  const {parseTypeScript, eraseTypes, transformTypes} = loadTypeScriptTools();
  const {file, problems} = parseTypeScript(text);
  if (problems.length > 0) return null;
  const erased = eraseTypes(file);
  const sourceText: SourceText = erased === null ? transformTypes(text, 1) : {text: erased, segments: null, shift: 1};
  const program = finish(sourceText);
  return "names" in program && program.parsed.expression ? program : null;
}

function finish(text: SourceText): ParsedProgram | readonly Refused[] {
  const parsed = parseCell(text.text);
  if ("message" in parsed) {
    return [{...parsed, from: toSourceOffset(text, parsed.from), to: Math.max(toSourceOffset(text, parsed.from) + 1, toSourceOffset(text, parsed.to))}];
  }
  return {text, parsed, names: findNames(parsed.root)};
}

function toRefused({from, to, message}: TypeScriptProblem, source: string): Refused {
  const place = {start: from, end: to};
  const lineStart = source.lastIndexOf("\n", from) + 1;
  const markup = source.slice(lineStart, to).search(/<[A-Za-z>]/);
  if (markup >= 0 && looksLikeMarkup(source, lineStart + markup)) {
    return refuse("syntax", "syntax", "JSX is not run here: use html`…` for markup", {start: lineStart + markup, end: to});
  }
  return refuse("syntax", "syntax", message.replace(/\.$/, ""), place);
}
