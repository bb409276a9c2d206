/** Every action of the notebook page by name, with its key: what the palette lists, the keyboard runs, and the key card shows. */
import type {CellKind} from "#notebooks";
import {addresses, resources} from "../api/resources.ts";
import {describeError} from "../api/http.ts";
import {confirmAction} from "../components/confirm.tsx";
import {showToast} from "../components/toast.tsx";
import {navigate} from "../routes.ts";
import {chooseTheme} from "../theme/theme.ts";
import type {Workbench} from "./workbench.ts";

export interface PageAction {
  readonly title: string;
  readonly group: "Run" | "Cell" | "Move" | "View" | "Notebook";
  /** Keys in CodeMirror's notation, `Mod-Enter`; several presses apart by spaces, `d d`. */
  readonly keys?: readonly string[];
  /** Where the keys are heard: everywhere on the page, or only while moving among cells. */
  readonly where?: "everywhere" | "cells";
  run(workbench: Workbench): void;
}

export const kindNames: {readonly [kind in CellKind]: string} = {
  typescript: "TypeScript",
  markdown: "Markdown",
  sql: "SQL",
  javascript: "JavaScript",
  html: "HTML",
  other: "Other",
};

export const insertableKinds: readonly CellKind[] = ["typescript", "markdown", "sql", "javascript", "html"];

/** Does something with the chosen cell, if there is one. */
const withCell = (act: (workbench: Workbench, id: number) => void) => (workbench: Workbench) => {
  const id = workbench.selected.peek();
  if (id !== null && workbench.cell(id)) act(workbench, id);
};

const toggle = (option: "pinned" | "hidden" | "disabled") =>
  withCell((workbench, id) => workbench.edit({type: "set-cell", id, changes: {[option]: !workbench.cell(id)![option]}}));

