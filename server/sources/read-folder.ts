/** Reads a file under a folder that the operator named: after every link is followed, the file must still lie in it. */
import {constants} from "node:fs";
import {open, realpath} from "node:fs/promises";
import {basename, isAbsolute, join, sep} from "node:path";
import type {Files} from "../store/files.ts";
import {SourceError} from "./address-guard.ts";
import type {FetchLimits, FetchedFile} from "./fetch-address.ts";

export interface FolderOptions {
  readonly files: Pick<Files, "begin">;
  /** Absolute paths of the folders. */
  readonly folders: readonly string[];
  readonly limits: Pick<FetchLimits, "bytes">;
  readonly signal: AbortSignal;
}

/** Keeps the bytes of a file; throws a SourceError in words. What lies outside the folders is answered as what is not there. */
export async function readFromFolder(path: string, {files, folders, limits, signal}: FolderOptions): Promise<FetchedFile> {
  if (folders.length === 0) throw new SourceError("this server reads no folder: its operator names one with --source-folder");
  const real = await findReal(path, folders);
  if (real === null) throw new SourceError(`there is no file ${JSON.stringify(path)} in a folder that the operator named`);
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new SourceError(`${JSON.stringify(path)} is not a file`);
    const file = await files.begin();
    try {
      for await (const chunk of handle.createReadStream({autoClose: false, signal}) as AsyncIterable<Buffer>) {
        if (file.sizeBytes + chunk.length > limits.bytes) throw new SourceError(`${JSON.stringify(path)} holds more than ${Math.round(limits.bytes / 2 ** 20)} MB, the most that is read`);
        await file.write(chunk);
      }
      const {sizeBytes} = file;
      return {file: await file.keep(), sizeBytes, fileName: basename(real)};
    } catch (error) {
      await file.discard();
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function findReal(path: string, folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    try {
      const root = await realpath(folder);
      const real = await realpath(isAbsolute(path) ? path : join(root, path));
      if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES" || code === "ELOOP" || code === "ERR_INVALID_ARG_VALUE") continue;
      throw error;
    }
  }
  return null;
}
