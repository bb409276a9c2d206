/** Globals as the libraries are to find them while they load; imported before all of them. */
import "./real-clock.ts";
import {installDeterminism} from "./determinism.ts";
import {structuredClone} from "./structured-clone.ts";
import {clearTimeout, queueMicrotask, setInterval, setTimeout} from "./timers.ts";
import {requestFrame} from "./turns.ts";
import {TextDecoder, TextEncoder} from "./text-coding.ts";

installDeterminism();
Object.assign(globalThis, {
  setImmediate: requestFrame, TextDecoder, TextEncoder, setTimeout, setInterval, clearTimeout, clearInterval: clearTimeout, queueMicrotask, structuredClone,
});
