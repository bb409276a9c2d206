/** The thread in which two runs are compared: reads what was kept, believes no bytes without their digest, and answers once. */
import {readFile} from "node:fs/promises";
import {parentPort, workerData} from "node:worker_threads";
import {compareRuns} from "#kernels/compare";
import type {ComparedRun} from "#kernels/compare";
import {digestBytes} from "#kernels/digest";
import type {RunContent} from "#notebooks";

export interface ComparedFiles {
  /** Path of the run's content. */
  readonly content: string;
  readonly values: readonly {readonly digest: string; readonly bytes: Uint8Array | null; readonly path: string | null}[];
}

export interface ComparisonTask {
  readonly before: ComparedFiles;
  readonly after: ComparedFiles;
}

async function toCompared({content, values}: ComparedFiles): Promise<ComparedRun> {
  const byDigest = new Map(values.map((value) => [value.digest, value]));
  return {
    content: JSON.parse(await readFile(content, "utf8")) as RunContent,
    async load(digest) {
      const value = byDigest.get(digest);
      const bytes = value?.path ? await readFile(value.path).catch(() => null) : (value?.bytes ?? null);
      return bytes && digestBytes(bytes) === digest ? bytes : null;
    },
  };
}

if (parentPort) {
  const {before, after} = workerData as ComparisonTask;
  parentPort.postMessage(await compareRuns(await toCompared(before), await toCompared(after)));
}
