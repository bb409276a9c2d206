/** How a run is told in words and signs, the same on every page. */
import type {RunSummary} from "#notebooks";
import {formatDuration, formatPlural} from "../components/format.ts";
import {Icon, type IconName} from "../components/icon.tsx";

const signs: {readonly [status in RunSummary["status"]]: {readonly icon: IconName; readonly tone: string; readonly word: string}} = {
  started: {icon: "running", tone: "", word: "Running"},
  succeeded: {icon: "done", tone: "ok", word: "Succeeded"},
  failed: {icon: "failed", tone: "error", word: "Failed"},
  cancelled: {icon: "disabled", tone: "", word: "Stopped"},
  interrupted: {icon: "alert", tone: "warn", word: "Interrupted"},
};

export function RunSign({run}: {run: RunSummary}) {
  const {icon, tone, word} = signs[run.status];
  return (
    <span class={`run-sign ${tone}`} title={run.message ?? word}>
      <Icon name={icon} size={15} class={run.status === "started" ? "spinner" : undefined} /> <span>{word}</span>
    </span>
  );
}

const starters: {readonly [starter in RunSummary["startedBy"]]: string} = {person: "by hand", opening: "when opened", schedule: "by a schedule", template: "by a template", api: "by a program"};

export const describeStarter = ({startedBy}: RunSummary): string => starters[startedBy];

/** What was executed and what was used again. */
export function describeCells({cells, status}: RunSummary): string {
  if (status === "started") return formatPlural(cells.total, "cell");
  const parts = [`${cells.executed} of ${formatPlural(cells.total, "cell")} executed`];
  if (cells.reused > 0) parts.push(`${cells.reused} reused`);
  if (cells.failed > 0) parts.push(`${cells.failed} failed`);
  return parts.join(", ");
}

export function describeTime(run: RunSummary): string {
  return run.finishedAt === null ? "" : formatDuration(Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt)));
}

export function describeParameters({parameters}: RunSummary): string {
  return Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ").slice(0, 200);
}

/** When the run was started, for where a line says nothing else of it. */
export function nameOf(run: RunSummary): string {
  return run.name ?? new Date(run.startedAt).toLocaleString(undefined, {dateStyle: "medium", timeStyle: "short"});
}
