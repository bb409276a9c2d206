/** The world as the server needs it: clock and chance, so that tests can pass their own. */
import {randomBytes, randomInt} from "node:crypto";

export interface Effects {
  /** Milliseconds since 1970. */
  clock(): number;
  /** An identifier that nobody can guess: 128 random bits, in characters that need no escaping in an address. */
  randomId(): string;
  /** A run's seed: an integer from 0 to 2³¹ − 1. */
  randomSeed(): number;
}

export const systemEffects: Effects = {
  clock: () => Date.now(),
  randomId: () => randomBytes(16).toString("base64url").replace(/^[-_]/, "A"),
  randomSeed: () => randomInt(2 ** 31),
};

export function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
