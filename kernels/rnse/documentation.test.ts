/** What `docs/rnse.md` says of the options is what there is. */
import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {readOptions, rnseOptionNames} from "./options.ts";

const page = readFileSync(new URL("../../docs/rnse.md", import.meta.url), "utf8");
const table = page.slice(page.indexOf("## Options"), page.indexOf("## Result"));
const rows = [...table.matchAll(/^\| `(\w+)` \| ([^|]*) \|/gm)].map(([, name, fallback]) => [name!, fallback!.replaceAll("`", "").trim()] as const);

test("the page lists every option and no other, in order", () => {
  expect(rows.map(([name]) => name)).toEqual([...rnseOptionNames]);
});

test("the page gives the defaults that hold", () => {
  const defaults: Record<string, unknown> = {...readOptions()};
  for (const [name, fallback] of rows) if (name !== "onProgress") expect(fallback.toLowerCase()).toBe(String(defaults[name]).toLowerCase());
});
