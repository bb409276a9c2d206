/** What running a published notebook again came to, in words and cell by cell. */
import type {VerifiedCell, VerifyReport} from "#notebooks";

export interface Sign {
  readonly cell: number;
  readonly same: boolean;
  readonly status: VerifiedCell["status"];
  readonly message: string | null;
}

/** What is told of a cell that came out the same, by what became of it: only a result earns a tick. */
const confirmed: {readonly [status in Sign["status"]]: string} = {
  done: "Run again: the same",
  failed: "Run again: it failed in the same way",
  blocked: "Run again: it could not run either",
  disabled: "Switched off in both runs",
  unfinished: "Unfinished in both runs",
};

/** The mark beside a cell: a tick for a result that was confirmed, a plain sign for a failure that was, another for a difference. */
export function describeSign({same, status, message}: Sign): {readonly tone: "same" | "confirmed" | "other"; readonly mark: string; readonly text: string} {
  if (!same) return {tone: "other", mark: "≠", text: message ?? "Run again: different"};
  return status === "done" ? {tone: "same", mark: "✓", text: confirmed.done} : {tone: "confirmed", mark: "=", text: confirmed[status]};
}

export function describeVerdict({same, cells, verifiedAt, kernel, firstDifference}: VerifyReport): {readonly word: string; readonly rest: string} {
  const options = {day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC"} as const;
  const when = `${new Date(verifiedAt).toLocaleString("en-GB", options)} UTC by kernel ${kernel.version} (${kernel.engine})`;
  const failed = cells.filter(({status}) => status === "failed").length;
  const failures = failed === 0 ? "" : failed === 1 ? ", the cell that failed too" : `, the ${failed} cells that failed too`;
  if (same) return {word: "Verified", rest: `${when}: run again, and every cell came out the same${failures}.`};
  return {word: "Different", rest: `when it was run again ${when}: ${firstDifference?.message ?? "the roots are not the same"}.`};
}

export function toSigns({cells}: VerifyReport): readonly Sign[] {
  return cells.map(({id, same, status, message}) => ({cell: id, same, status, message}));
}
