/** Compares two kept runs in a thread of its own, so that a million rows keep nobody else waiting. */
import {Worker} from "node:worker_threads";
import type {RunComparison, RunComparisonDetail} from "#notebooks";
import {Problem, notFound} from "../http/problem.ts";
import type {Files} from "../store/files.ts";
import type {OwnerId} from "../store/schema.ts";
import type {ComparedFiles, ComparisonTask} from "./comparison-thread.ts";
import type {RunStore} from "./run-store.ts";

export interface RunComparer {
  /** Throws the problem `not-found` for a run that is not the owner's, and `not-settled` for one without content. */
  compare(owner: OwnerId, before: string, after: string): Promise<RunComparisonDetail>;
  close(): Promise<void>;
}

const deadlineMs = 60_000;

export function createRunComparer({runs, files}: {readonly runs: RunStore; readonly files: Pick<Files, "path">}): RunComparer {
  const threads = new Set<Worker>();
  let previous: Promise<unknown> = Promise.resolve();

  function findFiles(owner: OwnerId, id: string): ComparedFiles {
    const file = runs.contentFile(owner, id);
    if (file === null) throw new Problem("not-settled", "the run never settled: there is nothing to compare");
    const values = runs.values(owner, id).map(({digest, bytes, file: large}) => ({digest, bytes, path: large === null ? null : files.path(large)}));
    return {content: files.path(file), values};
  }

  function work(task: ComparisonTask): Promise<RunComparison> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL("./comparison-thread.ts", import.meta.url), {workerData: task});
      threads.add(thread);
      const timer = setTimeout(() => void thread.terminate(), deadlineMs);
      thread.once("message", (comparison: RunComparison) => resolve(comparison));
      thread.once("error", reject);
      thread.once("exit", () => {
        clearTimeout(timer);
        threads.delete(thread);
        reject(new Error(`comparing two runs was stopped, after ${deadlineMs / 1000} s at the latest`));
      });
    });
  }

  return {
    async compare(owner, before, after) {
      const [from, to] = [runs.find(owner, before), runs.find(owner, after)];
      if (!from || !to) throw notFound("run");
      const task = {before: findFiles(owner, before), after: findFiles(owner, after)};
      // One after the other: a comparison may hold two large tables.
      const comparison = previous.then(() => work(task));
      previous = comparison.catch(() => undefined);
      return {...(await comparison), before: from, after: to};
    },
    async close() {
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}
