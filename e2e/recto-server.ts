/** The real `recto serve` in a process of its own, on a temporary folder and a port it keeps, for tests: started, stopped, killed, started again. */
import {spawn, type ChildProcess} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

export const projectFolder = join(import.meta.dirname, "..");
const command = join(projectFolder, "bin/recto.js");

export class RectoServer {
  /** A temporary folder for the test's own files; `data` inside it is the server's. Removed by `close`. */
  readonly folder: string;
  /** Where the server is, such as `http://127.0.0.1:41234`; the same after it was started again. */
  address = "";
  #process: ChildProcess | null = null;

  constructor(name: string) {
    this.folder = mkdtempSync(join(tmpdir(), `recto-${name}-`));
  }

  get dataFolder(): string {
    return join(this.folder, "data");
  }

  /** Starts the server, the first time on a free port, and resolves when it says where it is. Rejects with what it said when it ends instead. */
  start(): Promise<void> {
    const port = this.address === "" ? "0" : new URL(this.address).port;
    const started = spawn(process.execPath, [command, "serve", "--port", port, "--data", this.dataFolder], {stdio: ["ignore", "pipe", "pipe"]});
    this.#process = started;
    return new Promise((resolve, reject) => {
      let said = "";
      const listen = (chunk: Buffer) => {
        said += chunk.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (!found) return;
        this.address = found[0];
        resolve();
      };
      started.stdout.on("data", listen);
      started.stderr.on("data", listen);
      started.once("exit", (code, signal) => reject(new Error(`the server ended with ${code ?? signal}:\n${said}`)));
    });
  }

  /** Asks the server to stop and resolves when it has. */
  stop(): Promise<void> {
    return this.#end((started) => started.kill("SIGTERM"));
  }

  /** Kills the serving process itself, as the system does: nothing in it gets to say or write another thing. */
  kill(): Promise<void> {
    const {pid} = JSON.parse(readFileSync(join(this.dataFolder, "server.json"), "utf8")) as {pid: number};
    return this.#end(() => process.kill(pid, "SIGKILL"));
  }

  /** Stops the server if it runs, and removes the folder. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, {recursive: true, force: true});
  }

  async #end(act: (started: ChildProcess) => void): Promise<void> {
    const started = this.#process;
    this.#process = null;
    if (!started || started.exitCode !== null || started.signalCode !== null) return;
    const gone = once(started, "exit");
    act(started);
    await gone;
  }
}
