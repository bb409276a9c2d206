/** The fonts of published pages: two, Latin alone, at addresses that change with their bytes. */
import {createHash} from "node:crypto";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";

interface PageFont {
  readonly family: string;
  readonly path: string;
  readonly bytes: Buffer;
}

/** No notebook is published at `-`. */
const folder = "/-/fonts";

const read = (family: string, file: string): PageFont => {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(file)));
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return {family, path: `${folder}/${family.toLowerCase().replaceAll(" ", "-")}-${digest}.woff2`, bytes};
};

export const pageFonts: readonly PageFont[] = [
  read("Inter", "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  read("Source Serif 4", "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2"),
];

const latin = "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD";

/** Text stands in the reader's own font until they are there. */
export const fontFaces = pageFonts
  .map(({family, path}) => `@font-face { font-family: "${family}"; font-weight: 200 900; font-display: swap; src: url(/p${path}) format("woff2"); unicode-range: ${latin}; }`)
  .join("\n");
