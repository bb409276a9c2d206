/** How the workspace is built: Preact, into dist/workspace, with sign-in and home apart from the notebook's editor and charts; and the script of published pages. */
import {fileURLToPath} from "node:url";
import preact from "@preact/preset-vite";
import {defineConfig} from "vite";
import {noInlineHandlers} from "./no-inline-handlers.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root: folder,
  base: "/",
  plugins: [preact({devToolsEnabled: false, prefreshEnabled: false}), noInlineHandlers()],
  build: {
    outDir: fileURLToPath(new URL("../dist/workspace", import.meta.url)),
    emptyOutDir: true,
    // The server finds the script of published pages by it.
    manifest: true,
    rollupOptions: {input: {main: `${folder}index.html`, published: `${folder}published/main.ts`}},
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: {polyfill: false},
    chunkSizeWarningLimit: 1100,
    reportCompressedSize: false,
  },
});
