/** Takes a file's bytes as they come: to a temporary file, hashed on the way, and never more than the limit. */
import type {IncomingMessage} from "node:http";
import {Problem} from "../http/problem.ts";
import type {Files} from "../store/files.ts";

const mebibyte = 2 ** 20;
const drainMs = 30_000;

/** Keeps the body of a request and gives its digest and size; throws `too-large` or `upload-cut`, leaving nothing behind. */
export async function receiveUpload(request: IncomingMessage, files: Files, limitBytes: number): Promise<{file: string; sizeBytes: number}> {
  const tooLarge = (): Problem =>
    new Problem("too-large", `the file is larger than ${Math.round((limitBytes / mebibyte) * 10) / 10} MB, the most that this server takes`);
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) {
    drain(request);
    throw tooLarge();
  }
  const file = await files.begin();
  try {
    for await (const chunk of request.iterator({destroyOnReturn: false}) as AsyncIterable<Buffer>) {
      if (file.sizeBytes + chunk.length > limitBytes) throw tooLarge();
      await file.write(chunk);
    }
    const {sizeBytes} = file;
    return {file: await file.keep(), sizeBytes};
  } catch (error) {
    await file.discard();
    if (error instanceof Problem) {
      drain(request);
      throw error;
    }
    if (request.destroyed || !request.complete) throw new Problem("upload-cut", "the upload ended before its last byte", {cause: error});
    throw error;
  }
}

/** Reads on and forgets for a while, so that a browser that is still sending gets to read the answer. */
function drain(request: IncomingMessage): void {
  const timer = setTimeout(() => request.destroy(), drainMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
  request.resume();
}
