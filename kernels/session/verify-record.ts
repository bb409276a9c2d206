/** Verifying from outside a session: for files, and for whoever holds a record. */
import type {VerifyReport} from "#notebooks";
import {createSession} from "./create-session.ts";
import {verifyBy, type VerifyOptions} from "./verify.ts";

/** Runs the notebook again from nothing but its record, and compares every digest. Rejects with the signal's reason when it is aborted. */
export function verifyRecord(options: VerifyOptions): Promise<VerifyReport> {
  return verifyBy(createSession, options);
}
