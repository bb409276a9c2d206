/** Answers what a client asks without changing the notebook: pages of tables, completion, hover, and verifying what is shown. */
import type {Kernel, Limits} from "#kernels/host";
import {findCell, normaliseSource, type Cell, type ClientRequest, type NotebookState, type Report, type RunRecord, type ServerReply} from "#notebooks";
import type {SessionEffects} from "./session.ts";
import {verifyBy, type CreateSession} from "./verify.ts";

export interface RequestContext {
  readonly effects: SessionEffects;
  readonly createSession: CreateSession;
  /** Names the notebook to the compiler. */
  readonly notebookKey: string;
  readonly limits: Limits;
  readonly progress: (share: number | null, text: string) => void;
  readonly signal: AbortSignal;
  state(): NotebookState;
  /** The kernel, woken if it sleeps; null when none can be had. */
  kernel(): Promise<Kernel | null>;
  record(): RunRecord;
  report(report: Report): void;
}

export async function answerRequest(body: ClientRequest, context: RequestContext): Promise<ServerReply> {
  try {
    return await answer(body, context);
  } catch (error) {
    if (context.signal.aborted) return fail("aborted", "the request was given up");
    return fail("failed", error instanceof Error ? error.message : String(error));
  }
}

async function answer(body: ClientRequest, context: RequestContext): Promise<ServerReply> {
  const {state, effects, notebookKey} = context;
  const {notebook} = state();
  if (body.type === "verify") return verify(context);
  if (!findCell(notebook, body.cell)) return fail("cell-not-found", `there is no cell ${body.cell}`);
  if (body.type === "page-table") {
    const kernel = await context.kernel();
    if (!kernel) return fail("no-kernel", state().kernel.message ?? "there is no kernel at present");
    return {type: "page-table", page: await kernel.pageTable(body.cell, body.display, body.query)};
  }
  const cells = withSource(notebook.cells, body.cell, body.source);
  if (body.type === "complete") {
    return {type: "complete", completions: await effects.compiler.complete(notebookKey, cells, body.cell, body.position)};
  }
  return {type: "hover", hover: await effects.compiler.hover(notebookKey, cells, body.cell, body.position)};
}

async function verify({state, effects, createSession, limits, progress, signal, record, report}: RequestContext): Promise<ServerReply> {
  const {root} = state().proof;
  if (root === null) {
    return fail("unsettled", "there is nothing to verify yet: a cell is edited, stale, stopped or has not settled");
  }
  const {host, compiler, clock} = effects;
  const found = await verifyBy(createSession, {
    record: record(),
    notebook: state().notebook,
    findData: (name) => effects.findData(name),
    host,
    compiler,
    clock: () => clock(),
    limits,
    onProgress: progress,
    signal,
  });
  if (state().proof.root === root) report({type: "verified", report: found});
  return {type: "verify", report: found};
}

/** The cells with one source as it is typed, ahead of the edit that says so. */
function withSource(cells: readonly Cell[], id: number, source: string): readonly Cell[] {
  return cells.map((cell) => (cell.id === id ? {...cell, source: normaliseSource(source)} : cell));
}

function fail(code: string, message: string): ServerReply {
  return {type: "failed", code, message};
}
