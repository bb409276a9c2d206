#!/usr/bin/env node
/** Finds the Node engine that Recto is pinned to and runs a command under it, so that results do not depend on the machine's own Node. */
import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {delimiter, dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const requiredMajor = 24;

/** The path of the engine's executable: the platform's package, or the running Node where it is new enough. */
export function findEngine() {
  const name = process.platform === "win32" ? `node-win-${process.arch}` : `node-${process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(join(root, "package.json")).resolve(`${name}/package.json`));
    const path = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    if (existsSync(path)) return path;
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
  }
  if (Number(process.versions.node.split(".")[0]) >= requiredMajor) return process.execPath;
  console.error(
    `recto needs Node ${requiredMajor} or newer, and this is ${process.version}. There is no packaged engine for ` +
      `${process.platform}-${process.arch} in node_modules: run "npm ci", or install Node ${requiredMajor}.`,
  );
  process.exit(1);
}

/** Runs the engine with the given arguments, passes signals on, and ends as it ends. */
export function runEngine(args) {
  const engine = findEngine();
  const path = [dirname(engine), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const child = spawn(engine, args, {stdio: "inherit", env: {...process.env, PATH: path}});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) runEngine(process.argv.slice(2));
