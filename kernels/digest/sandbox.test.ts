/** What the sandbox bundles needs nothing but the language: it runs in a bare context and gives the same bytes there. */
import {createContext, runInContext} from "node:vm";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import {describe, expect, it} from "vitest";
import vectors from "./vectors.json" with {type: "json"};

async function bundle(): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL("./sandbox.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "digest",
    platform: "neutral",
    target: "es2024",
    write: false,
  });
  return outputFiles[0]!.text;
}

describe("the sandbox's half of the room", () => {
  it("bundles without Node and without packages, and gives the vectors' bytes in a context that has neither TextEncoder nor Buffer", async () => {
    const code = await bundle();
    expect(code).not.toMatch(/\bnode:|require\(/);
    const context = createContext({});
    runInContext(code, context);
    expect(runInContext("typeof TextEncoder + typeof Buffer + typeof crypto", context)).toBe("undefinedundefinedundefined");
    const expressions = vectors.values.filter(({value}) => !value.includes("aq."));
    const script = `JSON.stringify(${JSON.stringify(expressions.map(({value}) => value))}.map((expression) => {
      const bytes = digest.encodeValue((0, eval)("(" + expression + ")"), {description: ${JSON.stringify(vectors.description)}});
      if (!digest.isOpaque(bytes)) {
        const again = digest.encodeValue(digest.decodeValue(bytes));
        if (digest.toHexadecimal(again) !== digest.toHexadecimal(bytes)) throw new Error(expression);
      }
      return digest.toHexadecimal(bytes);
    }))`;
    expect(JSON.parse(runInContext(script, context) as string)).toEqual(expressions.map(({bytes}) => bytes));
  });
});
