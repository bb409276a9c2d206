/** JSON text: parsing that keeps large integers exact, and finding lines in it. */
import {DataError} from "./data-error.ts";

/** Like JSON.parse, but an integer literal that a double cannot hold becomes a bigint; DataError with the line where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    if (!/[[:,\s]-?\d{16,}(?![\d.eE])/.test(text) && !/^-?\d{16,}$/.test(text)) return JSON.parse(text) as unknown;
    const revive = (_: string, value: unknown, context: {readonly source?: string} | undefined) => {
      const source = context?.source;
      if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined || !/^-?\d+$/.test(source)) return value;
      return BigInt(source);
    };
    return (JSON.parse as (text: string, reviver: typeof revive) => unknown)(text, revive);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const before = text.slice(0, findFault(text));
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    const found = before.length >= text.length ? "it ends too early" : `${JSON.stringify(text[before.length])} does not belong there`;
    throw new DataError("damaged", `not valid JSON at line ${line}, column ${column}: ${found}`, {cause: error, line, column});
  }
}

/** 1-based line where element `index` of the array that is the whole text begins. */
export function lineOfElement(text: string, index: number): number {
  let depth = 0;
  let line = 1;
  let elements = 0;
  let waiting = true;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === "\n") {
      line += 1;
      continue;
    }
    if (character === " " || character === "\t" || character === "\r") continue;
    if (depth === 1 && character === ",") {
      waiting = true;
      continue;
    }
    if (depth === 1 && waiting && character !== "]") {
      if (elements === index) return line;
      elements += 1;
      waiting = false;
    }
    if (character === '"') {
      i += 1;
      while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
    } else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
  }
  return line;
}

/** JSON.rawJSON of the engine, which the library's types do not have yet. */
const {rawJSON} = JSON as unknown as {readonly rawJSON: (text: string) => unknown};

/** JSON text of a value, in which big integers are written as their digits; empty for what JSON cannot hold. */
export function writeJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? rawJSON(inner.toString()) : inner,
  );
  return text ?? "";
}

const literal = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const space = /[ \t\n\r]*/y;

/** The offset at which a text stops being JSON; the text's length when it ends too early. */
function findFault(text: string): number {
  const open: ("[" | "{")[] = [];
  let at = 0;
  /** What may come: a value, a value or the end of an empty list, a name, a name or the end, a colon, a comma or an end. */
  let expected: "value" | "value-or-end" | "name" | "name-or-end" | "colon" | "comma-or-end" = "value";
  for (;;) {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    if (at >= text.length) return text.length;
    const character = text[at] ?? "";
    if (expected === "colon" || expected === "comma-or-end") {
      const inside = open[open.length - 1];
      if (expected === "colon" && character === ":") expected = "value";
      else if (expected === "comma-or-end" && character === "," && inside !== undefined) expected = inside === "{" ? "name" : "value";
      else if (expected === "comma-or-end" && inside !== undefined && character === (inside === "{" ? "}" : "]")) open.pop();
      else return at;
      at += 1;
      continue;
    }
    if ((expected === "value-or-end" && character === "]") || (expected === "name-or-end" && character === "}")) {
      open.pop();
      expected = "comma-or-end";
      at += 1;
      continue;
    }
    const isName: boolean = expected === "name" || expected === "name-or-end";
    if (!isName && (character === "[" || character === "{")) {
      open.push(character);
      expected = character === "[" ? "value-or-end" : "name-or-end";
      at += 1;
      continue;
    }
    literal.lastIndex = at;
    const found: string | undefined = literal.exec(text)?.[0];
    if (found === undefined || (isName && !found.startsWith('"'))) return at;
    at += found.length;
    expected = isName ? "colon" : "comma-or-end";
  }
}
