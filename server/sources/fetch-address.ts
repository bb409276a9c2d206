/** Fetches the bytes behind an address: limited in size and time, never from private addresses, through redirects that are checked alike. */
import type {IncomingMessage} from "node:http";
import type {Files} from "../store/files.ts";
import {SourceError} from "./address-guard.ts";
import {askAddress} from "./ask-address.ts";
import type {Guard} from "./ask-address.ts";

export interface FetchLimits {
  readonly bytes: number;
  /** For everything: the redirects, the answer, its last byte. */
  readonly milliseconds: number;
}

export interface FetchOptions extends Guard {
  readonly files: Pick<Files, "begin">;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
}

export interface FetchedFile {
  /** SHA-256 of the bytes: the name of the kept file. */
  readonly file: string;
  readonly sizeBytes: number;
  /** The last part of the path that was answered, or `data`. */
  readonly fileName: string;
}

const mostRedirects = 5;

/** Keeps the bytes behind an address; throws a SourceError in words, leaving nothing behind. */
export async function fetchAddress(address: string, options: FetchOptions): Promise<FetchedFile> {
  const {limits, signal} = options;
  const deadline = AbortSignal.timeout(limits.milliseconds);
  const either = AbortSignal.any([signal, deadline]);
  try {
    return await follow(toUrl(address), options, either);
  } catch (error) {
    if (signal.aborted) throw new SourceError("fetching was stopped", {cause: error});
    if (deadline.aborted) throw new SourceError(`${address} did not answer whole within ${limits.milliseconds / 1000} s`, {cause: error});
    if (error instanceof SourceError) throw error;
    const cause = (error as {cause?: unknown}).cause;
    if (cause instanceof SourceError) throw cause;
    throw new SourceError(`${address} could not be fetched: ${error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error)}`, {cause: error});
  }
}

export function toUrl(address: string): URL {
  if (!URL.canParse(address)) throw new SourceError(`an address begins with http:// or https://, got ${JSON.stringify(address)}`);
  return new URL(address);
}

async function follow(first: URL, options: FetchOptions, signal: AbortSignal): Promise<FetchedFile> {
  let url = first;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await askAddress(url, {method: "GET", headers: {accept: "*/*", "accept-encoding": "identity"}}, options, signal);
    const {statusCode = 0, headers} = answer;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy();
      const next = new URL(headers.location, url);
      if (url.protocol === "https:" && next.protocol === "http:") throw new SourceError(`${url.href} redirects to an address that is not encrypted`);
      url = next;
      continue;
    }
    if (statusCode !== 200) {
      answer.destroy();
      throw new SourceError(`${url.href} answered with ${statusCode}`);
    }
    return keep(answer, url, options);
  }
  throw new SourceError(`${first.href} redirects more than ${mostRedirects} times`);
}

async function keep(answer: IncomingMessage, url: URL, {files, limits}: FetchOptions): Promise<FetchedFile> {
  const tooLarge = (): SourceError => new SourceError(`${url.href} holds more than ${Math.round((limits.bytes / 2 ** 20) * 10) / 10} MB, the most that is fetched`);
  const {"content-length": length, "content-encoding": encoding, "content-type": type} = answer.headers;
  if (encoding !== undefined && encoding !== "identity") throw new SourceError(`${url.href} is encoded as ${encoding}, which was not asked for`);
  if (/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type ?? "")) {
    answer.destroy();
    throw new SourceError(`${url.href} answered with a web page, not with data`);
  }
  if (Number(length ?? 0) > limits.bytes) {
    answer.destroy();
    throw tooLarge();
  }
  const file = await files.begin();
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (file.sizeBytes + chunk.length > limits.bytes) throw tooLarge();
      await file.write(chunk);
    }
    const {sizeBytes} = file;
    return {file: await file.keep(), sizeBytes, fileName: toFileName(url)};
  } catch (error) {
    answer.destroy();
    await file.discard();
    throw error;
  }
}

function toFileName({pathname}: URL): string {
  const last = pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last).replace(/[/\\\u0000-\u001f]/g, "_").slice(0, 100) || "data";
  } catch (error) {
    if (error instanceof URIError) return "data";
    throw error;
  }
}
