/** The file that puts what cells give, and what is in scope, among the global names of a notebook's type checking. */
import {globalNames, scopeNames} from "../scope.ts";
import type {VirtualCell} from "./virtual-cell.ts";

export const namesFileName = "names.ts";

const platformNames = ["console", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "structuredClone", "TextEncoder", "TextDecoder"];

/** Of two cells that give one name, the first is taken; the graph says that there are two. */
export function writeNamesFile(cells: readonly VirtualCell[]): string {
  const taken = new Set([...scopeNames, ...globalNames]);
  const imports: string[] = [];
  const names: string[] = [];
  for (const {id, fileName, gives} of cells) {
    if (gives.length > 0) imports.push(`import * as cell${id} from "./${fileName}";`);
    for (const {name, kind, comment} of gives) {
      if (taken.has(name)) continue;
      taken.add(name);
      names.push(kind === "value" ? `${comment}\nconst ${name}: Settled<typeof cell${id}.${name}>;` : `export import ${name} = cell${id}.${name};`);
    }
  }
  const scope = [...scopeNames].filter((name) => !name.startsWith("__") && !platformNames.includes(name));
  return [
    'import * as scope from "../scope.ts";',
    'import * as platform from "../platform.ts";',
    'import type {Settled} from "../settled.ts";',
    ...imports,
    "declare global {",
    ...scope.map((name) => `export import ${name} = scope.${name};`),
    ...platformNames.map((name) => `export import ${name} = platform.${name};`),
    "export import Table = scope.Table;",
    ...names,
    "}",
    "export {};",
  ].join("\n");
}
