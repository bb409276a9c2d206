/** What a settled session came to, in the form in which a run is kept. */
import type {NotebookState, RunContent, RunCounts, RunRecord, RunStatus} from "#notebooks";

/** The whole run: the document, the record, and every cell's result. */
export function toRunContent({notebook, inputs, cells}: NotebookState, record: RunRecord): RunContent {
  const results = Object.fromEntries(notebook.cells.flatMap(({id}) => (cells[id] ? [[id, cells[id].result]] : [])));
  return {format: "recto-kept-run/1", notebook, inputs, record, results};
}

export interface RunVerdict {
  readonly status: Extract<RunStatus, "succeeded" | "failed">;
  readonly message: string | null;
  readonly counts: RunCounts;
  readonly computeMs: number;
}

/** Whether a run succeeded, and what it took. Cells that were not executed since it began count as used again. */
export function judge({notebook, record, results}: RunContent, since = 0): RunVerdict {
  let [executed, reused, failed, computeMs] = [0, 0, 0, 0];
  for (const {id, status} of record.cells) {
    const result = results[id];
    if (status === "failed" || status === "blocked" || status === "unfinished") failed += 1;
    if (!result || (status !== "done" && status !== "failed")) continue;
    if (result.reused || (result.startedAt ?? 0) < since) {
      reused += 1;
    } else {
      executed += 1;
      computeMs += result.durationMs ?? 0;
    }
  }
  const counts = {total: notebook.cells.length, executed, reused, failed};
  if (failed === 0) return {status: "succeeded", message: null, counts, computeMs};
  return {status: "failed", message: describeFailure({record, results}), counts, computeMs};
}

/** The first cell in page order that failed of itself; one that was stopped or blocked when there is none. */
function describeFailure({record, results}: Pick<RunContent, "record" | "results">): string {
  for (const wanted of ["failed", "unfinished", "blocked"] as const) {
    const cell = record.cells.find(({status}) => status === wanted);
    if (!cell) continue;
    const {error = null, blockedBy = null} = results[cell.id] ?? {};
    if (error) return `cell ${cell.id}: ${error.name}: ${error.message.split("\n", 1)[0]?.slice(0, 500) ?? ""}`;
    if (blockedBy) return `cell ${cell.id}: ${blockedBy.name} is not there`;
    return `cell ${cell.id} did not finish`;
  }
  return "the run did not succeed";
}
