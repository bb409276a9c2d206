/** What becomes known of a cell's status, and when. */
import type {CellResult} from "#notebooks";
import {entries, type CellEntry} from "./cell-entry.ts";
import {flush, onQuiet, report, type Evidence} from "./outbox.ts";

export function tell(entry: CellEntry, status: CellResult["status"], changes: Partial<CellResult>, evidence: Evidence | null = null): void {
  entry.status = status;
  report(entry.id, entry.generation, changes, evidence);
  if (status !== "queued" && status !== "running") for (const listener of entry.settledListeners.splice(0)) listener();
}

export function tellWaiting(entry: CellEntry): void {
  if (entry.isWaitingTold) return;
  entry.isWaitingTold = true;
  tell(entry, "queued", {status: "queued"});
}

/** Before something that may last: who waits is told, and what is known is sent. */
export function announce(): void {
  for (const entry of entries.values()) if (entry.isWaiting) tellWaiting(entry);
  flush();
}

/** At the end of a stretch: an execution that goes on was too quick to be told about the last time, and is told about now. */
onQuiet(() => {
  for (const entry of entries.values()) {
    if (entry.isWaiting) tellWaiting(entry);
    const {execution} = entry;
    if (execution?.state !== "running" || entry.status === "running") continue;
    tell(entry, "running", {status: "running", startedAt: execution.startedAt, progress: execution.progress});
  }
});
