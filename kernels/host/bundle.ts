/** The kernel process's code and the sandbox's script, bundled once by content into a cache folder. */
import {build, type BuildOptions} from "esbuild";
import {spawn} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, statSync} from "node:fs";
import {chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile} from "node:fs/promises";
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

const shared: BuildOptions = {bundle: true, write: false, metafile: true, absWorkingDir: root, logLevel: "silent", target: "node24", legalComments: "none", treeShaking: true};

/** A script for the isolate; with a name, its last expression is what the entry exports. */
async function bundleScript(entry: string, name: string | null): Promise<{readonly text: string; readonly inputs: readonly string[]}> {
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
  return {text: result.outputFiles?.[0]?.text ?? "", inputs: Object.keys(result.metafile?.inputs ?? {})};
}

/** Files that an analysis reads at run time, placed beside the code as they are. */
const placed = ["node_modules/@bsull/augurs-prophet-wasmstan/prophet-wasmstan.core.wasm"];

async function bundleProcess(): Promise<{readonly files: ReadonlyMap<string, string>; readonly inputs: readonly string[]}> {
  const result = await build({
    ...shared,
    entryPoints: {
      ...Object.fromEntries(["main", "analysis-worker", "sql-calls", "make-snapshot"].map((name) => [name, join(here, "process", `${name}.ts`)])),
      "forecast-worker": join(root, "kernels", "forecast", "many", "worker.ts"),
    },
    format: "cjs",
    platform: "node",
    outdir: "out",
    external: ["isolated-vm", "@duckdb/node-api", "@duckdb/node-bindings"],
    packages: "bundle",
    sourcemap: false,
    outExtension: {".js": ".cjs"},
  });
  const files = new Map((result.outputFiles ?? []).map((file) => [file.path.slice(file.path.lastIndexOf("/") + 1), file.text]));
  return {files, inputs: Object.keys(result.metafile?.inputs ?? {})};
}

/** What was bundled last: used again while none of its files changed. */
interface Manifest {
  readonly name: string;
  readonly digest: string;
  readonly files: readonly (readonly [path: string, modifiedAtMs: number, sizeBytes: number])[];
}

const cache = join(root, "dist", "kernel");

function describeFiles(paths: readonly string[]): Manifest["files"] {
  return paths.map((path) => {
    const found = statSync(join(root, path), {throwIfNoEntry: false});
    return [path, found?.mtimeMs ?? 0, found?.size ?? 0] as const;
  });
}

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
    const isSame = JSON.stringify(describeFiles(manifest.files.map(([file]) => file))) === JSON.stringify(manifest.files);
    return isSame && existsSync(join(cache, manifest.name)) ? manifest : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as {code?: string}).code === "ENOENT") return null;
    throw error;
  }
}

/** Bundles unless the cache has what would come out, and says where it is. */
export async function prepareKernelCode(engine: string): Promise<KernelCode> {
  const circumstances = createHash("sha256").update([engine, process.versions.v8, process.arch, ...engineFlags].join()).digest("hex").slice(0, 16);
  const manifestPath = join(cache, `${circumstances}.json`);
  const known = await readManifest(manifestPath);
  if (known) return toKernelCode(known);
  const [sandbox, charts, parts] = await Promise.all([bundleScript("main.ts", null), bundleScript("charts-library.ts", "exported"), bundleProcess()]);
  const others = await Promise.all(placed.map(async (path) => [path.slice(path.lastIndexOf("/") + 1), await readFile(join(root, path))] as const));
  const files = new Map<string, string | Uint8Array>([...parts.files, ["sandbox.js", sandbox.text], ["library-vl.js", charts.text], ...others]);
  const hash = createHash("sha256");
  for (const [name, content] of files) hash.update(name).update(content);
  const digest = hash.digest("hex");
  const name = createHash("sha256").update(circumstances + digest).digest("hex").slice(0, 16);
  await place(name, files, engine);
  const inputs = [...new Set([...sandbox.inputs, ...charts.inputs, ...parts.inputs, ...placed])];
  const manifest: Manifest = {name, digest, files: describeFiles(inputs)};
  const draft = join(cache, `${name}-${process.pid}.json`);
  await writeFile(draft, JSON.stringify(manifest));
  await rename(draft, manifestPath);
  return toKernelCode(manifest);
}

function toKernelCode({name, digest}: Manifest): KernelCode {
  const folder = join(cache, name);
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
async function place(name: string, files: ReadonlyMap<string, string | Uint8Array>, engine: string): Promise<void> {
  const folder = join(cache, name);
  if (existsSync(folder)) return;
  await mkdir(cache, {recursive: true});
  const draft = await mkdtemp(join(cache, "draft-"));
  for (const [file, content] of files) await writeFile(join(draft, file), content, {mode: 0o644});
  await makeSnapshot(engine, draft);
  await chmod(draft, 0o755);
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, {recursive: true, force: true});
    if (!existsSync(folder)) throw new Error(`the kernel's code could not be placed in ${folder}`, {cause: error});
  }
}
