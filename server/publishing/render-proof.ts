/** The part of a published page that changes: whether it was verified, how its data is now, and what a reader can do. */
import type {Edition, VerifyReport} from "#notebooks";
import {escapeAttribute, escapeText} from "../page/sanitise.ts";

export interface Proof {
  readonly edition: Edition;
  readonly report: VerifyReport | null;
  /** The address of the newest edition when this is an older one; null when this is it. */
  readonly newer: string | null;
  /** Whether its cells may stand in other pages. */
  readonly embeds: boolean;
}

export function renderProof({edition, report, newer, embeds}: Proof): string {
  const {address, root, includesData} = edition;
  const lineage = edition.data.map(renderData).join("");
  return [
    `<section class="proof" aria-label="Proof" data-address="${escapeAttribute(address)}"${embeds ? " data-embeds" : ""}${report ? ` data-report="${escapeAttribute(JSON.stringify(toSigns(report)))}"` : ""}>`,
    newer === null ? "" : `<p><span class="badge warn">Older edition</span> <a href="${escapeAttribute(newer)}">The latest is here.</a></p>`,
    `<p data-verdict aria-live="polite">${renderVerdict(report)}</p>`,
    lineage === "" ? "" : `<ul>${lineage}</ul>`,
    `<p>Root <a class="digest" href="${escapeAttribute(address)}" title="The address of this edition, which never changes">${root}</a></p>`,
    '<p class="acts"><button type="button" data-act="verify" hidden>Verify</button><button type="button" data-act="copy" hidden>Make a copy</button>', '<button type="button" data-act="code" aria-pressed="false" hidden>Show code</button>',
    `<a href="${escapeAttribute(address)}/download" download>Download with record${includesData ? " and data" : ""}</a></p>`,
    "</section>",
  ].join("\n");
}

/** The line under a cell that stands in another page. */
export function renderSource({address, title, author}: Edition): string {
  return `<p class="from">From <a href="${escapeAttribute(address)}" target="_blank" rel="noopener">${escapeText(title)}</a>, ${escapeText(author)} · Recto</p>`;
}

export function renderVerdict(report: VerifyReport | null): string {
  if (!report) return "Not verified yet.";
  const {same, verifiedAt, kernel, firstDifference} = report;
  const when = `<time datetime="${new Date(verifiedAt).toISOString()}">${toMinute(verifiedAt)}</time> by kernel ${escapeText(kernel.version)} (${escapeText(kernel.engine)})`;
  if (same) return `<strong class="ok">Verified</strong> ${when}: run again, and every cell came out the same${renderFailures(report)}.`;
  return `<strong class="bad">Different</strong> when it was run again ${when}: ${escapeText(firstDifference?.message ?? "the roots are not the same")}.`;
}

/** Who reads that all is the same also reads that something failed. */
function renderFailures({cells}: VerifyReport): string {
  const count = cells.filter(({status}) => status === "failed").length;
  if (count === 0) return "";
  return count === 1 ? ", the cell that failed too" : `, the ${count} cells that failed too`;
}

function renderData({name, digest, rows, now}: Edition["data"][number]): string {
  const badge = now === "same" ? "" : ` <span class="badge warn">${now === "changed" ? "changed since" : "deleted since"}</span>`;
  return `<li>Data <strong>${escapeText(name)}</strong>, ${rows.toLocaleString("en-US")} rows, <span class="digest" title="${digest}">${digest.slice(0, 12)}</span>${badge}</li>`;
}

/** Cell by cell whether it was confirmed, for the marks beside the cells. */
function toSigns({cells}: VerifyReport) {
  return cells.map(({id, same, status, message}) => ({cell: id, same, status, message}));
}

function toMinute(at: number): string {
  return `${new Date(at).toLocaleString("en-GB", {day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC"})} UTC`;
}
