/**
 * Every template runs on its own sample to the end on the real kernels: a report without a complaint, and the root that its folder names.
 * After a change of an analysis, `RECTO_WRITE_ROOTS=1 npm test -- e2e/templates.test` writes the new roots; look at what changed before you keep them.
 */
import {readFileSync, writeFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {inspect} from "#kernels/data";
import {checkManifest, fromNotebook, guessColumns, instantiate, libraryTemplates} from "#templates";
import {writeNotebook} from "#notebooks/file";
import type {Display, TemplateParameter} from "#notebooks";
import {openEngine, runExample, type RunningEngine} from "./example-run.ts";

let engine: RunningEngine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** A report has its headline in bold at the top, a chart, and says what to do next. */
function checkReport(shown: readonly Display[]): void {
  const texts = shown.flatMap(({content}) => (content.type === "markdown" ? [content.html] : []));
  expect(texts[0]).toMatch(/<h1[^>]*>.+<\/h1>\s*<p>.*<strong>/s);
  expect(texts.join("")).toContain("What to do next");
  expect(shown.some(({content}) => content.type === "vega-lite")).toBe(true);
  expect(texts.join("")).not.toMatch(/NaN|undefined|\[object/);
}

function writeRoot(id: string, root: string): void {
  const path = new URL(`../templates/library/${id}/manifest.json`, import.meta.url);
  writeFileSync(path, readFileSync(path, "utf8").replace(/("expectedRoot": )"[^"]*"/, (_, key: string) => `${key}${JSON.stringify(root)}`));
}

describe.each(libraryTemplates().map((template) => [template.manifest.id, template] as const))("%s", (id, {manifest, notebook, sample, expectedRoot}) => {
  it("has a manifest in order, and a notebook as we write it", () => {
    checkManifest(manifest);
    expect(manifest.id).toBe(id);
    const text = readFileSync(new URL(`../templates/library/${id}/notebook.html`, import.meta.url), "utf8");
    expect(writeNotebook({notebook})).toBe(text);
  });

  it("has every role and parameter in a cell of its own, as a template made of the notebook would find them", async () => {
    const looked = sample === null ? null : await inspect({path: sample.path}, {fileName: sample.fileName});
    const format = looked?.parsing.format === "text" ? "text" : "table";
    const found = fromNotebook(notebook, looked && {format, columns: looked.columns});
    expect(found.manifest.needs).toBe(manifest.needs);
    expect(found.manifest.columns.map(({name, isRequired}) => [name, isRequired]).toSorted()).toEqual(manifest.columns.map(({name, isRequired}) => [name, isRequired]).toSorted());
    const sorted = (parameters: readonly TemplateParameter[]) => parameters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(found.manifest.parameters)).toEqual(sorted(manifest.parameters));
  });

  it("is its own notebook when its sample's columns are guessed", async () => {
    const looked = sample === null ? null : await inspect({path: sample.path}, {fileName: sample.fileName});
    const columns = looked === null ? {} : guessColumns(manifest.columns, looked.columns, looked.rows);
    expect(instantiate(manifest, notebook, {data: notebook.data[0] ?? null, columns, parameters: {}})).toEqual(notebook);
  });

  it("runs on its sample: every cell is done, pure and without a complaint, and the root is the one that is named", async () => {
    const data = sample === null ? [] : [{name: notebook.data[0]!.name, fileName: sample.fileName, path: sample.path}];
    const session = await runExample(engine, {text: writeNotebook({notebook}), data});
    try {
      for (const {id: cell, source} of session.state.notebook.cells) {
        const {result, analysis} = session.state.cells[cell]!;
        expect([source, result.status, result.error, result.purity]).toEqual([source, "done", null, "pure"]);
        expect([source, analysis.diagnostics]).toEqual([source, []]);
        expect(result.displays.map(({content}) => content.type)).not.toContain("error");
      }
      checkReport(session.state.notebook.cells.flatMap((cell) => session.state.cells[cell.id]!.result.displays));
      const record = session.record();
      expect(record.verifiable).toBe(true);
      if (process.env["RECTO_WRITE_ROOTS"] !== undefined) return writeRoot(id, record.root);
      expect(record.root, "where an analysis was changed on purpose, RECTO_WRITE_ROOTS=1 writes the new root").toBe(expectedRoot);
    } finally {
      await session.close();
    }
  });
});
