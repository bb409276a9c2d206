/** The door of the server: accounts, notebooks, data sets and sockets over HTTP, on one data folder. */
export {serve} from "./serve.ts";
export {createServer} from "./server.ts";
export type {RunningServer} from "./server.ts";
export type {LoginLimits, LogLevel, ServeOptions} from "./options.ts";
export {FolderInUse} from "./store/folder-lock.ts";
