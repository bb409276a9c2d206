/** `recto run`: runs a notebook from its file and writes it with its record. */
import type {RunRecord} from "#notebooks";
import type {Json} from "#notebooks";
import {writeNotebook} from "#notebooks/file";
import type {Session} from "#kernels/session";
import {readInteger, readOption, readPairs, refuse, type Command, type Given} from "./command.ts";
import {DataFiles} from "./data-files.ts";
import {exitCodes} from "./exit-code.ts";
import {openFile, writeWhole, type OpenedFile} from "./notebook-file.ts";
import {describeCells, runNotebook, withEngine, type RunOptions} from "./run-notebook.ts";
import type {OptionSpec} from "./command.ts";

export const dataOption: OptionSpec = {
  name: "data", value: "NAME=PATH", multiple: true, description: "A data set that the notebook names; it goes before one inside the file.",
};

/** What `run` and `export` have in common. */
export const runOptions: readonly OptionSpec[] = [
  {name: "param", value: "NAME=VALUE", multiple: true, description: "Set an input by the name that views it; the value is JSON, or text."},
  dataOption,
  {name: "seed", value: "N", description: "The seed that random numbers are drawn from (default 1)."},
  {name: "now", value: "TIME", description: "What cells take for the present time, as ISO 8601 (default: the present time)."},
  {name: "deadline", value: "SECONDS", description: "Stop cells that have not settled by then (default 600)."},
];

export const runCommand: Command = {
  name: "run",
  summary: "Run a notebook from its file, print what its cells came to, and the root of the run.",
  positionals: ["FILE"],
  options: [
    ...runOptions,
    {name: "out", value: "FILE", description: "Write the notebook with the record of the run, and its data sets, to this file."},
    {name: "no-data", value: null, description: "Leave the data sets out of the file that --out writes."},
  ],
  notes: ["Progress goes to stderr; the cells and the root go to stdout."],
  async run(given, context) {
    const opened = await openFile(given.positionals[0] ?? "", context.remark);
    const data = new DataFiles(opened.file.data, readPairs(runCommand, given, "data"), context.signal);
    const options = readRunOptions(runCommand, given, opened, data, context.clock());
    const record = await withEngine((engine) => runNotebook(options, engine, context, async (session) => {
      for (const line of describeCells(session.state)) context.print(line);
      const out = readOption(given, "out");
      if (out !== undefined) await writeWhole(out, await writeRun(opened, session, data, !given.options.has("no-data")));
      return session.record();
    }));
    context.print(record.verifiable ? `root ${record.root}` : "no root: a cell did not come to its end, and the run proves nothing");
    return isGood(record) ? exitCodes.success : exitCodes.runFailed;
  },
};

/** Whether every cell that was to run came to a value. */
export function isGood({cells}: RunRecord): boolean {
  return cells.every(({status}) => status === "done" || status === "disabled");
}

export function readRunOptions(command: Command, given: Given, {file}: OpenedFile, data: DataFiles, present: number): RunOptions {
  const now = readOption(given, "now");
  const nowMs = now === undefined ? present : Date.parse(now);
  if (Number.isNaN(nowMs)) throw refuse(command, `--now takes a time such as 2026-01-31T12:00:00Z, got ${JSON.stringify(now)}`);
  return {
    notebook: file.notebook,
    data,
    parameters: Object.fromEntries(readPairs(command, given, "param").map(([name, text]) => [name, toValue(text)])),
    seed: readInteger(command, given, "seed", 0, Number.MAX_SAFE_INTEGER) ?? 1,
    now: nowMs,
    deadlineMs: (readInteger(command, given, "deadline", 1, 1_000_000) ?? 600) * 1000,
  };
}

/** The notebook's file with the record, the digests of the data sets, and the data sets themselves. */
export async function writeRun({file}: OpenedFile, session: Session, data: DataFiles, hasData: boolean): Promise<string> {
  const record = session.record();
  const digests = new Map(record.data.map(({name, digest}) => [name, digest]));
  const references = new Map(file.notebook.data.map((reference) => [reference.name, reference]));
  for (const [name, digest] of digests) references.set(name, {name, digest});
  const packed = hasData ? await Promise.all([...digests.keys()].map((name) => data.pack(name))) : [];
  return writeNotebook({
    notebook: {...file.notebook, data: [...references.values()]},
    record,
    data: packed.filter((one) => one !== null),
    original: file.original,
  });
}

/** JSON where the text is JSON, and the text itself otherwise. */
function toValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}
