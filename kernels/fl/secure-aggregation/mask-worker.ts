/** A thread of the crew: takes the next stretch of masks as long as there is one, and answers the sum of their streams. */
import {parentPort, workerData} from "node:worker_threads";
import {StreamSum} from "./key-stream.ts";
import {stretch, type CrewWork} from "./mask-crew.ts";
import {MaskWork} from "./mask-work.ts";

const {length, sources, next} = workerData as CrewWork;
const work = new MaskWork(sources);
const sum = new StreamSum(new Uint32Array(length));
for (let at = Atomics.add(next, 0, stretch); at < sources.length; at = Atomics.add(next, 0, stretch)) work.addTo(sum, at, at + stretch);
const vector = sum.toVector();
parentPort?.postMessage(vector, [vector.buffer]);
