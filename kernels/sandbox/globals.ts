/** Globals that the libraries look for while they load; imported before all of them. */
import "./real-clock.ts";
import {requestFrame} from "./turns.ts";
import {TextDecoder, TextEncoder} from "./text-coding.ts";

Object.assign(globalThis, {setImmediate: requestFrame, TextDecoder, TextEncoder});
