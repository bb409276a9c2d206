/** The kernel process: holds one isolate, passes messages in and out of it, and never trusts what it says. */
import {readFileSync} from "node:fs";
import {Socket} from "node:net";
import {dirname, join} from "node:path";
import {FrameReader, encodeFrame, frameTarget, type FromProcess, type ToProcess} from "#kernels/boundary";
import {Cage} from "./cage.ts";

const maximumFrameBytes = 1024 * 1024 * 1024;

const channel = new Socket({fd: 3, readable: true, writable: true});
const [bundlePath, snapshotPath] = process.argv.slice(2) as [string, string | undefined];

function send(target: number, json: string, attachments: readonly Uint8Array[] = []): void {
  channel.cork();
  for (const part of encodeFrame({target, json, attachments})) channel.write(part);
  channel.uncork();
}

function tell(message: FromProcess): void {
  send(frameTarget.process, JSON.stringify(message));
}

const cage = new Cage({
  readScript: () => readFileSync(bundlePath, "utf8"),
  readSnapshot: () => (snapshotPath ? readFileSync(snapshotPath) : null),
  readLibrary(name) {
    if (name !== "vl") throw new RangeError(`there is no library ${name}`);
    return readFileSync(join(dirname(bundlePath), "library-vl.js"), "utf8");
  },
  pass: (json, attachments) => send(frameTarget.sandbox, json, attachments),
  tell,
});

function handle(message: ToProcess): void {
  switch (message.type) {
    case "build":
      return void cage.build(message);
    case "ping":
      return tell({type: "pong", activeCell: cage.activeCell});
    case "measure": {
      const {user, system} = process.cpuUsage();
      return tell({type: "measured", request: message.request, memoryMb: readMemoryMb(), cpuMs: (user + system) / 1000});
    }
  }
}

/** Proportional set size where the system tells it, resident size otherwise. */
function readMemoryMb(): number {
  try {
    const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync("/proc/self/smaps_rollup", "utf8"));
    if (found) return Number(found[1]) / 1024;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return process.memoryUsage.rss() / (1024 * 1024);
}

const reader = new FrameReader(maximumFrameBytes, (frame) => {
  if (frame.target === frameTarget.sandbox) cage.deliver(frame);
  else handle(JSON.parse(frame.json) as ToProcess);
});

channel.on("data", (chunk: Buffer) => reader.push(chunk));
channel.on("close", () => process.kill(process.pid, "SIGKILL"));
channel.on("error", () => process.kill(process.pid, "SIGKILL"));
