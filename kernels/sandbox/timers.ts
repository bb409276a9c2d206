/** setTimeout and its relatives, kept by the kernel process; what they call runs in the name of the cell that asked. */
import {ask} from "./bridge.ts";
import {beginStretch, findActive, inTurnOf, type Player} from "./turns.ts";

interface Timer {
  readonly player: Player | null;
  readonly run: () => void;
}

const timers = new Map<number, Timer>();
let nextTimer = 1;

let tellFailure: (player: Player | null, error: unknown) => void = () => undefined;

/** What becomes of an error that a cell's callback throws after the cell has returned. */
export function onCallbackFailure(tell: (player: Player | null, error: unknown) => void): void {
  tellFailure = tell;
}

/** Runs a cell's callback; what it throws reaches nobody else. */
export function runCallback(player: Player | null, callback: () => void): void {
  try {
    callback();
  } catch (error) {
    tellFailure(player, error);
  }
}

/** A session that has more timers than this is refused another. */
const maximumTimers = 10_000;
const maximumDelayMs = 2_147_483_647;

export function askTimer(player: Player | null, delayMs: number, run: () => void): number {
  if (timers.size >= maximumTimers) throw new RangeError(`a session has at most ${maximumTimers} timers`);
  const timer = nextTimer++;
  timers.set(timer, {player, run});
  ask({type: "timer", timer, delayMs});
  return timer;
}

export function clearTimer(timer: number): void {
  if (timers.delete(timer)) ask({type: "clear-timer", timer});
}

export function acceptTimer(timer: number): void {
  const found = timers.get(timer);
  if (!found) return;
  timers.delete(timer);
  beginStretch(found.player);
  found.run();
}

/** Ends everything that an execution still waits for. */
export function clearTimersOf(player: Player): void {
  for (const [timer, found] of timers) if (found.player === player) clearTimer(timer);
}

function toDelay(delayMs: unknown): number {
  const delay = Number(delayMs);
  return Number.isFinite(delay) && delay >= 1 ? Math.min(Math.floor(delay), maximumDelayMs) : 1;
}

function toCallback(callback: unknown, name: string): (...given: unknown[]) => void {
  if (typeof callback !== "function") throw new TypeError(`${name} takes a function, got ${typeof callback}`);
  return callback as (...given: unknown[]) => void;
}

export function setTimeout(callback: unknown, delayMs?: unknown, ...given: unknown[]): number {
  const call = toCallback(callback, "setTimeout");
  const player = findActive();
  return askTimer(player, toDelay(delayMs), () => runCallback(player, () => call(...given)));
}

/** An interval's timers have one number for `clearInterval`. */
const intervals = new Map<number, number>();

export function setInterval(callback: unknown, delayMs?: unknown, ...given: unknown[]): number {
  const call = toCallback(callback, "setInterval");
  const player = findActive();
  const delay = toDelay(delayMs);
  const again = (): void => {
    intervals.set(first, askTimer(player, delay, again));
    runCallback(player, () => call(...given));
  };
  const first = askTimer(player, delay, again);
  intervals.set(first, first);
  return first;
}

export function clearTimeout(timer?: unknown): void {
  const id = Number(timer);
  clearTimer(intervals.get(id) ?? id);
  intervals.delete(id);
}

export function queueMicrotask(callback: unknown): void {
  const call = toCallback(callback, "queueMicrotask");
  const player = findActive();
  void Promise.resolve().then(() => runCallback(player, () => (player ? inTurnOf(player, () => call()) : call())));
}
