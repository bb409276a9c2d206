/** Runs an edition again from nothing but its record: one at a time, once for all who ask at the same time, and no more often than its limits allow. */
import {RateLimiterMemory, RateLimiterRes} from "rate-limiter-flexible";
import {verifyRecord} from "#kernels/session";
import type {SessionEffects} from "#kernels/session";
import type {EditionVerification, Parsing, RunContent, VerifyReport} from "#notebooks";
import {Problem} from "../http/problem.ts";
import type {Log} from "../log.ts";
import type {ServerOptions} from "../options.ts";
import type {Reader} from "../reader/reader.ts";
import type {Files} from "../store/files.ts";
import type {PublicationStore, StoredEdition, StoredPublication} from "./publication-store.ts";

export interface Verification {
  /** Resolves with a report that is no older than `freshMs`. Throws the problem `too-many-attempts` when the address asked too often or too many wait. */
  verify(publication: StoredPublication, edition: StoredEdition, address: string): Promise<EditionVerification>;
  close(): Promise<void>;
}

export interface VerificationLimits {
  /** Reports younger than this are given again. */
  readonly freshMs: number;
  /** Editions that wait to be run at most. */
  readonly waiting: number;
  /** Runs that one network address may cause in an hour. */
  readonly perHour: number;
  /** Milliseconds after which cells that have not settled count as unfinished. */
  readonly deadlineMs: number;
}

export const verificationLimits: VerificationLimits = {freshMs: 10 * 60_000, waiting: 20, perHour: 20, deadlineMs: 120_000};

interface Parts {
  readonly publications: Pick<PublicationStore, "setVerified">;
  readonly files: Files;
  readonly reader: Pick<Reader, "load">;
  readonly world: Pick<SessionEffects, "host" | "compiler" | "clock">;
  readonly options: Pick<ServerOptions, "limits">;
  readonly log: Log;
  readonly limits?: VerificationLimits;
}

export function createVerification({publications, files, reader, world, options, log, limits = verificationLimits}: Parts): Verification {
  const running = new Map<string, Promise<VerifyReport>>();
  const rate = new RateLimiterMemory({keyPrefix: "verification", points: limits.perHour, duration: 3600});
  const stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function runAgain(publication: StoredPublication, edition: StoredEdition): Promise<VerifyReport> {
    stop.signal.throwIfAborted();
    const content = JSON.parse((await files.read(edition.content)).toString("utf8")) as RunContent;
    const pinned = new Map(edition.data.map((data) => [data.name, data]));
    const report = await verifyRecord({
      record: content.record,
      notebook: content.notebook,
      host: world.host,
      compiler: world.compiler,
      clock: world.clock,
      limits: options.limits,
      deadlineMs: limits.deadlineMs,
      signal: stop.signal,
      findData: async (name) => {
        const data = pinned.get(name);
        if (!data) return null;
        const {digest, rows, file, parsing} = data;
        return {digest, rows, load: () => reader.load({path: files.path(file), digest, parsing: parsing as Parsing})};
      },
    });
    publications.setVerified(publication, edition.id, report);
    return report;
  }

  function start(publication: StoredPublication, edition: StoredEdition): Promise<VerifyReport> {
    const started = last.then(() => runAgain(publication, edition)).finally(() => running.delete(edition.id));
    last = started.catch((error: unknown) => {
      if (!stop.signal.aborted) log.error({err: error, edition: edition.id}, "an edition could not be verified");
    });
    running.set(edition.id, started);
    return started;
  }

  return {
    async verify(publication, edition, address) {
      const {verified} = edition;
      if (verified && world.clock() - verified.verifiedAt < limits.freshMs) return {report: verified, isFresh: false};
      const present = running.get(edition.id);
      if (present) return {report: await present, isFresh: true};
      if (running.size >= limits.waiting) throw new Problem("too-many-attempts", "many pages are being verified now: try again in a minute", {retryAfterSeconds: 60});
      await takeTurn(rate, address);
      return {report: await (running.get(edition.id) ?? start(publication, edition)), isFresh: true};
    },
    async close() {
      stop.abort(new Problem("shutting-down", "the server is stopping"));
      await last;
    },
  };
}

async function takeTurn(rate: RateLimiterMemory, address: string): Promise<void> {
  try {
    await rate.consume(address);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Problem("too-many-attempts", `this address had many pages verified: try again in ${Math.ceil(seconds / 60)} minutes`, {retryAfterSeconds: seconds});
  }
}
