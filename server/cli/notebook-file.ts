/** A notebook's file as the command line reads it: a notebook file, Jupyter's, or a page that was exported with the notebook inside. */
import {readFile, rename, rm, writeFile} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {parseRecord} from "#kernels/digest";
import type {RunRecord} from "#notebooks";
import {isJupyter, readJupyter, readNotebook, type NotebookFile} from "#notebooks/file";
import {CommandError, exitCodes} from "./exit-code.ts";
import {readEmbeddedFile} from "../page/embedded-file.ts";

export interface OpenedFile {
  readonly path: string;
  readonly file: NotebookFile;
  /** The exported page that the notebook was found in, whole; null for a plain notebook file. */
  readonly page: string | null;
}

const largestFileBytes = 1 << 30;

/** Reads a file. Throws a CommandError that says why it cannot be read. */
export async function openFile(path: string, remark: (text: string) => void): Promise<OpenedFile> {
  const text = await readText(path);
  const inner = readEmbeddedFile(text);
  const file = readFileText(inner ?? text);
  const isNotebook = file.notebook.cells.length > 0 || (isJupyter(text) ? file.warnings.length === 0 : /<notebook[\s>]/i.test(inner ?? text));
  if (!isNotebook) {
    const reason = isJupyter(text) ? file.warnings.join("; ") : "it has no <notebook> element";
    throw new CommandError(exitCodes.unreadable, `${path} is not a notebook: ${reason}`);
  }
  for (const warning of file.warnings) remark(`${basename(path)}: ${warning}`);
  return {path, file, page: inner === null ? null : text};
}

/** A file of Jupyter's is written as one of Recto's, afresh. */
function readFileText(text: string): NotebookFile {
  return isJupyter(text) ? {...readJupyter(text), record: null, data: [], original: ""} : readNotebook(text);
}

/** The record of a file. Throws a CommandError when there is none, or it is not as the format has it. */
export function readRecord({path, file}: OpenedFile): RunRecord {
  if (file.record === null) throw new CommandError(exitCodes.unreadable, `${path} holds no run record: recto run ${path} --out FILE makes one`);
  try {
    return parseRecord(file.record);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.unreadable, `the run record of ${path} cannot be read: ${reason}`, {cause: error});
  }
}

/** Writes a file whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.draft`);
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw new CommandError(exitCodes.unreadable, `${path} cannot be written: ${explain(error)}`, {cause: error});
  }
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > largestFileBytes) throw new RangeError(`it is larger than ${largestFileBytes} bytes`);
    return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (error) {
    throw new CommandError(exitCodes.unreadable, `${path} cannot be read: ${explain(error)}`, {cause: error});
  }
}

/** Why a file could not be used, in words. */
export function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT") return "there is no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission is denied";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOSPC") return "there is no space left";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return error instanceof Error ? error.message : String(error);
}
