/** How many failed sign-ins an account and an address may have in a while, and how many accounts an address may open. */
import {RateLimiterMemory, RateLimiterRes} from "rate-limiter-flexible";
import type {LoginLimits} from "../options.ts";
import {Problem} from "../http/problem.ts";

export interface Attempts {
  /** Throws the problem `too-many-attempts` while the account or the address must wait. */
  check(account: string, address: string): Promise<void>;
  failed(account: string, address: string): Promise<void>;
  succeeded(account: string): Promise<void>;
  /** Counts a sign-up; throws when the address opened too many. */
  signUp(address: string): Promise<void>;
}

export function createAttempts(limits: LoginLimits): Attempts {
  const duration = Math.ceil(limits.windowMs / 1000);
  const accounts = new RateLimiterMemory({keyPrefix: "account", points: limits.failuresPerAccount, duration});
  const addresses = new RateLimiterMemory({keyPrefix: "address", points: limits.failuresPerAddress, duration});
  const signUps = new RateLimiterMemory({keyPrefix: "sign-up", points: limits.accountsPerAddress, duration});
  return {
    async check(account, address) {
      const [ofAccount, ofAddress] = await Promise.all([accounts.get(account), addresses.get(address)]);
      for (const result of [ofAccount, ofAddress]) if (result && result.remainingPoints <= 0) throw mustWait(result);
    },
    async failed(account, address) {
      await Promise.allSettled([accounts.consume(account), addresses.consume(address)]);
    },
    async succeeded(account) {
      await accounts.delete(account);
    },
    async signUp(address) {
      try {
        await signUps.consume(address);
      } catch (error) {
        if (error instanceof RateLimiterRes) throw mustWait(error);
        throw error;
      }
    },
  };
}

function mustWait(result: RateLimiterRes): Problem {
  const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
  const wait = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new Problem("too-many-attempts", `too many attempts: try again in ${wait}`, {retryAfterSeconds: seconds});
}
