/** A person's browser for the tests: keeps cookies, sends the Origin, and collects what a notebook's socket says. */
import {WebSocket} from "ws";
import type {ClientMessage, Command, Edit, HttpProblem, NotebookState, ServerMessage} from "#notebooks";
import {applyOperation} from "#notebooks";

const patienceMs = 45_000;

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export class Client {
  readonly address: string;
  cookie = "";

  constructor(address: string) {
    this.address = address;
  }

  async send<Body = HttpProblem>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(this.address + path, {
      method,
      headers: {
        origin: this.address,
        ...(this.cookie && {cookie: this.cookie}),
        ...(body !== undefined && !isRaw && {"content-type": "application/json"}),
        ...headers,
      },
      ...(body !== undefined && {body: isRaw ? (body as BodyInit) : JSON.stringify(body)}),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(";")[0] ?? "";
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body};
  }

  async signUp(name: string): Promise<this> {
    const answer = await this.send("POST", "/api/accounts", {email: `${name}@example.org`, password: `${name}'s password`});
    if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return this;
  }

  async signIn(name: string): Promise<this> {
    const answer = await this.send("POST", "/api/session", {email: `${name}@example.org`, password: `${name}'s password`});
    if (answer.status !== 201) throw new Error(`sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return this;
  }

  /** Opens the notebook's socket; rejects with the HTTP status when it is refused. */
  open(notebook: string, headers: Record<string, string> = {}): Promise<Page> {
    return new Promise((resolve, reject) => {
      const url = `${this.address.replace(/^http/, "ws")}/api/notebooks/${notebook}/socket`;
      const socket = new WebSocket(url, {headers: {cookie: this.cookie, origin: this.address, ...headers}});
      const page = new Page(socket);
      socket.once("unexpected-response", (_request, response) => {
        reject(new SocketRefused(response.statusCode ?? 0));
        socket.terminate();
      });
      socket.on("error", reject);
      page.until((message) => message.type === "welcome").then(() => resolve(page), reject);
    });
  }
}

export class SocketRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the socket was refused with ${status}`);
    this.status = status;
  }
}

/** One open page on a notebook: applies what it is told, as the workspace does. */
export class Page {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly closed: Promise<number>;
  client = "";
  #state: NotebookState | null = null;
  #nextId = 1;
  readonly #waiters = new Set<{wants(message: ServerMessage): boolean; resolve(message: ServerMessage): void; reject(error: Error): void}>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.#take(JSON.parse(String(data)) as ServerMessage));
    this.closed = new Promise((resolve) => socket.once("close", (code) => resolve(code)));
    void this.closed.then((code) => {
      for (const {reject} of this.#waiters) reject(new Error(`the socket closed with ${code}`));
    });
  }

  get state(): NotebookState {
    if (!this.#state) throw new Error("the page was not welcomed yet");
    return this.#state;
  }

  post(message: ClientMessage | object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Sends an operation and gives the server's answer to it. */
  async operate(operation: Edit | Command): Promise<Extract<ServerMessage, {type: "acknowledged" | "refused"}>> {
    const id = this.#nextId++;
    const answer = this.until((message) => (message.type === "acknowledged" || message.type === "refused") && message.id === id);
    this.post({type: "operation", id, operation});
    return (await answer) as Extract<ServerMessage, {type: "acknowledged" | "refused"}>;
  }

  /** Replaces the whole source of a cell. */
  write(cell: number, source: string): Promise<Extract<ServerMessage, {type: "acknowledged" | "refused"}>> {
    const before = this.state.notebook.cells.find(({id}) => id === cell)?.source ?? "";
    const changes: [number, ...string[]][] = [[before.length, ...source.split("\n")]];
    return this.operate({type: "edit-source", id: cell, version: this.state.cells[cell]?.version ?? 0, changes, client: this.client});
  }

  /** The next message that fits. */
  until(wants: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState === WebSocket.CLOSED) reject(new Error("the socket is closed"));
      else this.#waiters.add({wants, resolve, reject});
    });
  }

  /** Resolves as soon as the state fits; at once when it does. Rejects with what the cells are doing when it takes too long. */
  async reaches(fits: (state: NotebookState) => boolean): Promise<NotebookState> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the page waited in vain: ${this.#describe()}`)), patienceMs);
    });
    try {
      while (!fits(this.state)) await Promise.race([this.until(() => true), tooLong]);
      return this.state;
    } finally {
      clearTimeout(timer);
    }
  }

  #describe(): string {
    const {kernel, proof, sequence, revision, cells} = this.state;
    const results = Object.entries(cells).map(([id, {result}]) => `${id} ${result.status} ${result.error?.message ?? ""}`);
    const latest = this.messages.slice(-8).map((message) => JSON.stringify(message).slice(0, 400));
    return [JSON.stringify({kernel, root: proof.root, sequence, revision}), ...results, ...latest].join("\n");
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #take(message: ServerMessage): void {
    this.messages.push(message);
    if (message.type === "welcome") {
      this.client = message.client;
      this.#state = message.state;
    } else if (message.type === "applied" && this.#state && message.revision > this.#state.revision) {
      this.#apply(message.operation);
    } else if (message.type === "reports" && this.#state) {
      message.reports.forEach((report, index) => {
        if (message.sequence + index > this.state.sequence) this.#apply(report);
      });
    }
    for (const waiter of [...this.#waiters]) {
      if (!waiter.wants(message)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(message);
    }
  }

  #apply(operation: Parameters<typeof applyOperation>[1]): void {
    const outcome = applyOperation(this.state, operation);
    if ("refused" in outcome) throw new Error(`the page refused what the server accepted: ${outcome.message}`);
    this.#state = outcome.state;
  }
}
