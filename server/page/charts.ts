/** Draws charts as SVG, and SVG as pixels, in a process of its own, which is killed when it takes too long. */
import {spawn, type ChildProcess} from "node:child_process";
import {createHash} from "node:crypto";
import {createInterface, type Interface} from "node:readline";
import {fileURLToPath} from "node:url";
import type {Json} from "#notebooks";
import type {ChartAnswer, ChartRequest, PictureAnswer} from "./chart-process.ts";

const deadlineMs = 20_000;
const projectFolder = fileURLToPath(new URL("../../", import.meta.url));
const processPath = fileURLToPath(new URL("./chart-process.ts", import.meta.url));

export class ChartDrawer {
  #child: ChildProcess | null = null;
  #lines: Interface | null = null;
  /** What was drawn already, by the digest of its specification. */
  readonly #drawn = new Map<string, ChartAnswer>();

  /** Draws one chart at a time. Never rejects: a chart that cannot be drawn says why. */
  async draw(specification: {readonly [key: string]: Json}, signal: AbortSignal): Promise<ChartAnswer> {
    const key = createHash("sha256").update(JSON.stringify(specification)).digest("hex");
    const answer = this.#drawn.get(key) ?? (await this.#ask<ChartAnswer>({specification}, signal));
    if ("svg" in answer) this.#drawn.set(key, answer);
    return answer;
  }

  /** SVG as pixels; one at a time. Never rejects: what cannot be drawn says why. */
  paint(svg: string, signal: AbortSignal): Promise<PictureAnswer> {
    return this.#ask<PictureAnswer>({picture: svg}, signal);
  }

  async #ask<Answer extends ChartAnswer | PictureAnswer>(request: ChartRequest, signal: AbortSignal): Promise<Answer | {readonly failed: string}> {
    const {child, lines} = this.#start();
    const {promise, resolve} = Promise.withResolvers<Answer | {readonly failed: string}>();
    const end = (): void => resolve({failed: "the process that draws charts ended"});
    const hear = (line: string): void => resolve(JSON.parse(line) as Answer);
    const stop = (): void => resolve({failed: "drawing was stopped"});
    const timer = setTimeout(() => resolve({failed: `drawing took longer than ${deadlineMs / 1000} s`}), deadlineMs);
    child.once("exit", end);
    lines.once("line", hear);
    signal.addEventListener("abort", stop, {once: true});
    child.stdin?.write(`${JSON.stringify(request)}\n`);
    let isAnswered = false;
    try {
      const answer = await promise;
      isAnswered = !("failed" in answer) || child.exitCode === null;
      if ("failed" in answer && /^(drawing|the process)/.test(answer.failed)) isAnswered = false;
      return answer;
    } finally {
      clearTimeout(timer);
      child.off("exit", end);
      lines.off("line", hear);
      signal.removeEventListener("abort", stop);
      if (!isAnswered) this.close();
    }
  }

  close(): void {
    this.#child?.kill("SIGKILL");
    this.#lines?.close();
    this.#child = null;
    this.#lines = null;
  }

  #start(): {readonly child: ChildProcess; readonly lines: Interface} {
    if (this.#child && this.#lines) return {child: this.#child, lines: this.#lines};
    const flags = ["--disable-warning=ExperimentalWarning", "--max-old-space-size=1024", "--permission", `--allow-fs-read=${projectFolder}*`];
    const child = spawn(process.execPath, [...flags, processPath], {stdio: ["pipe", "pipe", "ignore"], env: {TZ: "UTC"}, cwd: projectFolder});
    child.stdin.on("error", () => undefined);
    const lines = createInterface({input: child.stdout});
    this.#child = child;
    this.#lines = lines;
    return {child, lines};
  }
}
