/** Content-addressed files: bytes under their SHA-256, written to a temporary name, synced and renamed, so that a name never holds half. */
import {createHash} from "node:crypto";
import {mkdirSync, rmSync, statSync} from "node:fs";
import {access, open, readFile, readdir, rename, rm, stat, utimes} from "node:fs/promises";
import type {FileHandle} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Effects} from "../effects.ts";

export interface Files {
  /** Where the bytes of that digest lie. */
  path(digest: string): string;
  read(digest: string): Promise<Buffer>;
  /** 0 for a file that is not there. */
  sizeBytes(digest: string): number;
  /** Keeps bytes and gives their digest. */
  put(bytes: Uint8Array): Promise<string>;
  /** A file being written piece by piece, hashed on the way. */
  begin(): Promise<NewFile>;
  /** Deletes files that are not in use and were not touched in the last ten minutes; gives their number. */
  sweep(inUse: ReadonlySet<string>): Promise<number>;
}

export interface NewFile {
  readonly sizeBytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs, gives the file its name and tells its digest. */
  keep(): Promise<string>;
  discard(): Promise<void>;
}

const graceMs = 10 * 60_000;
const isDigest = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

export function openFiles(folder: string, effects: Effects): Files {
  const temporaryFolder = join(folder, "temporary");
  mkdirSync(join(folder, "files"), {recursive: true});
  mkdirSync(temporaryFolder, {recursive: true});

  const path = (digest: string): string => {
    if (!isDigest(digest)) throw new TypeError(`a file's digest must be 64 hexadecimal digits, got ${JSON.stringify(digest)}`);
    return join(folder, "files", digest.slice(0, 2), digest);
  };

  /** Marks a file that is there already as young, so that a sweep leaves it until its row is written. */
  async function touch(digest: string): Promise<boolean> {
    const now = effects.clock() / 1000;
    try {
      await access(path(digest));
      await utimes(path(digest), now, now);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    }
  }

  async function begin(): Promise<NewFile> {
    const temporaryPath = join(temporaryFolder, effects.randomId());
    const handle = await open(temporaryPath, "wx", 0o600);
    const hash = createHash("sha256");
    let sizeBytes = 0;
    let isOpen = true;
    const end = async (): Promise<void> => {
      if (isOpen) await handle.close();
      isOpen = false;
    };
    return {
      get sizeBytes() {
        return sizeBytes;
      },
      async write(bytes) {
        hash.update(bytes);
        sizeBytes += bytes.length;
        await writeAll(handle, bytes);
      },
      async keep() {
        const digest = hash.digest("hex");
        if (await touch(digest)) {
          await end();
          await rm(temporaryPath);
          return digest;
        }
        await handle.sync();
        await end();
        mkdirSync(dirname(path(digest)), {recursive: true});
        await rename(temporaryPath, path(digest));
        await syncFolder(dirname(path(digest)));
        return digest;
      },
      async discard() {
        await end();
        await rm(temporaryPath, {force: true});
      },
    };
  }

  return {
    path,
    read: (digest) => readFile(path(digest)),
    sizeBytes: (digest) => statSync(path(digest), {throwIfNoEntry: false})?.size ?? 0,
    async put(bytes) {
      const file = await begin();
      try {
        await file.write(bytes);
        return await file.keep();
      } catch (error) {
        await file.discard();
        throw error;
      }
    },
    begin,
    async sweep(inUse) {
      const old = effects.clock() - graceMs;
      let deleted = 0;
      for (const name of await readdir(temporaryFolder)) {
        if ((await stat(join(temporaryFolder, name))).mtimeMs < old) await rm(join(temporaryFolder, name), {force: true});
      }
      for (const part of await readdir(join(folder, "files"))) {
        for (const name of await readdir(join(folder, "files", part))) {
          if (!isDigest(name) || inUse.has(name) || statSync(path(name)).mtimeMs >= old) continue;
          rmSync(path(name));
          deleted += 1;
        }
      }
      return deleted;
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
