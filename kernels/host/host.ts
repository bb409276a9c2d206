/** Opens kernels: prepares their code and protections once, and keeps one process warm. */
import {readFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {prepareKernelCode} from "./bundle.ts";
import {KernelChild} from "./child.ts";
import type {Kernel, KernelEvents, KernelHost, Limits, RunSettings} from "./kernel.ts";
import {KernelSession} from "./kernel-session.ts";
import {probeProtections} from "./protections.ts";

export interface KernelHostOptions {
  /** The engine's executable; the running one when absent. */
  readonly engine?: string;
  /** Whether a process is kept ready for the next session; true when absent. */
  readonly spare?: boolean;
  /** The limits that the spare is built for; a session with others has its isolate built again. */
  readonly limits?: Limits;
  /** What one kernel process may use besides the engine's reservations, in megabytes; 1,000 when absent. */
  readonly processMemoryMb?: number;
  clock?(): number;
}

export const defaultLimits: Limits = {cellTimeoutMs: 30_000, memoryMb: 256, displayCharacters: 100_000, consoleLines: 1000, displaysPerCell: 100};

const optionNames: ReadonlySet<string> = new Set(["engine", "spare", "limits", "processMemoryMb", "clock"]);

interface Spare {
  readonly child: KernelChild;
  readonly limits: Limits;
  isAlive: boolean;
}

/** Prepares everything that kernels share. Rejects when no kernel process can be started here. */
export async function createKernelHost(options: KernelHostOptions = {}): Promise<KernelHost> {
  for (const name of Object.keys(options)) if (!optionNames.has(name)) throw new TypeError(`createKernelHost has no option ${name}`);
  const {engine = process.execPath, spare: hasSpare = true, limits: spareLimits = defaultLimits, processMemoryMb = 1000, clock = Date.now} = options;
  const code = await prepareKernelCode(engine);
  const command = await probeProtections(engine, code.folder, processMemoryMb);
  const version = await readVersion();
  const open = new Set<Kernel>();
  let spare: Spare | null = null;
  let isClosed = false;

  const startChild = (): KernelChild => new KernelChild(engine, command, code);

  const warm = (): void => {
    if (!hasSpare || isClosed || spare) return;
    const child = startChild();
    const made: Spare = {child, limits: spareLimits, isAlive: true};
    child.tellProcess({type: "build", memoryMb: spareLimits.memoryMb, cellTimeoutMs: spareLimits.cellTimeoutMs, epoch: 0});
    spare = made;
  };

  const take = (limits: Limits): {readonly child: KernelChild; readonly isBuilt: boolean} => {
    const found = spare;
    spare = null;
    setTimeout(warm, 50).unref();
    if (!found || found.child.isEnded) return {child: startChild(), isBuilt: false};
    const isBuilt = found.limits.memoryMb === limits.memoryMb && found.limits.cellTimeoutMs === limits.cellTimeoutMs;
    return {child: found.child, isBuilt};
  };

  warm();
  return {
    version: {version: `${version}+${code.digest.slice(0, 12)}`, engine: `node ${process.versions.node}, v8 ${process.versions.v8}`},
    protections: command.protections,
    async open(settings: RunSettings, limits: Limits, events: KernelEvents): Promise<Kernel> {
      if (isClosed) throw new Error("the kernel host is closed");
      const kernel = new KernelSession(settings, limits, events, {takeChild: take, clock, closed: (closed) => void open.delete(closed)});
      open.add(kernel);
      await kernel.ready;
      return kernel;
    },
    async close(): Promise<void> {
      isClosed = true;
      const children = [...open].map((kernel) => kernel.close());
      if (spare) children.push(spare.child.kill());
      await Promise.all(children);
    },
  };
}

async function readVersion(): Promise<string> {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const {version} = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {version: string};
  return version;
}
