/** What was asked of a kernel and not yet answered: pages of tables, and how much it uses. */
import type {TablePage} from "#notebooks";

export interface Measured {
  readonly memoryMb: number;
  readonly cpuMs: number;
}

export class PendingRequests {
  readonly #pages = new Map<number, {resolve: (page: TablePage) => void; reject: (error: Error) => void}>();
  readonly #measures = new Map<number, (measured: Measured) => void>();
  #next = 1;

  /** Tells `ask` the number to be answered. */
  askPage(ask: (request: number) => void): Promise<TablePage> {
    const request = this.#next++;
    const answer = new Promise<TablePage>((resolve, reject) => this.#pages.set(request, {resolve, reject}));
    ask(request);
    return answer;
  }

  askMeasure(ask: (request: number) => void): Promise<Measured> {
    const request = this.#next++;
    const answer = new Promise<Measured>((resolve) => this.#measures.set(request, resolve));
    ask(request);
    return answer;
  }

  answerPage(request: number, page: TablePage | null, message: string): void {
    const waiting = this.#pages.get(request);
    this.#pages.delete(request);
    if (page) waiting?.resolve(page);
    else waiting?.reject(new Error(message));
  }

  answerMeasure(request: number, measured: Measured): void {
    this.#measures.get(request)?.(measured);
    this.#measures.delete(request);
  }

  /** Pages are refused with the reason; nothing is used any more. */
  fail(reason: string): void {
    for (const {reject} of this.#pages.values()) reject(new Error(reason));
    this.#pages.clear();
    for (const resolve of this.#measures.values()) resolve({memoryMb: 0, cpuMs: 0});
    this.#measures.clear();
  }
}
