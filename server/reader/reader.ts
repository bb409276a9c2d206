/** Reads files away from the server's own thread: looks at new bytes in a process that may die of them, and loads known ones in a thread. */
import {fork} from "node:child_process";
import {fileURLToPath} from "node:url";
import {Worker} from "node:worker_threads";
import type {DataContent} from "#kernels/data";
import type {DataSetRows, Inspection, Notebook, Parsing, RunRecord} from "#notebooks";
import {Problem} from "../http/problem.ts";
import type {ProblemCode} from "../http/problem-codes.ts";
import {ReadFailed, RemoteReader} from "./remote.ts";
import type {StartRemote} from "./remote.ts";
import type {PackedData, ReadFailure, UnpackedNotebook} from "./requests.ts";

/** A data set's bytes and how they are read. */
export interface ReadableData {
  readonly path: string;
  readonly digest: string;
  readonly parsing: Parsing;
}

/** Throws the problems `unreadable-file`, `too-large` or `invalid-request` when the file or the request is at fault. */
export interface Reader {
  /** Looks at a file; with a parsing, reads it that way. */
  inspect(path: string, fileName: string, parsing: Parsing | null): Promise<Inspection>;
  rows(data: ReadableData, offset: number, limit: number): Promise<DataSetRows>;
  load(data: ReadableData): Promise<DataContent>;
  /** A notebook from a file's text. */
  unpack(text: string, limitBytes: number): Promise<UnpackedNotebook>;
  /** A notebook's file. */
  pack(given: PackedNotebook): Promise<string>;
  close(): void;
}

export interface PackedNotebook {
  readonly notebook: Notebook;
  readonly record: RunRecord | null;
  readonly original: string | null;
  readonly data: readonly PackedData[];
}

const lookingDeadlineMs = 120_000;
const loadingDeadlineMs = 120_000;
const program = fileURLToPath(new URL("./program.ts", import.meta.url));
const heapMb = 3072;

const startProcess: StartRemote = ({answered, ended}) => {
  const child = fork(program, [], {
    serialization: "advanced",
    execArgv: [`--max-old-space-size=${heapMb}`, "--disable-warning=ExperimentalWarning"],
    env: {TZ: "UTC"},
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.on("message", answered);
  child.once("error", (error) => ended(error.message));
  child.once("exit", (code, signal) => ended(signal ?? `code ${code}`));
  child.unref();
  child.channel?.unref();
  return {send: (request) => void child.send(request), end: () => void child.kill("SIGKILL")};
};

const startThread: StartRemote = ({answered, ended}) => {
  const worker = new Worker(program, {resourceLimits: {maxOldGenerationSizeMb: heapMb}, execArgv: ["--disable-warning=ExperimentalWarning"]});
  worker.on("message", answered);
  worker.once("error", (error: Error) => ended(error.message));
  worker.once("exit", (code) => ended(`code ${code}`));
  worker.unref();
  return {send: (request) => worker.postMessage(request), end: () => void worker.terminate()};
};

export function createReader(): Reader {
  const looking = new RemoteReader(startProcess, lookingDeadlineMs);
  const loading = new RemoteReader(startThread, loadingDeadlineMs);

  return {
    async inspect(path, fileName, parsing) {
      const result = await looking.ask({type: "inspect", path, fileName, parsing}).catch(throwProblem);
      return expectType(result, "inspect").inspection;
    },
    async rows(data, offset, limit) {
      return expectType(await loading.ask({type: "rows", ...data, offset, limit}).catch(throwProblem), "rows").rows;
    },
    async load(data) {
      return expectType(await loading.ask({type: "load", ...data}), "load").content;
    },
    async unpack(text, limitBytes) {
      return expectType(await looking.ask({type: "unpack", text, limitBytes}).catch(throwProblem), "unpack").unpacked;
    },
    async pack(given) {
      return expectType(await looking.ask({type: "pack", ...given}).catch(throwProblem), "pack").text;
    },
    close() {
      looking.close();
      loading.close();
    },
  };
}

const problemOf: Readonly<Record<ReadFailure, ProblemCode>> = {
  "too-large": "too-large",
  unreadable: "unreadable-file",
  invalid: "invalid-request",
  internal: "internal",
};

function throwProblem(error: unknown): never {
  if (!(error instanceof ReadFailed) || error.failure === "internal") throw error;
  throw new Problem(problemOf[error.failure], error.message, {cause: error});
}

function expectType<Result extends {readonly type: string}, Type extends Result["type"]>(result: Result, type: Type): Extract<Result, {type: Type}> {
  if (result.type !== type) throw new TypeError(`the reader was asked to ${type} and answered ${result.type}`);
  return result as Extract<Result, {type: Type}>;
}
