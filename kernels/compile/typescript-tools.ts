/** What needs the TypeScript compiler, loaded when a cell first needs it: it takes a quarter of a second and 70 MB. */
import {createRequire} from "node:module";

type TypeScriptTools = typeof import("./erase-types.ts") & typeof import("./transform-types.ts");

let tools: TypeScriptTools | null = null;

export function loadTypeScriptTools(): TypeScriptTools {
  if (tools === null) {
    const require = createRequire(import.meta.url);
    const erasing = require("./erase-types.ts") as typeof import("./erase-types.ts");
    tools = {...erasing, ...(require("./transform-types.ts") as typeof import("./transform-types.ts"))};
  }
  return tools;
}
