/** Masks shared over threads, this one among them: whoever is idle takes the next stretch, and the sums are added. The result is the same for any number of threads. */
import {setImmediate} from "node:timers/promises";
import {Worker} from "node:worker_threads";
import {StreamSum} from "./key-stream.ts";
import {MaskWork, type MaskSource} from "./mask-work.ts";

export interface CrewWork {
  readonly length: number;
  readonly sources: readonly MaskSource[];
  /** The place of the next stretch, shared by all threads. */
  readonly next: Int32Array;
}

/** Masks that a thread takes at once. */
export const stretch = 16;
/** Less than this many words of stream are not worth another thread. */
const wordsPerThread = 2 ** 24;

/** Adds the streams of all masks to the vector, in place. Rejects with the error of a thread that failed; then the vector is as it was. */
export async function addByCrew(vector: Uint32Array, sources: readonly MaskSource[], workers: number): Promise<void> {
  const helpers = Math.min(workers - 1, Math.floor((sources.length * vector.length) / wordsPerThread));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const crew = Array.from({length: helpers}, () => startThread({length: vector.length, sources, next}));
  try {
    const sum = new StreamSum(vector);
    const work = new MaskWork(sources);
    for (let at = Atomics.add(next, 0, stretch); at < sources.length; at = Atomics.add(next, 0, stretch)) {
      work.addTo(sum, at, at + stretch);
      await setImmediate();
    }
    const whole = sum.toVector();
    for (const part of await Promise.all(crew.map(({part: made}) => made))) for (let i = 0; i < whole.length; i += 1) whole[i] = whole[i]! + part[i]!;
    vector.set(whole);
  } finally {
    await Promise.all(crew.map(({worker}) => worker.terminate()));
  }
}

function startThread(work: CrewWork): {readonly worker: Worker; readonly part: Promise<Uint32Array>} {
  const worker = new Worker(new URL("./mask-worker.ts", import.meta.url), {workerData: work, env: {}, stdin: false, execArgv: []});
  const part = new Promise<Uint32Array>((resolve, reject) => worker.once("message", resolve).once("error", reject));
  // Awaited later, once this thread has done its share.
  part.catch(() => undefined);
  return {worker, part};
}
