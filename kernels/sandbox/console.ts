/** The console of one execution: lines of text, limited in number and length, the rest counted. */
import type {ConsoleLine} from "#notebooks";
import type {Execution} from "./execution.ts";
import {inspect} from "./inspect.ts";
import type {InspectNode} from "#notebooks";
import {readLimits} from "./world.ts";

const maximumLine = 2000;

function toText(node: InspectNode, depth: number): string {
  const {children} = node;
  if (!children || children.length === 0) return node.type === "string" && depth > 0 ? JSON.stringify(node.text) : node.text;
  const more = node.omitted ? [`… ${node.omitted} more`] : [];
  if (node.type === "array" || node.type === "typed-array" || node.type === "set") {
    const items = [...children.map(({value}) => toText(value, depth + 1)), ...more].join(", ");
    return `${node.type === "array" ? "" : `${node.text} `}[${items}]`;
  }
  const items = [...children.map(({key, value}) => `${key}: ${toText(value, depth + 1)}`), ...more].join(", ");
  return `${node.text === "{…}" || node.text === "{}" ? "" : `${node.text} `}{${items}}`;
}

function write(execution: Execution, level: ConsoleLine["level"], given: readonly unknown[], tell: (execution: Execution) => void): void {
  if (execution.state === "gone") return;
  const {consoleLines, displayCharacters} = readLimits();
  if (execution.console.length >= consoleLines || execution.consoleCharacters >= displayCharacters) {
    execution.consoleOmitted++;
    if (execution.consoleOmitted % 1000 === 1) tell(execution);
    return;
  }
  let text = given.map((value) => (typeof value === "string" ? value : toText(inspect(value, {depth: 3, entries: 20, characters: 500, nodes: 200}), 0))).join(" ");
  const room = Math.min(maximumLine, displayCharacters - execution.consoleCharacters);
  if (text.length > room) text = `${text.slice(0, room)}…`;
  execution.consoleCharacters += text.length;
  execution.console.push({level, text});
  tell(execution);
}

/** An error that a cell's callback threw after the cell had returned, as a line. */
export function writeFailure(execution: Execution, error: unknown, tell: (execution: Execution) => void): void {
  write(execution, "error", ["uncaught", error], tell);
}

/** `tell` is called after each change. */
export function makeConsole(execution: Execution, tell: (execution: Execution) => void): object {
  const at = (level: ConsoleLine["level"]) => (...given: unknown[]): void => write(execution, level, given, tell);
  const counts = new Map<string, number>();
  const nothing = (): void => undefined;
  return Object.freeze({
    log: at("log"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    debug: at("debug"),
    trace: at("debug"),
    dir: at("log"),
    table: at("log"),
    group: at("log"),
    groupCollapsed: at("log"),
    groupEnd: nothing,
    clear: nothing,
    time: nothing,
    timeEnd: nothing,
    timeLog: nothing,
    assert: (condition: unknown, ...given: unknown[]) => {
      if (!condition) write(execution, "error", given.length > 0 ? ["assertion failed:", ...given] : ["assertion failed"], tell);
    },
    count: (label: unknown = "default") => {
      const name = String(label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      write(execution, "log", [`${name}: ${counts.get(name)}`], tell);
    },
  });
}
