/** The file that puts what cells give, and what is in scope, among the global names of a notebook's type checking. */
import {globalNames, scopeNames} from "../scope.ts";
import type {VirtualCell} from "./virtual-cell.ts";

export const namesFileName = "names.ts";

const platformNames: readonly string[] = [
  "console", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "queueMicrotask", "structuredClone", "TextEncoder", "TextDecoder",
];

/** Its own names begin with two underscores, so that a cell can give any other. Of two cells that give one name, the first is taken; the graph says that there are two. */
export function writeNamesFile(cells: readonly VirtualCell[]): string {
  const taken = new Set([...scopeNames, ...globalNames]);
  const imports: string[] = [];
  const names: string[] = [];
  for (const {id, fileName, gives} of cells) {
    if (gives.length > 0) imports.push(`import * as __cell${id} from "./${fileName}";`);
    for (const {name, kind, comment} of gives) {
      if (taken.has(name)) continue;
      taken.add(name);
      names.push(kind === "value" ? `${comment}\nconst ${name}: __Settled<typeof __cell${id}.${name}>;` : `export import ${name} = __cell${id}.${name};`);
    }
  }
  const scope = [...scopeNames].filter((name) => !name.startsWith("__") && !platformNames.includes(name));
  return [
    'import * as __scope from "../scope.ts";',
    'import * as __platform from "../platform.ts";',
    'import type {Settled as __Settled} from "../settled.ts";',
    ...imports,
    "declare global {",
    ...scope.map((name) => `export import ${name} = __scope.${name};`),
    ...platformNames.map((name) => `export import ${name} = __platform.${name};`),
    "export import Table = __scope.Table;",
    ...names,
    "}",
    "export {};",
  ].join("\n");
}
