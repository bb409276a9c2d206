/** One server a data folder: a lock that the system lets go of when the process ends, however it ends. */
import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import Sqlite from "better-sqlite3";

export interface FolderLock {
  /** Says where the holder of the lock can be reached, for whoever is refused. */
  describe(address: string): void;
  release(): void;
}

/** Another server holds the folder. */
export class FolderInUse extends Error {
  readonly code = "folder-in-use";

  constructor(folder: string, holder: string, cause: unknown) {
    super(`the data folder ${folder} is used by another server${holder}: stop it first, or choose another folder`, {cause});
    this.name = "FolderInUse";
  }
}

/** Takes the folder, or throws `FolderInUse`. The lock is SQLite's own on a file of its own, so a killed process leaves none behind. */
export function lockFolder(folder: string): FolderLock {
  const descriptionPath = join(folder, "server.json");
  const lock = new Sqlite(join(folder, "lock.sqlite"), {timeout: 0});
  try {
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith("SQLITE_BUSY"))
      throw new FolderInUse(folder, readHolder(descriptionPath), error);
    throw error;
  }
  const describe = (address: string): void => writeFileSync(descriptionPath, JSON.stringify({pid: process.pid, address}));
  describe("");
  return {
    describe,
    release() {
      rmSync(descriptionPath, {force: true});
      lock.exec("ROLLBACK");
      lock.close();
    },
  };
}

function readHolder(path: string): string {
  try {
    const {pid, address} = JSON.parse(readFileSync(path, "utf8")) as {pid: number; address: string};
    return ` (process ${pid}${address ? `, ${address}` : ""})`;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
