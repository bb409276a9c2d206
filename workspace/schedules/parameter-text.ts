/** Parameters as a person writes them: one a line, `name = value`; a value that is JSON is taken as such, and any other as text. */
import type {Json} from "#notebooks";

export type Parameters = {readonly [name: string]: Json};

export function toText(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => `${name} = ${typeof value === "string" && !isJson(value) ? value : JSON.stringify(value)}`).join("\n");
}

/** Throws a RangeError that names the line which has no name or no `=`. */
export function parseParameters(text: string): Parameters {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  return Object.fromEntries(
    lines.map((line): [string, Json] => {
      const at = line.indexOf("=");
      const name = line.slice(0, at).trim();
      if (at < 1 || name === "") throw new RangeError(`a parameter is written as name = value, got ${JSON.stringify(line)}`);
      const value = line.slice(at + 1).trim();
      return [name, isJson(value) ? (JSON.parse(value) as Json) : value];
    }),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
