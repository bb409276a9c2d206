/** The program of the process and the thread that read files: one question, one answer, and nothing kept but the tables read last. */
import {readFile} from "node:fs/promises";
import {parentPort} from "node:worker_threads";
import {DataError, inspect, readData, toCorrections} from "#kernels/data";
import type {DataContent, Parsing} from "#kernels/data";
import {parseRecord} from "#kernels/digest";
import type {RunRecord} from "#notebooks";
import {isJupyter, readJupyter, readNotebook, writeNotebook} from "#notebooks/file";
import type {NumberedReadRequest, PackedData, ReadAnswer, ReadFailure, ReadResult, UnpackedNotebook} from "./requests.ts";
import {toRowPage} from "./row-page.ts";

const tablesKept = 2;
const kept = new Map<string, DataContent>();

/** A failure that is known here already. */
class Failure extends Error {
  readonly failure: ReadFailure;

  constructor(failure: ReadFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

async function readForRows(path: string, digest: string, parsing: Parsing): Promise<DataContent> {
  const content = kept.get(digest) ?? (await readData({path}, parsing));
  kept.delete(digest);
  kept.set(digest, content);
  for (const oldest of kept.keys()) if (kept.size > tablesKept) kept.delete(oldest);
  return content;
}

function checkParsing(parsing: Parsing): Parsing {
  try {
    toCorrections(parsing);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new Failure("invalid", error.message);
    throw error;
  }
  return parsing;
}

function unpack(text: string, limitBytes: number): UnpackedNotebook {
  if (isJupyter(text)) return {...readJupyter(text), record: null, data: [], original: null};
  const {notebook, record, data, warnings} = readNotebook(text);
  for (const {name, bytes} of data)
    if (bytes.length > limitBytes) throw new Failure("too-large", `the data set ${JSON.stringify(name)} inside the file is larger than this server takes`);
  return {notebook, record: toRecord(record), data, warnings, original: writeNotebook({notebook, original: text})};
}

function toRecord(json: unknown): RunRecord | null {
  if (json === null) return null;
  try {
    return parseRecord(json);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

async function pack({notebook, record, original, data}: Extract<NumberedReadRequest, {type: "pack"}>): Promise<string> {
  const withBytes = async ({path, ...rest}: PackedData) => ({...rest, bytes: new Uint8Array(await readFile(path))});
  return writeNotebook({notebook, record, original, data: await Promise.all(data.map(withBytes))});
}

async function answer(request: NumberedReadRequest): Promise<ReadResult> {
  switch (request.type) {
    case "inspect": {
      const {path, fileName, parsing} = request;
      return {type: "inspect", inspection: await inspect({path}, {fileName, ...(parsing && {parsing: checkParsing(parsing)})})};
    }
    case "rows": {
      const content = await readForRows(request.path, request.digest, request.parsing);
      return {type: "rows", rows: toRowPage(content, request.offset, request.limit)};
    }
    case "load":
      return {type: "load", content: await readData({path: request.path}, request.parsing)};
    case "unpack":
      return {type: "unpack", unpacked: unpack(request.text, request.limitBytes)};
    case "pack":
      return {type: "pack", text: await pack(request)};
  }
}

/** The memory that goes over instead of being copied. */
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

function toFailure(error: unknown): ReadFailure {
  if (error instanceof Failure) return error.failure;
  if (error instanceof DataError) return error.code === "too-large" ? "too-large" : "unreadable";
  return "internal";
}

async function toAnswer(request: NumberedReadRequest): Promise<ReadAnswer> {
  try {
    return {id: request.id, result: await answer(request)};
  } catch (error) {
    return {id: request.id, failed: {failure: toFailure(error), message: error instanceof Error ? error.message : String(error)}};
  }
}

if (parentPort) {
  const port = parentPort;
  port.on("message", (request: NumberedReadRequest) => {
    void toAnswer(request).then((done) => port.postMessage(done, "result" in done ? buffersOf(done.result) : []));
  });
} else {
  process.on("message", (request: NumberedReadRequest) => void toAnswer(request).then((done) => process.send?.(done)));
  process.once("disconnect", () => process.exit());
}
