/** Reads data sets away from the server's own thread: looks at new bytes in a process that may die of them, and loads known ones in a thread. */
import {fork} from "node:child_process";
import {fileURLToPath} from "node:url";
import {Worker} from "node:worker_threads";
import type {DataContent} from "#kernels/data";
import type {DataSetRows, Inspection, Parsing} from "#notebooks";
import {Problem} from "../http/problem.ts";
import type {DataSet} from "./data-set-store.ts";
import {ReadFailed, RemoteReader} from "./remote-reader.ts";
import type {StartRemote} from "./remote-reader.ts";

export interface DataReader {
  /** Looks at a file; with a parsing, reads it that way. Throws the problem `unreadable-file` or `too-large`. */
  inspect(path: string, fileName: string, parsing: Parsing | null): Promise<Inspection>;
  rows(dataSet: DataSet, path: string, offset: number, limit: number): Promise<DataSetRows>;
  load(dataSet: DataSet, path: string): Promise<DataContent>;
  close(): void;
}

const inspectDeadlineMs = 120_000;
const loadDeadlineMs = 120_000;
const program = fileURLToPath(new URL("./read-program.ts", import.meta.url));
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

export function createDataReader(): DataReader {
  const looking = new RemoteReader(startProcess, inspectDeadlineMs);
  const loading = new RemoteReader(startThread, loadDeadlineMs);

  return {
    async inspect(path, fileName, parsing) {
      const result = await looking.ask({type: "inspect", path, fileName, parsing}).catch(throwProblem);
      return expectType(result, "inspect").inspection;
    },
    async rows({inspection}, path, offset, limit) {
      const {digest, parsing} = inspection;
      const result = await loading.ask({type: "rows", path, digest, parsing, offset, limit}).catch(throwProblem);
      return expectType(result, "rows").rows;
    },
    async load({inspection}, path) {
      const {digest, parsing} = inspection;
      return expectType(await loading.ask({type: "load", path, digest, parsing}), "load").content;
    },
    close() {
      looking.close();
      loading.close();
    },
  };
}

function throwProblem(error: unknown): never {
  if (!(error instanceof ReadFailed) || error.code === null) throw error;
  throw new Problem(error.code === "too-large" ? "too-large" : "unreadable-file", error.message, {cause: error});
}

function expectType<Result extends {readonly type: string}, Type extends Result["type"]>(result: Result, type: Type): Extract<Result, {type: Type}> {
  if (result.type !== type) throw new TypeError(`the reader was asked to ${type} and answered ${result.type}`);
  return result as Extract<Result, {type: Type}>;
}
