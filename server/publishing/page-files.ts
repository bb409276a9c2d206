/** Where the script of published pages is in the built workspace, by the manifest that the build leaves. */
import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {ServerOptions} from "../options.ts";

const source = "published/main.ts";

/** The script's address; null when there is no built workspace: the page then shows everything and does nothing. */
export function findPageScript({workspaceFolder, development}: Pick<ServerOptions, "workspaceFolder" | "development">): string | null {
  if (development) return `/${source}`;
  const path = workspaceFolder === null ? null : join(workspaceFolder, ".vite", "manifest.json");
  if (path === null || !existsSync(path)) return null;
  const manifest = JSON.parse(readFileSync(path, "utf8")) as {readonly [source: string]: {readonly file: string} | undefined};
  const entry = manifest[source];
  return entry ? `/${entry.file}` : null;
}
