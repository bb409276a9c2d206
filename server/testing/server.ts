/** A real server for a test: on a free port, with a folder of its own that is deleted afterwards. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createServer} from "../server.ts";
import type {RunningServer} from "../server.ts";
import type {ServeOptions} from "../options.ts";
import {Client} from "./client.ts";

export interface TestServer {
  readonly folder: string;
  readonly address: string;
  /** A new browser that nobody signed in with. */
  client(): Client;
  /** Stops the server and starts another on the same folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export function createFolder(): string {
  return mkdtempSync(join(tmpdir(), "recto-server-"));
}

export async function startServer(options: Partial<ServeOptions> = {}): Promise<TestServer> {
  const folder = options.folder ?? createFolder();
  const start = (): Promise<RunningServer> => createServer({port: 0, logLevel: "error", workspaceFolder: null, ...options, folder});
  let server = await start();
  return {
    folder,
    get address() {
      return server.address;
    },
    client: () => new Client(server.address),
    async restart() {
      await server.close();
      server = await start();
    },
    async close() {
      await server.close();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}
