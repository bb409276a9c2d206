/** The connection mends itself, waits longer each time, and stops when there is nothing to come back to. */
import {expect, test} from "vitest";
import type {NotebookState, ServerMessage} from "#notebooks";
import {Connection, retryDelay, type ConnectionEffects, type SocketLike} from "./connection.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A world with a clock that is turned by hand. */
function makeWorld(found: Awaited<ReturnType<ConnectionEffects["probe"]>> = "unreachable") {
  let time = 1000;
  let timers: Timer[] = [];
  const sockets: (SocketLike & {sent: string[]; closed: boolean})[] = [];
  const effects: ConnectionEffects = {
    open() {
      const socket = {onopen: null, onmessage: null, onclose: null, sent: [] as string[], closed: false} as (typeof sockets)[number];
      socket.send = (text) => void socket.sent.push(text);
      socket.close = () => void (socket.closed = true);
      sockets.push(socket);
      return socket;
    },
    now: () => time,
    after(delayMs, callback) {
      const timer = {at: time + delayMs, callback};
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    random: () => 0.5,
    probe: async () => found,
  };
  const pass = (durationMs: number) => {
    time += durationMs;
    const due = timers.filter(({at}) => at <= time);
    timers = timers.filter(({at}) => at > time);
    for (const {callback} of due) callback();
  };
  const connection = new Connection(effects);
  connection.start();
  const last = () => sockets.at(-1)!;
  const tell = (message: ServerMessage) => last().onmessage?.({data: JSON.stringify(message)});
  return {connection, sockets, pass, last, tell};
}

const welcome: ServerMessage = {type: "welcome", client: "c", state: {} as NotebookState, readOnly: false};

test("a lost connection waits and opens again", () => {
  const {connection, sockets, pass, last} = makeWorld();
  last().onopen?.();
  expect(connection.status.value).toEqual({type: "open"});
  last().onclose?.();
  expect(connection.status.value).toEqual({type: "waiting", attempt: 1, retryAt: 1300});
  pass(299);
  expect(sockets).toHaveLength(1);
  pass(1);
  expect(sockets).toHaveLength(2);
  expect(connection.status.value).toEqual({type: "connecting"});
});

test("each attempt waits longer, up to ten seconds, with jitter", () => {
  expect([1, 2, 3, 6, 20].map((attempt) => retryDelay(attempt, 0.5))).toEqual([300, 600, 1200, 9600, 10_000]);
  expect([retryDelay(20, 0), retryDelay(20, 1)]).toEqual([7500, 12_500]);
});

test("only a welcome counts as being back, so that a server that accepts and drops is not stormed", () => {
  const {connection, pass, last, tell} = makeWorld();
  for (const retryAfter of [300, 600]) {
    last().onopen?.();
    last().onclose?.();
    pass(retryAfter);
  }
  last().onopen?.();
  tell(welcome);
  last().onclose?.();
  expect(connection.status.value).toMatchObject({type: "waiting", attempt: 1});
});

test("a socket that never answers is given up after eight seconds", () => {
  const {connection, pass, sockets} = makeWorld();
  pass(8000);
  expect(connection.status.value).toMatchObject({type: "waiting", attempt: 1});
  expect(sockets[0]!.closed).toBe(true);
});

test("a late close of an abandoned socket changes nothing", () => {
  const {connection, pass, sockets, last} = makeWorld();
  const late = sockets[0]!.onclose!;
  pass(8000);
  pass(300);
  last().onopen?.();
  late();
  expect(connection.status.value).toEqual({type: "open"});
});

test("nothing is sent while there is no connection, nor before the welcome, and the sender is told", () => {
  const {connection, last, tell} = makeWorld();
  expect(connection.send({type: "resynchronise"})).toBe(false);
  last().onopen?.();
  expect(connection.send({type: "resynchronise"})).toBe(false);
  tell(welcome);
  expect(connection.send({type: "resynchronise"})).toBe(true);
  expect(last().sent).toEqual(['{"type":"resynchronise"}']);
});

test("a notebook that is gone, or a session that ended, ends the attempts", async () => {
  for (const found of ["missing", "signed-out"] as const) {
    const {connection, sockets, pass, last} = makeWorld(found);
    last().onclose?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(connection.status.value).toEqual({type: "closed", reason: found});
    pass(60_000);
    expect(sockets).toHaveLength(1);
  }
});

test("a goodbye for a restart is waited out, and one for deletion is not", () => {
  const restarting = makeWorld();
  restarting.last().onopen?.();
  restarting.tell({type: "goodbye", reason: "shutting-down"});
  restarting.last().onclose?.();
  expect(restarting.connection.status.value.type).toBe("waiting");

  const deleted = makeWorld();
  deleted.last().onopen?.();
  deleted.tell({type: "goodbye", reason: "deleted"});
  expect(deleted.connection.status.value).toEqual({type: "closed", reason: "deleted"});
});

test("the person can ask to try at once", () => {
  const {connection, sockets, last} = makeWorld();
  last().onclose?.();
  connection.retryNow();
  expect(sockets).toHaveLength(2);
  connection.retryNow();
  expect(sockets).toHaveLength(2);
});

test("a connection that does not answer an operation is given up, one that answers is kept", () => {
  const {connection, pass, last, tell} = makeWorld();
  last().onopen?.();
  tell(welcome);
  connection.send({type: "operation", id: 1, operation: {type: "interrupt"}});
  tell({type: "acknowledged", id: 1});
  pass(60_000);
  expect(connection.status.value).toEqual({type: "open"});
  connection.send({type: "operation", id: 2, operation: {type: "interrupt"}});
  pass(15_000);
  expect(connection.status.value).toMatchObject({type: "waiting", attempt: 1});
});

test("when the network goes, the connection waits at once", () => {
  const {connection, last} = makeWorld();
  last().onopen?.();
  connection.interrupt();
  expect(connection.status.value.type).toBe("waiting");
  expect(last().closed).toBe(true);
});
