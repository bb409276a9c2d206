/** Measures the whole way of an edit: over the socket into the server, through the kernel, and back to the same client. */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {WebSocket} from "ws";
import type {ClientMessage, NotebookState, NotebookSummary, ServerMessage} from "#notebooks";
import {applyOperation, toCell} from "#notebooks";
import {createServer} from "#server";
import type {Row} from "./row.ts";

const warmUps = 200;
const rounds = 1000;
const targets = {p50: 2, p95: 6};

export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "recto-bench-"));
  const server = await createServer({port: 0, folder, logLevel: "silent", workspaceFolder: null});
  try {
    const {cookie, notebook} = await prepare(server.address);
    const page = await open(server.address, notebook, cookie);
    const latencies = await measure(page);
    page.socket.close();
    return toRows(latencies);
  } finally {
    await server.close();
    rmSync(folder, {recursive: true, force: true});
  }
}

function toRows(latencies: readonly number[]): Row[] {
  const sorted = latencies.toSorted((a, b) => a - b);
  return (["p50", "p95"] as const).map((name) => {
    const milliseconds = sorted[Math.floor((sorted.length - 1) * (name === "p50" ? 0.5 : 0.95))] ?? NaN;
    const target = targets[name];
    return {
      name: `edit to result over the socket, chain of three cells, ${name}`,
      measured: `${milliseconds.toFixed(2)} ms`,
      target: `≤ ${target} ms`,
      ratio: milliseconds / target,
      reached: milliseconds <= target,
    };
  });
}

async function prepare(address: string): Promise<{cookie: string; notebook: string}> {
  const post = async (path: string, body: object, cookie = ""): Promise<Response> => {
    const headers = {"content-type": "application/json", origin: address, cookie};
    const response = await fetch(address + path, {method: "POST", headers, body: JSON.stringify(body)});
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const account = await post("/api/accounts", {email: "bench@example.org", password: "a long password"});
  const cookie = account.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const notebook = (await (await post("/api/notebooks", {}, cookie)).json()) as NotebookSummary;
  return {cookie, notebook: notebook.id};
}

interface Page {
  readonly socket: WebSocket;
  state(): NotebookState;
  send(operation: Extract<ClientMessage, {type: "operation"}>["operation"]): void;
  until(fits: (state: NotebookState) => boolean): Promise<void>;
}

async function open(address: string, notebook: string, cookie: string): Promise<Page> {
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/notebooks/${notebook}/socket`, {headers: {origin: address, cookie}});
  let state: NotebookState | null = null;
  let nextId = 1;
  let waiting: {fits: (state: NotebookState) => boolean; resolve: () => void; reject: (error: Error) => void} | null = null;
  const apply = (operation: Parameters<typeof applyOperation>[1]): void => {
    const outcome = state && applyOperation(state, operation);
    if (outcome && !("refused" in outcome)) state = outcome.state;
  };
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as ServerMessage;
    if (message.type === "welcome") state = message.state;
    if (message.type === "applied") apply(message.operation);
    if (message.type === "reports") message.reports.forEach(apply);
    if (message.type === "refused") waiting?.reject(new Error(`refused: ${message.message}`));
    if (!state || !waiting?.fits(state)) return;
    const {resolve} = waiting;
    waiting = null;
    resolve();
  });
  const present = (): NotebookState => {
    if (!state) throw new Error("there was no welcome");
    return state;
  };
  const until = (fits: (state: NotebookState) => boolean): Promise<void> =>
    state && fits(state) ? Promise.resolve() : new Promise((resolve, reject) => (waiting = {fits, resolve, reject}));
  const send: Page["send"] = (operation) => socket.send(JSON.stringify({type: "operation", id: nextId++, operation} satisfies ClientMessage));
  socket.once("error", (error) => waiting?.reject(error));
  await until(() => true);
  return {socket, state: present, send, until};
}

async function measure({state, send, until}: Page): Promise<number[]> {
  const sources = ["const a = 0;", "const b = a + 1;", "b + 1"];
  send({type: "delete-cell", id: 1});
  sources.forEach((source, index) => send({type: "insert-cell", cell: toCell({id: index + 2, source}), after: index === 0 ? null : index + 1}));
  send({type: "run", cells: "all"});
  await until(({cells}) => shows(cells[4]) === "2");
  const latencies: number[] = [];
  let source = sources[0] ?? "";
  for (let round = 1; round <= warmUps + rounds; round += 1) {
    const next = `const a = ${round};`;
    const startedAt = performance.now();
    send({type: "edit-source", id: 2, version: state().cells[2]?.version ?? 0, changes: [[source.length, next]], client: "bench"});
    send({type: "run", cells: [2]});
    source = next;
    await until(({cells}) => shows(cells[4]) === String(round + 2));
    if (round > warmUps) latencies.push(performance.now() - startedAt);
  }
  return latencies;
}

function shows(cell: NotebookState["cells"][number] | undefined): string | null {
  const content = cell?.result.status === "done" ? cell.result.displays[0]?.content : undefined;
  return content?.type === "inspect" ? content.node.text : null;
}
