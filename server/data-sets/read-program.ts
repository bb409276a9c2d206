/** The program of the process and the thread that read data: one question, one answer, and nothing kept but the tables read last. */
import {parentPort} from "node:worker_threads";
import {DataError, inspect, readData} from "#kernels/data";
import type {DataContent, Parsing} from "#kernels/data";
import type {NumberedReadRequest, ReadAnswer, ReadResult} from "./read-requests.ts";
import {toRowPage} from "./row-page.ts";

const tablesKept = 2;
const kept = new Map<string, DataContent>();

async function readForRows(path: string, digest: string, parsing: Parsing): Promise<DataContent> {
  const content = kept.get(digest) ?? (await readData({path}, parsing));
  kept.delete(digest);
  kept.set(digest, content);
  for (const oldest of kept.keys()) if (kept.size > tablesKept) kept.delete(oldest);
  return content;
}

async function answer(request: NumberedReadRequest): Promise<ReadResult> {
  switch (request.type) {
    case "inspect": {
      const {path, fileName, parsing} = request;
      return {type: "inspect", inspection: await inspect({path}, {fileName, ...(parsing && {parsing})})};
    }
    case "rows": {
      const content = await readForRows(request.path, request.digest, request.parsing);
      return {type: "rows", rows: toRowPage(content, request.offset, request.limit)};
    }
    case "load":
      return {type: "load", content: await readData({path: request.path}, request.parsing)};
  }
}

function buffersOf(result: ReadResult): ArrayBuffer[] {
  if (result.type !== "load") return [];
  const {content} = result;
  if (content.type === "text") return [content.bytes.buffer as ArrayBuffer];
  const arrays = content.columns.columns.flatMap((column): (ArrayBufferView | null)[] => {
    if (column.type === "text") return [column.valid, column.offsets, column.bytes];
    return [column.valid, column.type === "dictionary" ? column.codes : column.values];
  });
  return [...new Set(arrays.flatMap((array) => (array && array.buffer instanceof ArrayBuffer ? [array.buffer] : [])))];
}

async function toAnswer(request: NumberedReadRequest): Promise<ReadAnswer> {
  try {
    return {id: request.id, result: await answer(request)};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {id: request.id, failed: {code: error instanceof DataError ? error.code : null, message}};
  }
}

if (parentPort) {
  const port = parentPort;
  port.on("message", (request: NumberedReadRequest) => {
    void toAnswer(request).then((done) => port.postMessage(done, "result" in done ? buffersOf(done.result) : []));
  });
} else {
  process.on("message", (request: NumberedReadRequest) => void toAnswer(request).then((done) => process.send?.(done)));
}
