/** SVG as pixels, with the workspace's own font and nothing of the machine's: the same bytes everywhere. */
import {readFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {initWasm, Resvg} from "@resvg/resvg-wasm";

const resolve = (file: string): string => fileURLToPath(import.meta.resolve(file));
const fonts = ["latin", "latin-ext", "greek", "cyrillic"].map((script) => `@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`);

let ready: Promise<Uint8Array[]> | null = null;

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(await readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return Promise.all(fonts.map((font) => readFile(resolve(font))));
}

/** A PNG as large as the SVG says. Throws for what is no SVG. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const fontBuffers = await (ready ??= prepare());
  const drawing = new Resvg(svg, {font: {fontBuffers, defaultFontFamily: "Inter Variable", sansSerifFamily: "Inter Variable"}});
  try {
    return drawing.render().asPng();
  } finally {
    drawing.free();
  }
}
