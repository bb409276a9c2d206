/** The terminal that a command runs in: results on stdout, progress on stderr, Ctrl-C as a signal, errors in one sentence. */
import {inspect} from "node:util";
import type {CommandContext} from "./command.ts";
import {CommandError, exitCodes, type ExitCode} from "./exit-code.ts";

/** After Ctrl-C a command has this long to end by itself. */
const graceMs = 5_000;

export interface Terminal {
  readonly context: CommandContext;
  /** Writes an error for the person and says what to end with. */
  explain(error: unknown): ExitCode;
  end(): void;
}

export function createTerminal(): Terminal {
  const controller = new AbortController();
  const {stdout, stderr} = process;
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) stderr.write("\r\u001b[K");
    hasProgress = false;
  };
  // A reader that goes away, as `head` does, is no error.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.success);
    throw error;
  });
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort(new CommandError(exitCodes.interrupted, "interrupted"));
    setTimeout(() => process.exit(exitCodes.interrupted), graceMs).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    clear();
    stream.write(`${text}\n`);
  };
  return {
    context: {
      print: (text) => write(stdout, text),
      remark: (text) => write(stderr, text),
      progress: (text) => {
        if (!stderr.isTTY) return;
        stderr.write(`\r\u001b[K${text.slice(0, Math.max(20, stderr.columns - 1))}`);
        hasProgress = true;
      },
      signal: controller.signal,
      clock: () => Date.now(),
    },
    explain: (error) => {
      const reason = controller.signal.aborted ? controller.signal.reason : error;
      if (process.env.RECTO_DEBUG === "1") write(stderr, inspect(reason));
      else write(stderr, `recto: ${reason instanceof Error ? reason.message : String(reason)}`);
      return reason instanceof CommandError ? reason.exitCode : exitCodes.runFailed;
    },
    end: clear,
  };
}
