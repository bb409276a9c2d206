/** A seeded log of a web service for tests: steady traffic of two services by the minute, and what is to go wrong in a span of minutes. */

export interface Event {
  readonly time: number;
  readonly level: string;
  readonly service: string;
  readonly message: string;
}

export type Trouble = "errors" | "newError" | "slow" | "memory" | "disk" | "logins" | "timeouts" | "drop" | "deploy" | "warnings";

export const start = Date.UTC(2026, 2, 2);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function toRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function makeLog(minutes: number, troubles: readonly {readonly kind: Trouble; readonly from: number; readonly until: number}[], seed = 1): Event[] {
  const random = toRandom(seed);
  const events: Event[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const isOn = (kind: Trouble): boolean => troubles.some((of) => of.kind === kind && minute >= of.from && minute < of.until);
    const say = (level: string, service: string, message: string): void => void events.push({time: start + minute * 60_000 + Math.floor(random() * 60_000), level, service, message});
    const requests = (isOn("drop") ? 5 : 25) + Math.floor(random() * 6);
    for (let i = 0; i < requests; i += 1) {
      const ms = Math.floor((20 + 80 * random() ** 3) * (isOn("slow") ? 12 : 1));
      say("INFO", "api", `GET /orders/${Math.floor(random() * 1000)} ${random() < 0.98 ? 200 : 404} ${ms}ms`);
    }
    if (random() < 0.1) say("ERROR", "api", `request ${Math.floor(random() * 1e6)} failed: upstream closed`);
    say("INFO", "worker", `heap used ${isOn("memory") ? 880 : 300 + Math.floor(random() * 40)}MB of 1024MB`);
    if (minute % 5 === 0 || isOn("disk")) say("INFO", "store", `disk usage ${isOn("disk") ? 93 : 60 + Math.floor(random() * 3)}% on /data`);
    const repeat = (kind: Trouble, times: number, level: string, service: string, message: () => string): void => {
      if (isOn(kind)) for (let i = 0; i < times; i += 1) say(level, service, message());
    };
    const number = (): number => Math.floor(random() * 1e4);
    repeat("errors", 8, "ERROR", "api", () => `request ${number()} failed: upstream closed`);
    repeat("newError", 3, "ERROR", "worker", () => `ParseError: field ${number()} missing in record ${number()}`);
    repeat("logins", 12, "WARN", "api", () => `login failed for u${number()} from 10.0.0.${number() % 250}`);
    repeat("timeouts", 5, "WARN", "api", () => `timeout of 5000ms exceeded calling http://scorer/${number()}`);
    repeat("warnings", 9, "WARN", "api", () => `deprecated header used by client ${number()}`);
    repeat("deploy", 1, "WARN", "api", () => "SIGTERM received, draining connections");
  }
  return events.sort((a, b) => a.time - b.time);
}

export const toText = ({time, level, service, message}: Event): string => `${new Date(time).toISOString()} ${level} [${service}] ${message}`;
export const toJson = ({time, level, service, message}: Event): string => JSON.stringify({ts: new Date(time).toISOString(), level: level.toLowerCase(), service, msg: message});
