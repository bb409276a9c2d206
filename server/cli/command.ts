/** A command of `recto`: its options as a table, from which come its help, its parsing and its refusals. */
import {parseArgs} from "node:util";
import {CommandError, exitCodeMeanings, exitCodes, type ExitCode} from "./exit-code.ts";
import {findNearest} from "./nearest.ts";

export interface OptionSpec {
  readonly name: string;
  /** What stands for the value in the help; null for an option without a value. */
  readonly value: string | null;
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, such as `FILE`. */
  readonly positionals: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Lines after the options. */
  readonly notes: readonly string[];
  run(given: Given, context: CommandContext): Promise<ExitCode>;
}

/** What was given on the command line. */
export interface Given {
  readonly positionals: readonly string[];
  /** The values of each option that was given; an option without a value has an empty list. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** The world of a command. */
export interface CommandContext {
  /** A line on stdout: a result. */
  print(text: string): void;
  /** A line on stderr: progress or a remark. */
  remark(text: string): void;
  /** Replaces the line of progress where stderr is a terminal. */
  progress(text: string): void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  clock(): number;
}

const helpOption: OptionSpec = {name: "help", value: null, description: "Show this help."};

/** Reads a command's arguments. Throws a CommandError that names the nearest option when one is unknown. Null: help was asked for. */
export function parseCommand(command: Command, parameters: readonly string[]): Given | null {
  const specs = [...command.options, helpOption];
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const options = Object.fromEntries(specs.map(({name, value}) => [name, {type: value === null ? "boolean" : "string", multiple: true} as const]));
  const {tokens, positionals} = parseArgs({args: [...parameters], options, strict: false, tokens: true, allowPositionals: true});
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const spec = byName.get(token.name);
    if (!spec) throw refuseOption(command, token.rawName, [...byName.keys()]);
    if (spec.value === null && token.value !== undefined) throw refuse(command, `--${spec.name} takes no value, got ${JSON.stringify(token.value)}`);
    if (spec.value !== null && token.value === undefined) throw refuse(command, `--${spec.name} takes a value: --${spec.name} ${spec.value}`);
    const values = given.get(spec.name);
    if (values && spec.multiple !== true) throw refuse(command, `--${spec.name} is given once, got it twice`);
    given.set(spec.name, [...(values ?? []), ...(token.value === undefined ? [] : [token.value])]);
  }
  if (given.has("help")) return null;
  if (positionals.length < command.positionals.length) {
    throw refuse(command, `recto ${command.name} needs ${command.positionals.slice(positionals.length).join(" and ")}`);
  }
  if (positionals.length > command.positionals.length) {
    throw refuse(command, `recto ${command.name} does not know what to do with ${JSON.stringify(positionals[command.positionals.length])}`);
  }
  return {positionals, options: given};
}

/** The single value of an option, or undefined. */
export function readOption({options}: Given, name: string): string | undefined {
  return options.get(name)?.[0];
}

/** `NAME=VALUE` options as pairs. Throws when one has no `=` or no name. */
export function readPairs(command: Command, {options}: Given, name: string): [string, string][] {
  return (options.get(name) ?? []).map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw refuse(command, `--${name} takes NAME=VALUE, got ${JSON.stringify(text)}`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

/** A whole number within limits. */
export function readInteger(command: Command, given: Given, name: string, minimum: number, maximum: number): number | undefined {
  const text = readOption(given, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < minimum || value > maximum) {
    throw refuse(command, `--${name} takes a whole number from ${minimum} to ${maximum}, got ${JSON.stringify(text)}`);
  }
  return value;
}

export function refuse(command: Command, message: string): CommandError {
  return new CommandError(exitCodes.usage, `${message} (recto ${command.name} --help tells more)`);
}

/** The help text of one command. */
export function describeCommand(command: Command): string {
  const specs = [...command.options, helpOption];
  const flags = specs.map(({name, value}) => (value === null ? `--${name}` : `--${name} ${value}`));
  const width = Math.max(...flags.map((flag) => flag.length));
  const lines = [
    ["Usage: recto", command.name, ...command.positionals, "[options]"].join(" "),
    "",
    command.summary,
    "",
    "Options:",
    ...specs.map(({description, multiple}, index) => {
      const repeated = multiple === true ? " Can be given several times." : "";
      return `  ${(flags[index] ?? "").padEnd(width)}  ${description}${repeated}`;
    }),
  ];
  if (command.notes.length > 0) lines.push("", ...command.notes);
  lines.push("", "Exit codes:", ...exitCodeMeanings.map(([code, meaning]) => `  ${code}  ${meaning}`));
  return lines.join("\n");
}

function refuseOption(command: Command, rawName: string, known: readonly string[]): CommandError {
  const nearest = findNearest(rawName.replace(/^-+/, ""), known);
  const hint = nearest === null ? "" : `, did you mean --${nearest}?`;
  return refuse(command, `recto ${command.name} has no option ${rawName}${hint}`);
}
