/** The sockets' door: who may open one on which notebook, checked before a byte of it is read. */
import type {IncomingMessage, Server} from "node:http";
import type {Duplex} from "node:stream";
import {WebSocketServer} from "ws";
import type {SignIns} from "../accounts/sign-in.ts";
import type {SignInStore} from "../accounts/sign-in-store.ts";
import type {Gate} from "../http/origin.ts";
import {Problem, notFound, toHttpProblem} from "../http/problem.ts";
import type {Log} from "../log.ts";
import type {ServerOptions} from "../options.ts";
import {Connection} from "./connection.ts";
import type {LiveNotebooks} from "./live-notebooks.ts";

interface Parts {
  readonly server: Server;
  readonly gate: Gate;
  readonly signIns: SignIns;
  readonly signInStore: SignInStore;
  readonly live: LiveNotebooks;
  readonly options: ServerOptions;
  readonly log: Log;
}

/** A cell's longest text with every character escaped fits. */
const maximumMessageBytes = 8 * 2 ** 20;
const socketsPerAccount = 50;
const heartbeatMs = 30_000;
const address = /^\/api\/notebooks\/([A-Za-z0-9_-]{1,64})\/socket$/;

/** Takes upgrade requests; the answer stops taking them. */
export function takeSockets({server, gate, signIns, signInStore, live, options, log}: Parts): () => void {
  const sockets = new WebSocketServer({noServer: true, maxPayload: maximumMessageBytes, perMessageDeflate: false, clientTracking: false});
  const {effects} = options;

  async function take(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const refusal = gate.checkHost(request) ?? gate.checkSocketOrigin(request);
    if (refusal) throw refusal;
    const id = address.exec(new URL(request.url ?? "/", "http://localhost").pathname)?.[1];
    if (id === undefined) throw new Problem("not-found", "there is no socket at this address");
    const signIn = await signIns.find(request);
    if (!signIn) throw new Problem("not-signed-in", "sign in first");
    const account = signIn.account.id;
    const notebook = await live.open(account, id);
    if (!notebook) throw notFound("notebook");
    if (live.connectionsOf(account) >= socketsPerAccount)
      throw new Problem("too-many-attempts", `an account may look at notebooks through ${socketsPerAccount} pages at once: close some`);
    if (stream.destroyed) return;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const connection = new Connection({
        socket, notebook, account,
        sessionId: signIn.sessionId,
        client: effects.randomId(),
        clock: effects.clock,
        log: log.child({requestId: request.id}),
      });
      notebook.join(connection);
    });
  }

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    if (options.development && request.headers["sec-websocket-protocol"]?.startsWith("vite-")) return;
    request.id = effects.randomId();
    stream.on("error", (error) => log.debug({err: error}, "socket error"));
    take(request, stream, head).catch((error: unknown) => {
      const problem = error instanceof Problem ? error : new Problem("internal", "the server could not answer", {cause: error});
      if (problem.code === "internal") log.error({err: error, requestId: request.id}, "socket request failed");
      refuse(stream, problem, request.id);
    });
  };
  server.on("upgrade", onUpgrade);

  const heartbeat = setInterval(() => {
    for (const connection of live.connections()) {
      if (signInStore.isSignedIn(connection.sessionId, connection.account)) connection.ping();
      else connection.goodbye("signed-out");
    }
  }, heartbeatMs);
  heartbeat.unref();

  return () => {
    clearInterval(heartbeat);
    server.off("upgrade", onUpgrade);
  };
}

function refuse(stream: Duplex, problem: Problem, requestId: string): void {
  if (stream.destroyed) return;
  const body = toHttpProblem(problem, requestId);
  const text = JSON.stringify(body);
  stream.end(
    `HTTP/1.1 ${body.status} ${body.title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nX-Request-Id: ${requestId}\r\n\r\n${text}`,
  );
}
