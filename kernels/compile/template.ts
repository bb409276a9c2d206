/** The text of a Markdown, HTML or SQL cell → its plain strings and the expressions of its `${…}`. */
import type {Expression} from "acorn";
import {parseEmbedded} from "./parse.ts";
import type {Refused} from "./syntax-error.ts";

export interface Template {
  /** One more than there are expressions. */
  readonly strings: readonly string[];
  readonly expressions: readonly EmbeddedExpression[];
}

/** `from` and `to` enclose what stands between `${` and `}`. */
export interface EmbeddedExpression {
  readonly from: number;
  readonly to: number;
  readonly root: Expression;
}

/** A backslash keeps `\${` from beginning an expression; every other backslash is text. */
export function parseTemplate(source: string): Template | Refused {
  const strings: string[] = [];
  const expressions: EmbeddedExpression[] = [];
  let text = "";
  let position = 0;
  for (let found = source.indexOf("${"); found >= 0; found = source.indexOf("${", position)) {
    if (isEscaped(source, found)) {
      text += `${source.slice(position, found - 1)}\${`;
      position = found + 2;
      continue;
    }
    const parsed = parseEmbedded(source, found + 2);
    if ("message" in parsed) return parsed;
    strings.push(text + source.slice(position, found));
    expressions.push({from: found + 2, to: parsed.end, root: parsed.root});
    text = "";
    position = parsed.end + 1;
  }
  strings.push(text + source.slice(position));
  return {strings, expressions};
}

function isEscaped(source: string, dollar: number): boolean {
  let backslashes = 0;
  while (source[dollar - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}