export const actions: readonly PageAction[] = [
  {title: "Run the cell and move on", group: "Run", keys: ["Shift-Enter"], where: "cells", run: withCell((w, id) => w.runAndAdvance(id))},
  {title: "Run the cell", group: "Run", keys: ["Mod-Enter"], where: "cells", run: withCell((w, id) => w.run([id]))},
  {title: "Run all", group: "Run", keys: ["Mod-Shift-Enter"], where: "everywhere", run: (w) => w.run("all")},
  {title: "Run what is stale", group: "Run", run: (w) => w.run("stale")},
  {title: "Interrupt", group: "Run", keys: ["i i"], where: "cells", run: (w) => void w.session.command({type: "interrupt"})},
  {title: "Restart the kernel and run everything afresh", group: "Run", run: (w) => void w.session.command({type: "restart"})},
  {title: "Run cells when what they read changes", group: "Run", run: (w) => w.edit({type: "set-run-mode", runMode: "automatic"})},
  {title: "Run cells only when asked", group: "Run", run: (w) => w.edit({type: "set-run-mode", runMode: "manual"})},
  {title: "Verify", group: "Run", keys: ["v"], where: "cells", run: (w) => void w.verify()},

  {title: "Edit the cell", group: "Cell", keys: ["Enter"], where: "cells", run: withCell((w, id) => w.startEditing(id))},
  {title: "Add a cell above", group: "Cell", keys: ["a"], where: "cells", run: (w) => w.insertNear("typescript", "above")},
  {title: "Add a cell below", group: "Cell", keys: ["b"], where: "cells", run: (w) => w.insertNear("typescript", "below")},
  ...insertableKinds.slice(1).map((kind): PageAction => ({title: `Add ${kindNames[kind]} below`, group: "Cell", run: (w) => w.insertNear(kind, "below")})),
  {title: "Delete the cell", group: "Cell", keys: ["d d"], where: "cells", run: withCell((w, id) => w.remove(id))},
  {title: "Undo", group: "Cell", keys: ["z", "Mod-z"], where: "cells", run: (w) => w.undo()},
  {title: "Move the cell up", group: "Cell", keys: ["Alt-ArrowUp"], where: "cells", run: withCell((w, id) => w.shift(id, -1))},
  {title: "Move the cell down", group: "Cell", keys: ["Alt-ArrowDown"], where: "cells", run: withCell((w, id) => w.shift(id, 1))},
  {title: "Duplicate the cell", group: "Cell", keys: ["c"], where: "cells", run: withCell((w, id) => w.duplicate(id))},
  {title: "Make the cell TypeScript", group: "Cell", keys: ["t"], where: "cells", run: withCell((w, id) => w.setKind(id, "typescript"))},
  {title: "Make the cell Markdown", group: "Cell", keys: ["m"], where: "cells", run: withCell((w, id) => w.setKind(id, "markdown"))},
  {title: "Make the cell SQL", group: "Cell", keys: ["s"], where: "cells", run: withCell((w, id) => w.setKind(id, "sql"))},
  {title: "Show or fold the code", group: "Cell", keys: ["o"], where: "cells", run: toggle("pinned")},
  {title: "Show or hide the value", group: "Cell", keys: ["h"], where: "cells", run: toggle("hidden")},
  {title: "Disable or enable the cell", group: "Cell", keys: ["x"], where: "cells", run: toggle("disabled")},

  {title: "Next cell", group: "Move", keys: ["ArrowDown", "j"], where: "cells", run: (w) => w.move(1)},
  {title: "Previous cell", group: "Move", keys: ["ArrowUp", "k"], where: "cells", run: (w) => w.move(-1)},
  {title: "First cell", group: "Move", keys: ["Home", "g g"], where: "cells", run: (w) => w.move(-1e6)},
  {title: "Last cell", group: "Move", keys: ["End", "Shift-g"], where: "cells", run: (w) => w.move(1e6)},

  {title: "Every action", group: "View", keys: ["Mod-k"], where: "everywhere", run: (w) => void (w.dialog.value = "palette")},
  {title: "The keys", group: "View", keys: ["?"], where: "cells", run: (w) => void (w.dialog.value = "keys")},
  {title: "Outline", group: "View", keys: ["1"], where: "cells", run: (w) => void (w.rail.value = w.rail.peek() === "outline" ? null : "outline")},
  {title: "Variables", group: "View", keys: ["2"], where: "cells", run: (w) => void (w.rail.value = w.rail.peek() === "variables" ? null : "variables")},
  {title: "Data", group: "View", keys: ["3"], where: "cells", run: (w) => void (w.rail.value = w.rail.peek() === "data" ? null : "data")},
  {title: "Problems", group: "View", keys: ["4"], where: "cells", run: (w) => void (w.rail.value = w.rail.peek() === "problems" ? null : "problems")},
  {title: "Light theme", group: "View", run: () => chooseTheme("light")},
  {title: "Dark theme", group: "View", run: () => chooseTheme("dark")},
  {title: "Theme like the system", group: "View", run: () => chooseTheme("system")},

  {title: "Rename the notebook", group: "Notebook", run: () => document.getElementById("notebook-title")?.focus()},
  {title: "Save", group: "Notebook", keys: ["Mod-s"], where: "everywhere", run: sayHowItIsSaved},
  {title: "History", group: "Notebook", run: (w) => navigate(`/notebooks/${w.notebook}/runs`)},
  {title: "Schedules", group: "Notebook", run: (w) => navigate(`/notebooks/${w.notebook}/schedules`)},
  {title: "Make a copy", group: "Notebook", run: (w) => void copyNotebook(w)},
  {title: "Results as files", group: "Notebook", run: (w) => void (w.dialog.value = "results")},
  {title: "Publish", group: "Notebook", run: (w) => void (w.dialog.value = "publish")},
  {title: "Download the notebook", group: "Notebook", run: (w) => location.assign(addresses.notebookFile(w.notebook, {record: false, data: false}))},
  {title: "Download with record", group: "Notebook", run: (w) => location.assign(addresses.notebookFile(w.notebook, {record: true, data: false}))},
  {title: "Download with record and data", group: "Notebook", run: (w) => location.assign(addresses.notebookFile(w.notebook, {record: true, data: true}))},
  {title: "Download for Jupyter", group: "Notebook", run: (w) => location.assign(addresses.notebookForJupyter(w.notebook))},
  {title: "Delete the notebook", group: "Notebook", run: (w) => void deleteNotebook(w)},
  {title: "Go home", group: "Notebook", run: () => navigate("/")},
];

function sayHowItIsSaved(workbench: Workbench): void {
  const isSaved = workbench.session.unsaved.peek() === 0;
  showToast(isSaved ? "Saved: every edit is stored as it is made" : "What was typed is kept here and sent as soon as there is a connection");
}

async function copyNotebook(workbench: Workbench): Promise<void> {
  try {
    const copy = await resources.makeNotebook({copyOf: workbench.notebook});
    navigate(`/notebooks/${copy.id}`);
  } catch (error) {
    showToast(`The notebook was not copied: ${describeError(error)}`);
  }
}

async function deleteNotebook(workbench: Workbench): Promise<void> {
  const {title, cells} = workbench.state.notebook;
  const agreed = await confirmAction({
    title: `Delete ${title || "Untitled"}?`,
    detail: `Its ${cells.length} cells and results go for good. Data sets stay.`,
    verb: "Delete the notebook",
  });
  if (!agreed) return;
  try {
    await resources.deleteNotebook(workbench.notebook);
    navigate("/");
  } catch (error) {
    showToast(`The notebook was not deleted: ${describeError(error)}`);
  }
}
