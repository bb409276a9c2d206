/** The workspace built for a test, into a folder of its own, once for each file of tests. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "vite";

export interface BuiltWorkspace {
  readonly folder: string;
  remove(): void;
}

/** Builds what the configuration beside `vite.config.ts` names. */
export async function buildForTest(configuration = "../vite.config.ts"): Promise<BuiltWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), "recto-workspace-"));
  await build({configFile: fileURLToPath(new URL(configuration, import.meta.url)), mode: "production", logLevel: "error", build: {outDir: folder, emptyOutDir: true}});
  return {folder, remove: () => rmSync(folder, {recursive: true, force: true})};
}
