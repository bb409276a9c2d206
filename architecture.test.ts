/** The house as `ARCHITECTURE.md` draws it: who may import whom, one door a room, one owner a package, no rings. */
import {readFileSync, readdirSync} from "node:fs";
import {dirname, join, posix, relative, sep} from "node:path";
import {fileURLToPath} from "node:url";
import ts from "typescript";
import {describe, expect, it} from "vitest";

const root = dirname(fileURLToPath(import.meta.url));

/** Which rooms a room may use. A room not named here may be used by nobody but itself. */
const mayUse: Record<string, readonly string[]> = {
  notebooks: [],
  "kernels/data": ["notebooks"],
  "kernels/digest": ["notebooks", "kernels/data"],
  "kernels/compare": ["notebooks", "kernels/digest"],
  "kernels/boundary": ["notebooks", "kernels/compile"],
  "kernels/rnse": [],
  "kernels/risk": [],
  "kernels/forecast": [],
  "kernels/fl": [],
  "kernels/compile": ["notebooks", "kernels/data", "kernels/rnse", "kernels/risk", "kernels/forecast", "kernels/fl"],
  "kernels/sandbox": ["notebooks", "kernels/boundary", "kernels/digest", "kernels/data", "kernels/compile"],
  "kernels/host": [
    "notebooks", "kernels/boundary", "kernels/compile", "kernels/data", "kernels/digest", "kernels/rnse", "kernels/risk", "kernels/forecast", "kernels/fl",
  ],
  "kernels/session": ["notebooks", "kernels/compile", "kernels/data", "kernels/digest", "kernels/host"],
  templates: ["notebooks"],
  server: [
    "notebooks", "templates", "kernels/session", "kernels/compile", "kernels/host", "kernels/data", "kernels/digest", "kernels/compare",
    "kernels/rnse", "kernels/risk", "kernels/forecast", "kernels/fl",
  ],
  workspace: ["notebooks"],
};

/** Packages that more than one room may import, and why. */
const sharedPackages: Record<string, string> = {
  parse5: "notebooks reads files with it, and the command line cleans the pages that it writes",
  "markdown-it": "cells' Markdown is drawn in the sandbox, the documentation of names in the editor",
  "vega-interpreter": "charts are drawn without evaluating code in the workspace, and in the page that a notebook is exported to",
  vite: "the workspace is built with it, and served from its sources in development by the server",
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), {withFileTypes: true}).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.includes("/fixtures/") || file.includes("/testing/");

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      const typeOnly = ts.isImportDeclaration(node) ? (node.importClause?.isTypeOnly ?? false) : node.isTypeOnly;
      found.push({file, target: node.moduleSpecifier.text, typeOnly});
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const argument = node.arguments[0];
      if (argument && ts.isStringLiteral(argument)) found.push({file, target: argument.text, typeOnly: false});
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const roomOf = (file: string): string => {
  const parts = file.split("/");
  return parts[0] === "kernels" ? parts.slice(0, 2).join("/") : (parts[0] ?? "");
};

/** The room and file that an import reaches inside the project, or null for a package or a part of Node. */
function resolve({file, target}: Import): {room: string; file: string | null} | null {
  if (target.startsWith("#")) {
    const name = target.slice(1);
    const room = name.startsWith("kernels/") ? name.split("/").slice(0, 2).join("/") : (name.split("/")[0] ?? "");
    return {room, file: null};
  }
  if (!target.startsWith(".")) return null;
  const path = relative(root, join(root, dirname(file), target)).split(sep).join("/");
  return {room: roomOf(path), file: path.replace(/\?.*$/, "")};
}

const files = ["notebooks", "kernels", "templates", "server", "workspace"].flatMap(sourceFiles);
const production = files.filter((file) => !isTest(file));
const imports = production.flatMap(importsOf);

describe("the house", () => {
  it("a room uses only the rooms that it may use", () => {
    const wrong = imports.flatMap((entry) => {
      const reached = resolve(entry);
      const from = roomOf(entry.file);
      if (!reached || reached.room === from) return [];
      return mayUse[from]?.includes(reached.room) ? [] : [`${entry.file} imports ${entry.target}`];
    });
    expect(wrong).toEqual([]);
  });

  it("a room is entered by its door", () => {
    const wrong = imports.flatMap((entry) => {
      const reached = resolve(entry);
      return reached && reached.file && reached.room !== roomOf(entry.file) ? [`${entry.file} reaches into ${reached.file}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it("no file imports itself through others", () => {
    const edges = new Map<string, string[]>();
    for (const entry of imports) {
      if (entry.typeOnly) continue;
      const reached = resolve(entry);
      if (reached?.file) edges.set(entry.file, [...(edges.get(entry.file) ?? []), reached.file]);
    }
    const rings: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) {
        rings.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(rings).toEqual([]);
  });

  it("an npm package has one owning folder", () => {
    const owners = new Map<string, Set<string>>();
    for (const {file, target, typeOnly} of imports) {
      if (typeOnly || /^[.#]|^node:|^virtual:/.test(target)) continue;
      const name = target.split("/").slice(0, target.startsWith("@") ? 2 : 1).join("/");
      owners.set(name, (owners.get(name) ?? new Set()).add(roomOf(file)));
    }
    const shared = [...owners].filter(([name, rooms]) => rooms.size > 1 && !(name in sharedPackages));
    expect(shared.map(([name, rooms]) => `${name}: ${[...rooms].join(", ")}`)).toEqual([]);
  });

  it("the first line of every file says its concept", () => {
    const silent = production.filter((file) => !/^(#!.*\n)?\/\*\*(?: |\n \* )\S/.test(readFileSync(join(root, file), "utf8")));
    expect(silent).toEqual([]);
  });
});
