/** The script of published pages: running the notebook again, making a copy, rows of tables and charts when they are wanted, and the address of a cell for another page. */
import type {EditionVerification, HttpProblem, NotebookSummary, VerifyReport} from "#notebooks";
import {toProblem} from "../api/http.ts";
import {copyText} from "../components/clipboard.ts";
import {addPager} from "./pager.ts";
import {describeSign, describeVerdict, toSigns, type Sign} from "./verdict.ts";

const proof = document.querySelector<HTMLElement>(".proof");

async function send<Answer>(method: string, path: string): Promise<Answer | HttpProblem> {
  try {
    const response = await fetch(path, {method, headers: {accept: "application/json"}, credentials: "same-origin"});
    const text = await response.text();
    return response.ok ? (JSON.parse(text) as Answer) : toProblem(response.status, response.statusText, text);
  } catch {
    return toProblem(0, "", JSON.stringify({title: "Not reachable", detail: "the server does not answer: try again later"}));
  }
}

function isProblem(answer: object): answer is HttpProblem {
  return "code" in answer && "status" in answer;
}

/** Marks each cell that was run again, beside it. */
function showSigns(signs: readonly Sign[]): void {
  document.querySelectorAll(".sign, .sign-note").forEach((sign) => sign.remove());
  for (const found of signs) {
    const holder = document.getElementById(`cell-${found.cell}`);
    const {tone, mark, text} = describeSign(found);
    const sign = document.createElement("span");
    sign.className = `sign ${tone}`;
    sign.textContent = mark;
    sign.title = text;
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", `Cell ${found.cell}: ${text}`);
    holder?.prepend(sign);
    // Nobody should have to point at a mark to learn that a failure, and no result, was confirmed.
    if (tone === "confirmed") (holder?.querySelector(".error") ?? holder?.querySelector(".note"))?.after(toNote(`${text}.`));
  }
}

function toNote(text: string): HTMLElement {
  const note = document.createElement("p");
  note.className = "note sign-note";
  note.textContent = text;
  return note;
}

function say(text: string): void {
  const verdict = proof?.querySelector("[data-verdict]");
  if (verdict) verdict.textContent = text;
}

function showReport(report: VerifyReport): void {
  const verdict = proof?.querySelector("[data-verdict]");
  if (!verdict) return;
  const {word, rest} = describeVerdict(report);
  const strong = document.createElement("strong");
  strong.className = report.same ? "ok" : "bad";
  strong.textContent = word;
  verdict.replaceChildren(strong, ` ${rest}`);
  showSigns(toSigns(report));
}

async function verify(button: HTMLButtonElement, path: string): Promise<void> {
  button.disabled = true;
  say("Running the notebook again on the server…");
  const answer = await send<EditionVerification>("POST", `${path}/verification`);
  button.disabled = false;
  if (isProblem(answer)) say(`It was not verified: ${answer.detail}.`);
  else showReport(answer.report);
}

async function copy(button: HTMLButtonElement, path: string): Promise<void> {
  button.disabled = true;
  const answer = await send<NotebookSummary>("POST", `${path}/copies`);
  button.disabled = false;
  if (!isProblem(answer)) return location.assign(`/notebooks/${answer.id}`);
  if (answer.code !== "not-signed-in") return say(`No copy was made: ${answer.detail}.`);
  say("A copy belongs to an account: ");
  const link = document.createElement("a");
  link.href = `/?from=${location.pathname}`;
  link.textContent = "sign in, and come back here.";
  proof?.querySelector("[data-verdict]")?.append(link);
}

function addActions(section: HTMLElement): void {
  const path = `/api/published${(section.dataset["address"] ?? "").replace(/^\/p/, "")}`;
  /** Opens or folds the source of every cell. */
  const code = async (button: HTMLButtonElement): Promise<void> => {
    const opens = button.getAttribute("aria-pressed") !== "true";
    document.querySelectorAll<HTMLDetailsElement>("details.code").forEach((details) => (details.open = opens));
    button.setAttribute("aria-pressed", String(opens));
    button.textContent = opens ? "Fold code" : "Show code";
  };
  const acts: {readonly [name: string]: (button: HTMLButtonElement, path: string) => Promise<void>} = {verify, copy, code};
  for (const button of section.querySelectorAll<HTMLButtonElement>("[data-act]")) {
    button.hidden = false;
    button.addEventListener("click", () => void acts[button.dataset["act"] ?? ""]?.(button, path));
  }
  const signs = section.dataset["report"];
  if (signs !== undefined) showSigns(JSON.parse(signs) as Sign[]);
}

/** A button on each cell that copies the frame in which another page shows it. */
function addEmbedding(section: HTMLElement): void {
  if (section.dataset["embeds"] === undefined) return;
  const address = section.dataset["address"] ?? "";
  for (const cell of document.querySelectorAll<HTMLElement>(".cell")) {
    if (!cell.querySelector(".display")) continue;
    const holder = document.createElement("div");
    holder.className = "cell-tools";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Embed";
    button.title = "Copy the frame that shows this cell in another page";
    button.addEventListener("click", () => {
      const height = Math.ceil(cell.getBoundingClientRect().height) + 60;
      const frame = `<iframe src="${location.origin}${address}/embed/${cell.dataset["cell"]}" title="${document.title.replace(/["<&]/g, "")}" width="100%" height="${height}" style="border: 0"></iframe>`;
      void copyText(frame).then(() => (button.textContent = "Copied"));
    });
    holder.append(button);
    cell.append(holder);
  }
}

/** Charts are pictures until somebody points at one: then it is drawn again, and answers. */
function addInteraction(holder: HTMLElement): void {
  const start = () => {
    holder.removeEventListener("pointerenter", start);
    holder.removeEventListener("focusin", start);
    void import("./chart.ts").then(({drawChart}) => drawChart(holder, holder.dataset["chart"] ?? ""));
  };
  holder.addEventListener("pointerenter", start);
  holder.addEventListener("focusin", start);
}

if (proof) {
  addActions(proof);
  addEmbedding(proof);
}
document.querySelectorAll<HTMLElement>("[data-chart]").forEach(addInteraction);
document.querySelectorAll<HTMLElement>("[data-rows]").forEach(addPager);
