/** `recto serve`: starts the server on this machine. */
import {readInteger, readOption, type Command} from "./command.ts";
import {CommandError, exitCodes} from "./exit-code.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Serve the workspace: accounts, notebooks and data sets, with an embedded database.",
  positionals: [],
  options: [
    {name: "port", value: "PORT", description: "The port to listen on, 0 for a free one (default 4400)."},
    {name: "host", value: "ADDRESS", description: "The address to listen on (default 127.0.0.1, this machine alone)."},
    {name: "address", value: "URL", description: "The address that people reach it by, behind a proxy: https://recto.example.org."},
    {name: "data", value: "FOLDER", description: "The folder that everything is kept in (default .recto)."},
    {name: "source-folder", value: "FOLDER", multiple: true, description: "A folder under which schedules may read files."},
    {name: "private-sources", value: null, description: "Let schedules fetch from, and call, private network addresses."},
    {name: "dev", value: null, description: "Serve the workspace from its sources, for working on Recto itself."},
  ],
  notes: ["Ctrl-C stops the server after what runs was put away; nothing acknowledged is lost."],
  async run(given, {remark, signal}) {
    const port = readInteger(serveCommand, given, "port", 0, 65_535) ?? 4400;
    const host = readOption(given, "host") ?? "127.0.0.1";
    const folder = readOption(given, "data") ?? ".recto";
    const sourceFolders = given.options.get("source-folder") ?? [];
    const publicAddress = readOption(given, "address") ?? null;
    if (publicAddress !== null && !/^https?:\/\/[^/]+$/.test(publicAddress)) {
      throw new CommandError(exitCodes.usage, `--address must be a scheme and a host such as https://recto.example.org, got ${publicAddress}`);
    }
    const {serve} = await import("#server");
    let server: Awaited<ReturnType<typeof serve>>;
    try {
      server = await serve({port, host, folder, publicAddress, development: given.options.has("dev"), sourceFolders, allowPrivateSources: given.options.has("private-sources")}, remark);
    } catch (error) {
      throw explainStart(error, port, host);
    }
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, {once: true}));
    remark("stopping …");
    await server.close();
    return exitCodes.success;
  },
};

function explainStart(error: unknown, port: number, host: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const cause = {cause: error};
  if (code === "EADDRINUSE") {
    return new CommandError(exitCodes.runFailed, `port ${port} on ${host} is in use: choose another with --port, or stop what uses it`, cause);
  }
  if (code === "EACCES") return new CommandError(exitCodes.runFailed, `this account may not listen on port ${port} of ${host}`, cause);
  if (code === "EADDRNOTAVAIL") return new CommandError(exitCodes.runFailed, `this machine has no address ${host}`, cause);
  return error;
}
