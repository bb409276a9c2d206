import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {projectFolder} from "../options.ts";
import {problemCodes} from "./problem-codes.ts";

const page = readFileSync(join(projectFolder, "docs", "errors.md"), "utf8");
const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| ([^|]+) \|/gm)].map(([, code, status, title]) => [code, Number(status), title?.trim()]);
const declared = Object.entries(problemCodes).map(([code, {status, title}]) => [code, status, title]);

const sources = readdirSync(join(projectFolder, "server"), {recursive: true, encoding: "utf8"})
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.endsWith("problem-codes.ts"))
  .map((path) => readFileSync(join(projectFolder, "server", path), "utf8"))
  .join("\n");

describe("docs/errors.md", () => {
  it("describes every problem of the server, with its status and title", () => {
    expect(documented).toEqual(expect.arrayContaining(declared));
  });

  it("describes no problem that the server does not have", () => {
    expect(declared).toEqual(expect.arrayContaining(documented));
  });
});

describe("every problem", () => {
  it.each(Object.keys(problemCodes))("is answered somewhere: %s", (code) => {
    expect(sources).toContain(`"${code}"`);
  });
});
