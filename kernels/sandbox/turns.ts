/**
 * Whose turn it is: at most one execution runs between two waits for the outside, so that everything that happens in a stretch
 * (a random number, a line of the console, a loop without end) belongs to one cell.
 */
import {ask, markComputing} from "./bridge.ts";

/** Somebody who takes turns: an execution of a cell, or the drawing of its displays. */
export interface Player {
  readonly cell: number;
}

let active: Player | null = null;
const waiting: {readonly player: Player; readonly start: () => void}[] = [];
let isTurnAsked = false;

/** The execution that computes, null between stretches. */
export function findActive<Kind extends Player>(): Kind | null {
  return active as Kind | null;
}

/** The stretch before has ended: whoever had the turn is waiting for the outside, or done. */
export function beginStretch(player: Player | null): void {
  active = player;
  markComputing(player?.cell ?? 0);
}

/** Starts at once when nobody computes, and otherwise when the turn comes. */
export function takeTurn(player: Player, start: () => void): void {
  if (active === null || active === player) {
    active = player;
    markComputing(player.cell);
    start();
    return;
  }
  waiting.push({player, start});
  askTurn();
}

/** Ends the player's turn; the next one starts. */
export function endTurn(player: Player): void {
  if (active !== player) return;
  active = null;
  startNext();
  if (active === null) markComputing(0);
}

/** A turn of the event loop outside: the stretch before is over. */
export function acceptTurn(): void {
  isTurnAsked = false;
  startNext();
}

export function askTurn(): void {
  if (isTurnAsked) return;
  isTurnAsked = true;
  ask({type: "turn"});
}

/** Takes a player that no longer wants its turn out of the queue. */
export function leaveTurns(player: Player): void {
  for (let index = waiting.length - 1; index >= 0; index--) if (waiting[index]!.player === player) waiting.splice(index, 1);
  endTurn(player);
}

function startNext(): void {
  const next = waiting.shift();
  if (!next) return;
  active = next.player;
  markComputing(next.player.cell);
  if (waiting.length > 0) askTurn();
  next.start();
}

/** Runs something short in a player's name and gives the turn back. */
export function inTurnOf<Result>(player: Player, run: () => Result): Result {
  const before = active;
  active = player;
  markComputing(player.cell);
  try {
    return run();
  } finally {
    active = before;
    markComputing(before?.cell ?? 0);
  }
}

const frames: (() => void)[] = [];
let isInMessage = false;

/** What the runtime takes for the next frame: at the end of the message that asked for it, or a turn of the loop outside. */
export function requestFrame(callback: () => void): void {
  frames.push(callback);
  if (!isInMessage) askTurn();
}

/** Handles one message in a stretch of its own; the frames asked for meanwhile run at its end. */
export function handleInStretch(handle: () => void): void {
  isInMessage = true;
  beginStretch(null);
  try {
    handle();
  } finally {
    isInMessage = false;
    for (const callback of frames.splice(0)) callback();
  }
}
