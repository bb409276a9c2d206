/** Builds the workspace when it is missing or older than its sources, so that installing and starting are all there is to do. */
import {spawn} from "node:child_process";
import {existsSync, readdirSync, statSync} from "node:fs";
import {join} from "node:path";

const sources = ["workspace", "notebooks", "package-lock.json"];

/** Whether `dist/workspace` is missing or older than what it is built from. */
export function needsBuild(projectFolder: string, builtFolder: string): boolean {
  const page = join(builtFolder, "index.html");
  if (!existsSync(join(projectFolder, "workspace", "vite.config.ts"))) return false;
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  return sources.some((source) => newestChange(join(projectFolder, source)) > builtAt);
}

/** Runs Vite's build in a process of its own; rejects with what it said when it fails. */
export async function buildWorkspace(projectFolder: string): Promise<void> {
  const vite = join(projectFolder, "node_modules", "vite", "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", "--config", join("workspace", "vite.config.ts")], {
    cwd: projectFolder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {...process.env, NODE_ENV: "production"},
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the workspace could not be built:\n${said.join("").slice(-4000)}`);
}

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  let newest = 0;
  for (const entry of readdirSync(path, {withFileTypes: true})) {
    if (entry.name === "node_modules" || entry.name === "dist" || /\.test\.tsx?$/.test(entry.name)) continue;
    newest = Math.max(newest, newestChange(join(path, entry.name)));
  }
  return newest;
}
