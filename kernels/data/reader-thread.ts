/** The thread that a data reader starts: reads what it is asked for and hands the arrays over without copying them. */
import {parentPort} from "node:worker_threads";
import type {DataContent} from "./columns.ts";
import {DataError} from "./data-error.ts";
import type {ReaderFailure, ReaderReply, ReaderRequest} from "./data-reader.ts";
import {digestData} from "./digest-data.ts";
import {inspect} from "./inspect.ts";
import {readData} from "./read-data.ts";

const progressIntervalMs = 50;

async function answer(request: ReaderRequest, tell: (share: number) => void) {
  const {task, source, parsing, options} = request;
  if (task === "inspect") return inspect(source, {fileName: "", ...options, onProgress: tell});
  if (parsing === null) throw new TypeError(`task ${task} needs a parsing`);
  const read = {...(options.limits === undefined ? {} : {limits: options.limits}), onProgress: tell};
  return task === "read" ? readData(source, parsing, read) : digestData(source, parsing);
}

/** The buffers of a content, each once; only whole ones, which reading makes. */
function toTransfers(content: DataContent): ArrayBuffer[] {
  const arrays: ArrayBufferView[] = [];
  if (content.type === "text") arrays.push(content.bytes);
  else
    for (const column of content.columns.columns) {
      if (column.valid !== null) arrays.push(column.valid);
      if (column.type === "text") arrays.push(column.offsets, column.bytes);
      else if (column.type === "dictionary") arrays.push(column.codes);
      else arrays.push(column.values);
    }
  const whole = arrays.filter(
    ({buffer, byteLength}) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0,
  );
  return [...new Set(whole.map(({buffer}) => buffer as ArrayBuffer))];
}

function toFailure(error: unknown): ReaderFailure {
  if (error instanceof DataError)
    return {name: error.name, message: error.message, code: error.code, systemCode: null, line: error.line, column: error.column};
  const systemCode = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  const [name, message] = error instanceof Error ? [error.name, error.message] : ["Error", String(error)];
  return {name, message, code: null, systemCode, line: null, column: null};
}

parentPort?.on("message", (request: ReaderRequest) => {
  const port = parentPort;
  if (port === null) return;
  let told = 0;
  const tell = (share: number) => {
    const now = performance.now();
    if (now - told < progressIntervalMs && share < 1) return;
    told = now;
    port.postMessage({id: request.id, type: "progress", share} satisfies ReaderReply);
  };
  answer(request, tell).then(
    (result) => {
      const transfers = typeof result === "object" && "type" in result ? toTransfers(result) : [];
      port.postMessage({id: request.id, type: "done", result} satisfies ReaderReply, transfers);
    },
    (error: unknown) => port.postMessage({id: request.id, type: "failed", error: toFailure(error)} satisfies ReaderReply),
  );
});
