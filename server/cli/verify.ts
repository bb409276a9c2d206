/** `recto verify`: runs a notebook again from its record, offline, and says cell by cell whether everything is the same. */
import {verifyRecord} from "#kernels/session";
import type {NotebookState, RunRecord, VerifyReport} from "#notebooks";
import {readInteger, readOption, readPairs, refuse, type Command, type CommandContext} from "./command.ts";
import {DataFiles} from "./data-files.ts";
import {CommandError, exitCodes, type ExitCode} from "./exit-code.ts";
import {openFile, readRecord, type OpenedFile} from "./notebook-file.ts";
import {findChangedDisplay} from "../page/page.ts";
import {dataOption} from "./run.ts";
import {createProgress, limits, withEngine} from "./run-notebook.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary: "Run a notebook again from its record, without a network, and compare every digest.",
  positionals: ["FILE"],
  options: [
    dataOption,
    {name: "root", value: "ROOT", description: "The root that the file must have: what its author published elsewhere."},
    {name: "deadline", value: "SECONDS", description: "Stop cells that have not settled by then (default 600)."},
    {name: "json", value: null, description: "Print the whole report as JSON."},
  ],
  notes: [
    "FILE is a notebook's file with its record, as recto run --out and the workspace write it, or a page that recto export wrote;",
    "of a page, what it shows is compared too.",
  ],
  async run(given, context) {
    const opened = await openFile(given.positionals[0] ?? "", context.remark);
    const record = readRecord(opened);
    const pinned = readOption(given, "root")?.toLowerCase();
    if (pinned !== undefined && !/^[0-9a-f]{64}$/.test(pinned)) throw refuse(verifyCommand, "--root takes 64 hexadecimal digits");
    if (pinned !== undefined && pinned !== record.root) {
      context.print(`different: the file's root is ${record.root}, not ${pinned}`);
      return exitCodes.different;
    }
    if (!record.verifiable) {
      throw new CommandError(exitCodes.runFailed, "a cell of the recorded run did not come to its end, so there is nothing to verify");
    }
    const data = new DataFiles(opened.file.data, readPairs(verifyCommand, given, "data"), context.signal);
    data.require(record.data.map(({name}) => name));
    const deadlineMs = (readInteger(verifyCommand, given, "deadline", 1, 1_000_000) ?? 600) * 1000;
    const {report, display} = await verify(opened, record, data, deadlineMs, context);
    if (given.options.has("json")) context.print(JSON.stringify(display === null ? report : {...report, same: false, display}, null, 2));
    else printReport(report, display, context);
    return toExitCode(report, display);
  },
};

interface Verified {
  readonly report: VerifyReport;
  /** What of an exported page is not what the run shows, in words. */
  readonly display: string | null;
}

async function verify(opened: OpenedFile, record: RunRecord, data: DataFiles, deadlineMs: number, context: CommandContext): Promise<Verified> {
  let display: string | null = null;
  const onSettled = async (state: NotebookState): Promise<void> => {
    if (opened.page === null) return;
    display = await findChangedDisplay(opened.page, {state, record, file: opened.file.original}, context.signal);
  };
  const progress = createProgress(context, `running ${opened.file.notebook.cells.length} cells again`);
  const report = await withEngine(({host, compiler}) => verifyRecord({
    record,
    notebook: opened.file.notebook,
    host,
    compiler,
    limits,
    findData: (name) => data.find(name),
    clock: () => context.clock(),
    onProgress: progress.tell,
    onSettled,
    signal: context.signal,
    deadlineMs,
  })).finally(() => progress.end());
  return {report, display};
}

function printReport(report: VerifyReport, display: string | null, {print}: CommandContext): void {
  const width = Math.max(0, ...report.cells.map(({id}) => String(id).length));
  for (const {id, same, status, message} of report.cells) {
    print(`cell ${String(id).padStart(width)}  ${same ? `same${status === "done" ? "" : `, ${status}`}` : `different: ${message ?? "its digests are not the recorded ones"}`}`);
  }
  const {firstDifference} = report;
  if (!report.same) {
    print(`different: ${firstDifference?.message ?? "the roots are not the same"}`);
    print(`recorded root ${report.expectedRoot}`);
    if (report.actualRoot !== "") print(`root of this run ${report.actualRoot}`);
  } else if (display !== null) print(`different: the run is the same, but the page is not what it shows: ${display}`);
  else print(`same: root ${report.expectedRoot}`);
}

function toExitCode(report: VerifyReport, display: string | null): ExitCode {
  if (report.same) return display === null ? exitCodes.success : exitCodes.different;
  return report.firstDifference?.cause === "unfinished" ? exitCodes.runFailed : exitCodes.different;
}
