/** A server on one data folder: its parts put together, and taken apart again in the order that loses nothing. */
import {mkdirSync} from "node:fs";
import {createServer as createHttpServer} from "node:http";
import type {Server} from "node:http";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import {createAccountStore} from "./accounts/account-store.ts";
import {createAttempts} from "./accounts/attempts.ts";
import {createSignIns} from "./accounts/sign-in.ts";
import {SignInStore} from "./accounts/sign-in-store.ts";
import {createApp} from "./app.ts";
import {createDataSetStore} from "./data-sets/data-set-store.ts";
import {createFindData} from "./data-sets/find-data.ts";
import {createEngine} from "./engine.ts";
import {createDevelopmentPages} from "./http/development-pages.ts";
import type {Health} from "./http/health.ts";
import {createGate} from "./http/origin.ts";
import {createLog} from "./log.ts";
import {createKeyStore} from "./keys/key-store.ts";
import {createCellStore} from "./notebooks/cell-store.ts";
import {createExampleLibrary} from "./notebooks/example-library.ts";
import {createExporter} from "./notebooks/exporter.ts";
import {createLiveNotebooks} from "./notebooks/live-notebooks.ts";
import {createMaker} from "./notebooks/maker.ts";
import {createNotebookStore} from "./notebooks/notebook-store.ts";
import {takeSockets} from "./notebooks/sockets.ts";
import {projectFolder, toServerOptions} from "./options.ts";
import type {ServeOptions} from "./options.ts";
import {createEditionMaker} from "./publishing/make-edition.ts";
import {createPublicationStore} from "./publishing/publication-store.ts";
import {createPublisher} from "./publishing/publisher.ts";
import {createVerification} from "./publishing/verification.ts";
import {createReader} from "./reader/reader.ts";
import {createExportDesk} from "./exchange/export-desk.ts";
import {createRunComparer} from "./runs/comparer.ts";
import {createRunStore} from "./runs/run-store.ts";
import {createRunner} from "./runs/runner.ts";
import {createScheduling} from "./schedules/scheduling.ts";
import {systemResolve} from "./sources/address-guard.ts";
import {createSourceFetcher} from "./sources/source-fetcher.ts";
import {openDatabase} from "./store/database.ts";
import type {Database} from "./store/database.ts";
import {openFiles} from "./store/files.ts";
import {lockFolder} from "./store/folder-lock.ts";
import {createTemplateDesk} from "./templates/template-desk.ts";
import {createTemplateStore} from "./templates/template-store.ts";

export interface RunningServer {
  /** Where people reach it, such as `http://127.0.0.1:4400`. */
  readonly address: string;
  /** Which protections of the system are in force for cells. */
  readonly protections: Health["protections"];
  /** Says goodbye to every socket, keeps what is running, and lets the folder go. */
  close(): Promise<void>;
}

const upkeepMs = 60 * 60_000;

