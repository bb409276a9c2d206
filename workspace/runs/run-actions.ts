/** What can be done with a kept run: named, restored, deleted; each says what happened. */
import type {RunSummary} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {confirmAction} from "../components/confirm.tsx";
import {showToast} from "../components/toast.tsx";
import {navigate} from "../routes.ts";
import {nameOf} from "./run-words.tsx";

async function attempt(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    showToast(`${what}: ${describeError(error)}`);
  }
}

export const nameRun = (run: RunSummary, name: string | null, done: () => void): Promise<void> =>
  attempt("The name was not kept", async () => {
    await resources.nameRun(run.id, name);
    done();
  });

export const restoreRun = (run: RunSummary): Promise<void> =>
  attempt("The version was not restored", async () => {
    const agreed = await confirmAction({
      title: `Restore the version of ${nameOf(run)}?`,
      detail: "The notebook's cells and inputs become those of this run. The present version is kept in the history first.",
      verb: "Restore it",
    });
    if (!agreed) return;
    await resources.restoreRun(run.id);
    navigate(`/notebooks/${run.notebook}`);
    showToast("The version is restored. The one before is in the history.");
  });

export const deleteRun = (run: RunSummary, done: () => void): Promise<void> =>
  attempt("The run was not deleted", async () => {
    const agreed = await confirmAction({
      title: `Delete the run of ${nameOf(run)}?`,
      detail: "What it showed goes for good. The notebook stays as it is.",
      verb: "Delete the run",
    });
    if (!agreed) return;
    await resources.deleteRun(run.id);
    done();
  });
