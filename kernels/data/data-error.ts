/** A data set that cannot be read as asked: an expected refusal, with a code for programs and a sentence for people. */

/**
 * `too-large`: beyond a limit; `damaged`: the bytes are not what their format says; `not-recognised`: no format fits;
 * `mismatch`: the parsing does not describe these bytes; `refused`: an SQL statement that is not allowed; `sql`: an SQL error; `cancelled`.
 */
export type DataErrorCode = "too-large" | "damaged" | "not-recognised" | "mismatch" | "refused" | "sql" | "cancelled";

export class DataError extends Error {
  readonly code: DataErrorCode;
  /** 1-based place in the user's text or file, where it is known. */
  readonly line: number | null;
  readonly column: number | null;

  constructor(code: DataErrorCode, message: string, options: {cause?: unknown; line?: number | null; column?: number | null} = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.name = "DataError";
    this.code = code;
    this.line = options.line ?? null;
    this.column = options.column ?? null;
  }
}

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DataError("cancelled", "reading the data was cancelled", {cause: signal.reason});
}