/** Starts a server: the folder is locked, the database brought to this version, and the port listened on when this resolves. */
export async function createServer(given: ServeOptions): Promise<RunningServer> {
  const options = toServerOptions(given);
  const {effects, folder} = options;
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const lock = lockFolder(folder);
  const undo: (() => unknown)[] = [() => lock.release()];
  try {
    const log = createLog(options.logLevel);
    const database = await openDatabase(join(folder, "recto.sqlite"));
    undo.push(() => database.close());
    const files = openFiles(folder, effects);
    const engine = await createEngine(options.limits);
    undo.push(() => engine.close());
    const reader = createReader();
    undo.push(() => reader.close());

    const accounts = createAccountStore(database, effects);
    const signInStore = new SignInStore(database, effects, options.signInMs);
    const signIns = createSignIns({accounts, store: signInStore, secret: findSecret(database, effects.randomId), options});
    const keys = createKeyStore(database, effects);
    const attempts = createAttempts(options.loginLimits);
    const gate = createGate(options);
    const dataSets = createDataSetStore(database, effects);
    const notebooks = createNotebookStore(database, effects);
    const cells = createCellStore(database, files);
    const world = {host: engine.host, compiler: engine.compiler, clock: effects.clock};
    const findData = createFindData({dataSets, files, reader});
    const runs = createRunStore(database, files, effects);
    const interrupted = runs.interruptStarted();
    if (interrupted > 0) log.warn({runs: interrupted}, "runs were interrupted when the server ended");
    const runner = createRunner({runs, files, notebooks, world, findData, options, effects, log});
    undo.push(() => runner.close());
    const comparer = createRunComparer({runs, files});
    undo.push(() => comparer.close());
    const exports = createExportDesk({runs, files});
    undo.push(() => exports.close());
    const live = createLiveNotebooks({notebooks, cells, runs, world, findData, options, log});
    undo.push(() => live.close());
    const maker = createMaker({notebooks, dataSets, files, reader, library: createExampleLibrary(), uploadLimitBytes: options.uploadLimitBytes});
    const publications = createPublicationStore(database, effects);
    const editions = createEditionMaker({runs, dataSets, files, reader});
    const publisher = createPublisher({publications, notebooks, runs, live, editions, effects});
    const verification = createVerification({publications, files, reader, world, options, log});
    undo.push(() => verification.close());
    const exporter = createExporter({notebooks, dataSets, files, reader, live});

    const templates = createTemplateDesk({templates: createTemplateStore(database, effects), notebooks, dataSets});
    const guard = {resolve: systemResolve, allowsPrivate: options.allowPrivateSources};
    const fetcher = createSourceFetcher({
      dataSets, files, reader, guard, folders: options.sourceFolders, changed: live.dataSetChanged,
      limits: {bytes: options.uploadLimitBytes, milliseconds: options.sourceTimeoutMs},
    });
    let address = options.publicAddress ?? "";
    const {schedules, notices, scheduler} = createScheduling({
      database, accounts, notebooks, fetcher, runner, runs, comparer, publications, publisher, files, reader, findData, guard, effects, log, address: () => address,
    });
    undo.push(() => scheduler.close());

    let isStopping = false;
    const {protections, version} = engine.host;
    const health = (): Health => ({status: isStopping ? "stopping" : "ok", kernel: version, protections});
    const http = createHttpServer({noDelay: true, requestTimeout: 15 * 60_000});
    const development = options.development ? await createDevelopmentPages(projectFolder, http) : null;
    if (development) undo.push(() => development.close());
    const developmentPages = development?.router ?? null;
    http.on(
      "request",
      createApp({
        options, log, gate, publications, publisher, verification, accounts, attempts, signIns, signInStore, keys, dataSets, notebooks, files, reader, runs, runner, comparer, exports, maker, exporter, templates, schedules, scheduler, notices, fetcher, live, health, developmentPages,
      }),
    );
    const stopSockets = takeSockets({server: http, gate, signIns, signInStore, live, options, log});
    const upkeep = setInterval(() => void keepUp().catch((error: unknown) => log.error({err: error}, "upkeep failed")), upkeepMs);
    upkeep.unref();
    const keepUp = async (): Promise<void> => {
      signInStore.deleteExpired();
      await files.sweep(database.filesInUse());
    };
    await keepUp();
    await listen(http, options.port, options.host);
    const localAddress = addressOf(http, options.host);
    address = options.publicAddress ?? localAddress;
    lock.describe(localAddress);
    scheduler.start();

    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      isStopping = true;
      clearInterval(upkeep);
      stopSockets();
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeIdleConnections();
      setTimeout(() => http.closeAllConnections(), 3000).unref();
      await Promise.all([live.close(), scheduler.close(), runner.close()]);
      await closed;
      for (const step of undo.reverse()) await step();
    };
    return {address, protections, close: () => (closing ??= close())};
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** The secret that signs cookies, made at the first start. */
function findSecret(database: Database, randomId: () => string): string {
  const {shared} = database;
  const query = shared.selectFrom("settings").select("value").where("name", "=", "cookie-secret");
  const found = database.first(query);
  if (found) return found.value;
  const value = randomId() + randomId();
  database.change(shared.insertInto("settings").values({name: "cookie-secret", value}));
  return value;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function addressOf(server: Server, host: string): string {
  const {port} = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host === "0.0.0.0" ? "localhost" : host;
  return `http://${name}:${port}`;
}
