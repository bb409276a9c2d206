import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {describeCommand, parseCommand, readPairs, type CommandContext} from "./command.ts";
import {CommandError, exitCodes} from "./exit-code.ts";
import {commands, describeAll, main} from "./main.ts";
import {countEdits, findNearest} from "./nearest.ts";
import {runCommand} from "./run.ts";
import {verifyCommand} from "./verify.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/command-line.md", import.meta.url)), "utf8");

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === exitCodes.usage) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
}

async function tell(...parameters: string[]): Promise<{code: number; text: string}> {
  const lines: string[] = [];
  const context: CommandContext = {
    print: (text) => void lines.push(text),
    remark: () => undefined,
    progress: () => undefined,
    signal: new AbortController().signal,
    clock: () => 0,
  };
  const code = await main(parameters, context);
  return {code, text: lines.join("\n")};
}

describe("the page on the command line", () => {
  it("shows the help text of every command as it is printed", () => {
    expect(page).toContain(`\n\`\`\`text\n${describeAll()}\n\`\`\`\n`);
    for (const command of commands) expect(page).toContain(`\n\`\`\`text\n${describeCommand(command)}\n\`\`\`\n`);
  });

  it("speaks of no command and no option that does not exist", () => {
    const headings = [...page.matchAll(/^## recto (\S+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(commands.map(({name}) => name));
    const known = new Set([...commands.flatMap(({options}) => options.map(({name}) => name)), "help", "no"]);
    const named = [...page.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, name]) => name ?? "");
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("what is typed", () => {
  it("a misspelt command or option is refused and the nearest is named", async () => {
    await expect(tell("verfy", "file.html")).rejects.toThrow('recto has no command "verfy", did you mean recto verify?');
    expect(refusal(() => parseCommand(runCommand, ["file", "--sed", "3"]))).toMatch(/^recto run has no option --sed, did you mean --seed\?/);
    expect(refusal(() => parseCommand(runCommand, ["file", "--zzzz"]))).toMatch(/^recto run has no option --zzzz \(/);
  });

  it("a missing file, a second one, a missing or unwanted value and a repeated option are refused", () => {
    expect(refusal(() => parseCommand(runCommand, []))).toMatch(/recto run needs FILE/);
    expect(refusal(() => parseCommand(runCommand, ["a", "b"]))).toMatch(/what to do with "b"/);
    expect(refusal(() => parseCommand(runCommand, ["a", "--seed"]))).toMatch(/--seed takes a value/);
    expect(refusal(() => parseCommand(runCommand, ["a", "--no-data=yes"]))).toMatch(/--no-data takes no value/);
    expect(refusal(() => parseCommand(runCommand, ["a", "--seed", "1", "--seed", "2"]))).toMatch(/--seed is given once/);
  });

  it("pairs need a name and an equals sign, and keep further equals signs", () => {
    const given = parseCommand(verifyCommand, ["a", "--data", "x=b=c", "--data=y=d"]);
    expect(given && readPairs(verifyCommand, given, "data")).toEqual([["x", "b=c"], ["y", "d"]]);
    const wrong = parseCommand(verifyCommand, ["a", "--data", "x"]);
    expect(refusal(() => wrong && readPairs(verifyCommand, wrong, "data"))).toMatch(/--data takes NAME=VALUE, got "x"/);
  });

  it("help is printed for each command, and nothing at all is a usage error with the help", async () => {
    for (const command of commands) expect(await tell(command.name, "--help")).toEqual({code: 0, text: describeCommand(command)});
    expect(await tell("help", "run")).toEqual({code: 0, text: describeCommand(runCommand)});
    expect(await tell()).toEqual({code: 2, text: describeAll()});
    expect(await tell("version")).toMatchObject({code: 0, text: expect.stringMatching(/^recto \d+\.\d+\.\d+, node v/)});
  });
});

describe("the nearest word", () => {
  it("counts letters inserted, deleted and replaced", () => {
    expect([countEdits("", "abc"), countEdits("kitten", "sitting"), countEdits("same", "same")]).toEqual([3, 3, 0]);
  });

  it("is a beginning, or has few letters wrong, or there is none", () => {
    expect([findNearest("dead", ["data", "deadline"]), findNearest("dta", ["data", "param"]), findNearest("xyz", ["data"])]).toEqual([
      "deadline", "data", null,
    ]);
  });
});
