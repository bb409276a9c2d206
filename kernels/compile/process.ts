/** The process that compiles cells: it is killed when it takes too long, so it keeps nothing. */
import {compileCell} from "./compile-cell.ts";
import {serve} from "./serve.ts";
import {loadTypeScriptTools} from "./typescript-tools.ts";

/** Milliseconds after which an idle process gets ready for types. */
const warmAfterMs = 20;

serve((request) => {
  if (request.type !== "compile") throw new TypeError(`compiling process takes compile requests, got ${request.type}`);
  return request.cells.map(compileCell);
});

setTimeout(loadTypeScriptTools, warmAfterMs);
