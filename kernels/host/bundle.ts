/** The kernel process's code and the sandbox's script, bundled once by content into a cache folder. */
import {build, type BuildOptions} from "esbuild";
import {spawn} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync} from "node:fs";
import {chmod, mkdir, mkdtemp, rename, rm, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {engineFlags} from "./engine-flags.ts";

export interface KernelCode {
  readonly folder: string;
  /** Started by the engine. */
  readonly processPath: string;
  /** Run in the isolate. */
  readonly sandboxPath: string;
  /** The isolate as it is after the script has run; null where no snapshot could be made. */
  readonly snapshotPath: string | null;
  /** SHA-256 of everything that decides what a cell computes. */
  readonly digest: string;
}

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));

const shared: BuildOptions = {bundle: true, write: false, absWorkingDir: root, logLevel: "silent", target: "node24", legalComments: "none", treeShaking: true};

/** A script for the isolate; with a name, its last expression is what the entry exports. */
async function bundleScript(entry: string, name: string | null): Promise<string> {
  const result = await build({
    ...shared,
    entryPoints: [join(root, "kernels", "sandbox", entry)],
    format: "iife",
    platform: "browser",
    minify: true,
    charset: "ascii",
    banner: {js: "\"use strict\";"},
    ...(name === null ? {} : {globalName: name, footer: {js: name}}),
    outfile: "script.js",
  });
  return result.outputFiles?.[0]?.text ?? "";
}

async function bundleProcess(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    ...shared,
    entryPoints: Object.fromEntries(["main", "analysis-worker", "sql-calls", "make-snapshot"].map((name) => [name, join(here, "process", `${name}.ts`)])),
    format: "cjs",
    platform: "node",
    outdir: "out",
    external: ["isolated-vm", "@duckdb/node-api", "@duckdb/node-bindings"],
    packages: "bundle",
    sourcemap: false,
    outExtension: {".js": ".cjs"},
  });
  return new Map((result.outputFiles ?? []).map((file) => [file.path.slice(file.path.lastIndexOf("/") + 1), file.text]));
}

/** Bundles, fills the cache if it has not what came out, and says where it is. */
export async function prepareKernelCode(engine: string): Promise<KernelCode> {
  const [sandbox, charts, parts] = await Promise.all([bundleScript("main.ts", null), bundleScript("charts-library.ts", "exported"), bundleProcess()]);
  const hash = createHash("sha256").update(sandbox).update(charts);
  for (const [name, text] of parts) hash.update(name).update(text);
  const digest = hash.digest("hex");
  const files = new Map([...parts, ["sandbox.js", sandbox], ["library-vl.js", charts]]);
  const name = createHash("sha256").update([digest, engine, process.versions.v8, process.arch, ...engineFlags].join()).digest("hex").slice(0, 16);
  const folder = await place(join(root, "dist", "kernel"), name, files, engine);
  const snapshotPath = join(folder, snapshotName);
  return {
    folder, processPath: join(folder, "main.cjs"), sandboxPath: join(folder, "sandbox.js"), snapshotPath: existsSync(snapshotPath) ? snapshotPath : null, digest,
  };
}

const snapshotName = "sandbox.snapshot";

/** A sandbox starts without a snapshot too, only later. */
function makeSnapshot(engine: string, folder: string): Promise<void> {
  return new Promise((resolve) => {
    const words = [...engineFlags, join(folder, "make-snapshot.cjs"), join(folder, "sandbox.js"), join(folder, snapshotName)];
    const child = spawn(engine, words, {cwd: folder, env: {TZ: "UTC"}, stdio: "ignore"});
    child.on("error", () => resolve());
    child.on("exit", () => resolve());
  });
}

/** Writes the files beside the others in one step, so that another process never sees half of them. */
async function place(parent: string, name: string, files: ReadonlyMap<string, string>, engine: string): Promise<string> {
  const folder = join(parent, name);
  if (existsSync(folder)) return folder;
  await mkdir(parent, {recursive: true});
  const draft = await mkdtemp(join(parent, "draft-"));
  for (const [file, text] of files) await writeFile(join(draft, file), text, {mode: 0o644});
  await makeSnapshot(engine, draft);
  await chmod(draft, 0o755);
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, {recursive: true, force: true});
    if (!existsSync(folder)) throw new Error(`the kernel's code could not be placed in ${folder}`, {cause: error});
  }
  return folder;
}
