import {describe, expect, it} from "vitest";
import type {ServerMessage} from "#notebooks";
import {Outbox, behindBytes, lostBytes} from "./outbox.ts";
import type {Wire} from "./outbox.ts";
import {Rate} from "./rate.ts";

/** A wire whose reader takes bytes only when told to. */
class SlowWire implements Wire {
  bufferedAmount = 0;
  isTerminated = false;
  readonly sent: string[] = [];
  readonly #waiting: {bytes: number; sent(error?: Error): void}[] = [];

  send(text: string, sent: (error?: Error) => void): void {
    this.sent.push(text);
    this.bufferedAmount += text.length;
    this.#waiting.push({bytes: text.length, sent});
  }

  terminate(): void {
    this.isTerminated = true;
  }

  readAll(): void {
    for (const {bytes, sent} of this.#waiting.splice(0)) {
      this.bufferedAmount -= bytes;
      sent();
    }
  }
}

const welcome: ServerMessage = {type: "people", connections: 12345};
const welcomeText = JSON.stringify(welcome);

describe("an outbox", () => {
  it("leaves reports out while the reader is behind, and sends the whole state once when it has caught up", () => {
    const wire = new SlowWire();
    const outbox = new Outbox(wire, () => welcome);
    outbox.tell("x".repeat(behindBytes + 1));
    for (let number = 0; number < 1000; number += 1) outbox.tell(`report ${number}`);
    expect(wire.sent).toHaveLength(1);
    expect(outbox.isBehind).toBe(true);
    wire.readAll();
    expect(wire.sent.slice(1)).toEqual([welcomeText]);
    outbox.tell("next");
    expect(wire.sent.at(-1)).toBe("next");
  });

  it("answers what was asked while the reader is behind", () => {
    const wire = new SlowWire();
    const outbox = new Outbox(wire, () => welcome);
    outbox.tell("x".repeat(behindBytes + 1));
    outbox.tell("left out");
    outbox.answer({type: "acknowledged", id: 1});
    expect(wire.sent.at(-1)).toBe('{"type":"acknowledged","id":1}');
  });

  it("gives the connection up when the reader takes nothing at all", () => {
    const wire = new SlowWire();
    const outbox = new Outbox(wire, () => welcome);
    outbox.tell("x".repeat(lostBytes + 1));
    outbox.answer({type: "acknowledged", id: 1});
    expect(wire.isTerminated).toBe(true);
    expect(wire.sent).toHaveLength(1);
  });
});

describe("a rate", () => {
  it("lets a burst through, then asks to wait as long as the next one takes to come", () => {
    let now = 0;
    const rate = new Rate({burst: 3, perSecond: 10}, () => now);
    expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([0, 0, 0, 100]);
    now += 200;
    expect(rate.take()).toBe(0);
    now += 1_000_000;
    expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([0, 0, 0, 100]);
  });
});
