/** Web hooks: how a message is signed, and when one that was not answered is sent again. The form is that of Standard Webhooks 1.0. */
import {createHmac} from "node:crypto";
import type {Effects} from "../effects.ts";
import type {Log} from "../log.ts";
import {SourceError} from "../sources/address-guard.ts";
import {askAddress} from "../sources/ask-address.ts";
import type {Guard} from "../sources/ask-address.ts";
import {toUrl} from "../sources/fetch-address.ts";
import type {OwnerId} from "../store/schema.ts";
import type {NoticeStore} from "./notice-store.ts";
import type {ScheduleStore} from "./schedule-store.ts";

/** Milliseconds from one attempt to the next; after the last one a web hook is given up. */
export const retryDelaysMs = [5_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 5 * 3_600_000] as const;

const patienceMs = 15_000;
const placesForHooks = 8;

/** A secret of 256 bits from two identifiers that nobody can guess. */
export function toSecret(randomId: () => string): string {
  return `whsec_${Buffer.from(randomId() + randomId()).toString("base64")}`;
}

/** `v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`, with the bytes that the secret is the base64 of; the time is in seconds since 1970. */
export function sign(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
}

export interface WebHooks {
  /** Calls what is due, as many at once as there are places. */
  advance(): void;
  /** Resolves when no call is under way. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly schedules: Pick<ScheduleStore, "find">;
  readonly notices: NoticeStore;
  readonly guard: Guard;
  readonly effects: Pick<Effects, "clock">;
  readonly log: Log;
}

export function createWebHooks({schedules, notices, guard, effects, log}: Parts): WebHooks {
  const calls = new Set<Promise<void>>();
  const stop = new AbortController();

  /** The status of the answer, or why there is none. */
  async function post(address: string, headers: {readonly [name: string]: string}, body: string): Promise<number | string> {
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)]);
      const all = {...headers, "content-type": "application/json", "content-length": String(Buffer.byteLength(body))};
      const answer = await askAddress(toUrl(address), {method: "POST", headers: all, body}, guard, signal);
      answer.destroy();
      return answer.statusCode ?? 0;
    } catch (error) {
      if (error instanceof SourceError) return error.message;
      const {code, message} = error as NodeJS.ErrnoException;
      return code === "ABORT_ERR" || (error as Error).name === "TimeoutError" ? `no answer within ${patienceMs / 1000} s` : message || (code ?? "no connection");
    }
  }

  async function call(owner: OwnerId, id: string): Promise<void> {
    const delivery = notices.beginDelivery(owner, id, (attempts) => {
      const delay = retryDelaysMs[attempts - 1];
      return delay === undefined ? null : effects.clock() + delay;
    });
    if (!delivery) return;
    const {schedule: scheduleId, address, body, attempts} = delivery;
    const schedule = schedules.find(owner, scheduleId);
    if (!schedule) return notices.endDelivery(owner, id);
    const seconds = Math.floor(effects.clock() / 1000);
    const headers = {"webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": sign(schedule.secret, id, seconds, body)};
    const answer = await post(address, headers, body);
    if (stop.signal.aborted) return;
    if (typeof answer === "number" && answer >= 200 && answer < 300) return notices.endDelivery(owner, id);
    log.warn({schedule: scheduleId, answer, attempts}, "a web hook was not taken");
    // 410 asks for no more calls.
    if (attempts <= retryDelaysMs.length && answer !== 410) return;
    notices.endDelivery(owner, id);
    const reason = typeof answer === "number" ? `it answered with ${answer}` : answer;
    notices.add(owner, {
      schedule: scheduleId, run: null, before: null, kind: "undelivered",
      text: `The web hook ${new URL(address).origin} was called ${attempts === 1 ? "once" : `${attempts} times`} and did not take a message: ${reason}.`,
    });
  }

  function advance(): void {
    if (stop.signal.aborted || calls.size >= placesForHooks) return;
    for (const {owner, id} of notices.dueDeliveries(effects.clock(), placesForHooks - calls.size)) {
      const made = call(owner, id)
        .catch((error: unknown) => log.error({err: error, delivery: id}, "a web hook could not be called"))
        .finally(() => {
          calls.delete(made);
          advance();
        });
      calls.add(made);
    }
  }

  const settled = async (): Promise<void> => {
    while (calls.size > 0) await Promise.all(calls);
  };

  return {
    advance,
    settled,
    async close() {
      stop.abort();
      await settled();
    },
  };
}
