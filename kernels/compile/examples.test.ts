import {readdirSync, readFileSync} from "node:fs";
import {readNotebook} from "#notebooks/file";
import {afterAll, describe, expect, it} from "vitest";
import {createCompiler} from "./compiler.ts";
import {resolveTables} from "./compile-sql.ts";
import {analyseGraph} from "./graph.ts";

const folder = new URL("../../notebooks/examples/", import.meta.url);

describe("the example notebooks", () => {
  const compiler = createCompiler();
  afterAll(() => compiler.close());

  it.each(readdirSync(folder).filter((name) => name.endsWith(".html")))("%s has no problem and no type error", async (name) => {
    const {notebook} = readNotebook(readFileSync(new URL(name, folder), "utf8"));
    const compiled = resolveTables(await compiler.compile(notebook.cells));
    const analyses = analyseGraph(compiled, new Set());
    const types = await compiler.check(name, notebook.cells);
    const found = notebook.cells.flatMap(({id}) => [...(analyses.get(id)?.diagnostics ?? []), ...(types.get(id) ?? [])].map(({line, message}) => `cell ${id}, line ${line}: ${message}`));
    expect(notebook.cells.length).toBeGreaterThan(3);
    expect(found).toEqual([]);
  });
});
