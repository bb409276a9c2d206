/** The system's protections for a kernel process: which there are, and the command line that puts them in force. */
import {spawn} from "node:child_process";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {engineFlags} from "./engine-flags.ts";

export interface Protection {
  readonly name: string;
  readonly active: boolean;
  readonly detail: string;
}

export interface KernelCommand {
  /** The program and its arguments up to the engine's own. */
  readonly wrapper: readonly string[];
  /** The engine's flags. */
  readonly flags: readonly string[];
  readonly protections: readonly Protection[];
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const nobody = 65534;
/** V8 reserves some 514 MB for code in each isolate, which counts as data: the engine's own, the sandbox's, and its successor's while it is replaced. */
const reservedMb = 1650;

/** Finds out once, by trying, what this system allows. `memoryMb`: what one process may use besides V8's reservations. */
export async function probeProtections(engine: string, codeFolder: string, memoryMb: number): Promise<KernelCommand> {
  const flags = [
    ...engineFlags,
    "--permission",
    "--allow-addons",
    "--allow-worker",
    "--no-warnings",
    ...readable(codeFolder).map((path) => `--allow-fs-read=${path}`),
  ];
  const test = ["--eval", "require('isolated-vm')"];
  const isRoot = process.getuid?.() === 0;
  const steps: readonly Step[] = [
    {name: "memory", words: ["prlimit", `--data=${(reservedMb + memoryMb) * 1024 * 1024}`], active: `${memoryMb} MB by prlimit`, inactive: "prlimit is not available: memory is watched only"},
    {
      name: "network", words: ["unshare", isRoot ? "-n" : "-rn"], active: "no network (unshare)",
      inactive: "unshare is not available: cells have no names that lead to the network, but the process is not cut off",
    },
    ...(isRoot
      ? [{
          name: "user", words: ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"],
          active: `runs as user ${nobody}`, inactive: `setpriv is not available, or user ${nobody} cannot read ${codeFolder}: the kernel process runs as root`,
        }]
      : []),
  ];
  const works = (chosen: readonly Step[]): Promise<boolean> =>
    process.platform === "linux" ? succeeds([...chosen.flatMap(({words}) => words), engine, ...flags, ...test], codeFolder) : Promise.resolve(false);
  let chosen: readonly Step[] = steps;
  if (!(await works(steps))) {
    chosen = [];
    for (const step of steps) if (await works([...chosen, step])) chosen = [...chosen, step];
  }
  const protections: Protection[] = [
    {name: "permissions", active: true, detail: "the kernel process reads its own code and writes nothing"},
    ...steps.map((step) => ({name: step.name, active: chosen.includes(step), detail: chosen.includes(step) ? step.active : step.inactive})),
    ...(isRoot ? [] : [{name: "user", active: true, detail: "the server does not run as root"}]),
  ];
  return {wrapper: chosen.flatMap(({words}) => words), flags, protections};
}

/** One protection: the words that it puts before the command, and what is said with and without it. */
interface Step {
  readonly name: string;
  readonly words: readonly string[];
  readonly active: string;
  readonly inactive: string;
}

/** What the kernel process may read: its bundle, the packages with native parts, and what their loaders probe. */
function readable(codeFolder: string): string[] {
  const require = createRequire(join(root, "package.json"));
  const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));
  return [
    join(codeFolder, "*"), join(packageFolder("isolated-vm"), "*"), join(packageFolder("node-gyp-build"), "*"),
    join(root, "node_modules", "@duckdb", "*"), join(root, "package.json"), join(root, "node_modules", "package.json"), "/etc/alpine-release", "/proc/self/smaps_rollup", "/proc/self/stat",
  ];
}

function succeeds(command: readonly string[], directory: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command[0] as string, command.slice(1), {cwd: directory, env: kernelEnvironment, stdio: "ignore"});
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

export const kernelEnvironment: {readonly [name: string]: string} = {TZ: "UTC"};
