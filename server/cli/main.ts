/** The `recto` command: finds the command that was asked for, runs it, and ends with its exit code. */
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describeCommand, parseCommand, type Command, type CommandContext} from "./command.ts";
import {CommandError, exitCodes, type ExitCode} from "./exit-code.ts";
import {exportCommand} from "./export.ts";
import {importCommand} from "./import.ts";
import {findNearest} from "./nearest.ts";
import {runCommand} from "./run.ts";
import {serveCommand} from "./serve.ts";
import {createTerminal} from "./terminal.ts";
import {verifyCommand} from "./verify.ts";

export const commands: readonly Command[] = [serveCommand, runCommand, verifyCommand, exportCommand, importCommand];

/** The version in package.json. */
export function readVersion(): string {
  const path = fileURLToPath(new URL("../../package.json", import.meta.url));
  const {version} = JSON.parse(readFileSync(path, "utf8")) as {version: string};
  return version;
}

/** The help text of `recto` itself. */
export function describeAll(): string {
  const entries: [string, string][] = commands.map(({name, summary}) => [name, summary]);
  entries.push(["version", "Print the versions of recto and of its engine."]);
  const width = Math.max(...entries.map(([name]) => name.length));
  return [
    "Usage: recto COMMAND [options]",
    "",
    "Reactive TypeScript notebooks whose results can be proved.",
    "",
    "Commands:",
    ...entries.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "recto COMMAND --help tells more about a command.",
  ].join("\n");
}

export async function main(parameters: readonly string[], context: CommandContext): Promise<ExitCode> {
  const [name, ...rest] = parameters;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const about = name === "help" ? commands.find((command) => command.name === rest[0]) : undefined;
    context.print(about ? describeCommand(about) : describeAll());
    return name === undefined ? exitCodes.usage : exitCodes.success;
  }
  if (name === "version" || name === "--version") {
    context.print(`recto ${readVersion()}, node ${process.version}, v8 ${process.versions.v8}`);
    return exitCodes.success;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const nearest = findNearest(name, [...commands.map((one) => one.name), "version", "help"]);
    const hint = nearest === null ? "recto --help lists the commands" : `did you mean recto ${nearest}?`;
    throw new CommandError(exitCodes.usage, `recto has no command ${JSON.stringify(name)}, ${hint}`);
  }
  const given = parseCommand(command, rest);
  if (given) return command.run(given, context);
  context.print(describeCommand(command));
  return exitCodes.success;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  const terminal = createTerminal();
  try {
    process.exitCode = await main(process.argv.slice(2), terminal.context);
  } catch (error) {
    process.exitCode = terminal.explain(error);
  }
  terminal.end();
}
