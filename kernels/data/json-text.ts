/** JSON text: parsing that keeps large integers exact, and finding lines in it. */
import {DataError} from "./data-error.ts";

/** Like JSON.parse, but an integer literal that a double cannot hold becomes a bigint; DataError with the line where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text) as unknown;
    const revive = (_: string, value: unknown, context: {readonly source?: string} | undefined) => {
      const source = context?.source;
      if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined || !/^-?\d+$/.test(source)) return value;
      return BigInt(source);
    };
    return (JSON.parse as (text: string, reviver: typeof revive) => unknown)(text, revive);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /position (\d+)/.exec(error.message)?.[1];
    const before = position === undefined ? null : text.slice(0, Number(position));
    const line = before === null ? null : before.split("\n").length;
    const message = error.message.replace(/^Unexpected/, "unexpected").replace(/, "[\s\S]*$/, "").replace(/ in JSON at position \d+.*$/s, "");
    throw new DataError("damaged", `not valid JSON${line === null ? "" : ` at line ${line}`}: ${message}`, {cause: error, line});
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
    if (character === "\"") {
      i += 1;
      while (i < text.length && text[i] !== "\"") i += text[i] === "\\" ? 2 : 1;
    } else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
  }
  return line;
}

/** JSON.rawJSON of the engine, which the library's types do not have yet. */
const {rawJSON} = JSON as unknown as {readonly rawJSON: (text: string) => unknown};

/** JSON text of a value, in which big integers are written as their digits; empty for what JSON cannot hold. */
export function writeJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? rawJSON(inner.toString()) : inner));
  return text ?? "";
}
