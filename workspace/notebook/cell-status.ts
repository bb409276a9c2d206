/** A cell's condition as a shape and a word, never as a colour alone. */
import type {IconName} from "../components/icon.tsx";
import type {CellView} from "../session/notebook-session.ts";
import {isBlocking, type CellStatus} from "#notebooks";

export interface StatusSign {
  readonly icon: IconName;
  readonly word: string;
  readonly tone: "quiet" | "ok" | "busy" | "warn" | "error";
  /** More in words, for hover and for those who hear the page. */
  readonly detail: string;
}

const signs: {readonly [status in CellStatus]: Omit<StatusSign, "detail"> & {detail?: string}} = {
  idle: {icon: "idle", word: "not run", tone: "quiet", detail: "This cell has not run yet"},
  queued: {icon: "queued", word: "queued", tone: "busy", detail: "Waits for its turn, or for what it reads"},
  running: {icon: "running", word: "running", tone: "busy"},
  done: {icon: "done", word: "done", tone: "ok"},
  failed: {icon: "failed", word: "failed", tone: "error"},
  blocked: {icon: "blocked", word: "blocked", tone: "warn"},
  stale: {icon: "stale", word: "stale", tone: "warn", detail: "What is shown is not what a run would give now"},
  disabled: {icon: "disabled", word: "disabled", tone: "quiet", detail: "Left out of runs, with what depends on it"},
};

/** The sign of a cell; `typed` is its text as the person sees it. */
export function signOf({cell, state}: CellView, typed: string): StatusSign {
  const {status, blockedBy, error} = state.result;
  if (cell.kind === "other") return {icon: "disabled", word: "kept", tone: "quiet", detail: "This kind of cell is kept in the file and not run"};
  const isSettled = status !== "running" && status !== "queued" && status !== "disabled";
  if (isSettled && typed !== (state.submitted ?? "") && typed.trim() !== "") {
    return {icon: "edited", word: state.submitted === null ? "not run" : "edited", tone: "warn", detail: "What is written here has not been run yet"};
  }
  if (typed.trim() === "" && (status === "idle" || status === "done")) return {icon: "idle", word: "empty", tone: "quiet", detail: "Nothing is written here yet"};
  const blocking = state.analysis.diagnostics.find(isBlocking);
  if (isSettled && blocking) return {icon: "failed", word: "problem", tone: "error", detail: blocking.message};
  if (status === "blocked" && blockedBy) {
    return {...signs.blocked, word: `blocked by ${blockedBy.name}`, detail: blockedBy.cell === null ? `No cell gives ${blockedBy.name}` : `The cell that gives ${blockedBy.name} has no value`};
  }
  const sign = signs[status];
  return {...sign, detail: status === "failed" && error ? `${error.name}: ${error.message}` : (sign.detail ?? sign.word)};
}

/** Whether what is shown belongs to an earlier state of the notebook. */
export function isDimmed(status: CellStatus): boolean {
  return status === "stale" || status === "queued" || status === "running" || status === "blocked";
}
