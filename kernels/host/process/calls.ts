/** Calls of cells from one isolate: to the workers, or to the SQL engine; their answers go back as messages. */
import {join} from "node:path";
import type {ToSandbox} from "#kernels/boundary";
import {AnalysisPool} from "./analysis-pool.ts";
import type {FromWorker} from "./analysis-worker.ts";

type SqlCalls = typeof import("./sql-calls.ts");

export class Calls {
  readonly #tell: (message: ToSandbox, bytes: Uint8Array | null) => void;
  readonly #pool = new AnalysisPool();
  readonly #queries = new Map<number, AbortController>();

  constructor(tell: (message: ToSandbox, bytes: Uint8Array | null) => void) {
    this.#tell = tell;
  }

  start(call: number, name: string, seed: number, bytes: Uint8Array): void {
    const answer = (message: FromWorker): void => this.#answer(call, message);
    if (name === "sql") this.#startSql(call, bytes, answer);
    else this.#pool.start(call, {name, seed, bytes, answer});
  }

  askNext(call: number): void {
    this.#pool.askNext(call);
  }

  cancel(call: number): void {
    this.#queries.get(call)?.abort();
    this.#queries.delete(call);
    this.#pool.cancel(call);
  }

  close(): void {
    for (const query of this.#queries.values()) query.abort();
    this.#queries.clear();
    this.#pool.close();
  }

  #startSql(call: number, bytes: Uint8Array, answer: (message: FromWorker) => void): void {
    const query = new AbortController();
    this.#queries.set(call, query);
    const {runSql} = require(join(__dirname, "sql-calls.cjs")) as SqlCalls;
    void runSql(bytes, query.signal, (message) => {
      if (this.#queries.delete(call)) answer(message);
    });
  }

  #answer(call: number, message: FromWorker): void {
    switch (message.type) {
      case "progress":
        return this.#tell({type: "call-progress", call, share: message.share, text: message.text}, null);
      case "failed":
        return this.#tell({type: "call-failed", call, argumentDigest: message.argumentDigest, name: message.name, message: message.message}, null);
      case "result": {
        const {argumentDigest, resultDigest, isStream, isSeeded} = message;
        return this.#tell({type: "call-result", call, argumentDigest, resultDigest, bytes: 0, isStream, isSeeded}, message.bytes);
      }
    }
  }
}
