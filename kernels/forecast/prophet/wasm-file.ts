/** The bytes of the compiled Stan model: beside the bundled code where there is one, else in the package. */
import {existsSync, readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";

/** Reads a WebAssembly file of the package. */
export function readWasm(name: string): Uint8Array<ArrayBuffer> {
  const beside = typeof __dirname === "string" ? join(__dirname, name) : null;
  const path = beside !== null && existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`@bsull/augurs-prophet-wasmstan/${name}`);
  return new Uint8Array(readFileSync(path));
}
