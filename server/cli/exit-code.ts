/** What the command ends with, so that a script can tell what happened. */
export const exitCodes = {
  success: 0,
  different: 1,
  usage: 2,
  unreadable: 3,
  dataMissing: 4,
  runFailed: 5,
  interrupted: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The meaning of each code, as the help shows it. */
export const exitCodeMeanings: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [exitCodes.success, "success; for verify: everything is the same"],
  [exitCodes.different, "verify found a difference"],
  [exitCodes.usage, "the command was not understood"],
  [exitCodes.unreadable, "a file could not be read or written, or holds no run record"],
  [exitCodes.dataMissing, "a data set is missing"],
  [exitCodes.runFailed, "a cell failed, or the run did not come to its end"],
  [exitCodes.interrupted, "interrupted"],
];

/** A failure that one sentence explains to the person who typed the command. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}
