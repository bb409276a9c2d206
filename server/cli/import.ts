/** `recto import`: takes a notebook of another program and writes it as Recto's file, without running it. */
import {writeNotebook} from "#notebooks/file";
import {readOption, type Command} from "./command.ts";
import {exitCodes} from "./exit-code.ts";
import {openFile, writeWhole} from "./notebook-file.ts";

export const importCommand: Command = {
  name: "import",
  summary: "Take a notebook of Jupyter or Observable and write it as Recto's file.",
  positionals: ["FILE"],
  options: [{name: "out", value: "FILE", description: "Write to this file (default: stdout)."}],
  notes: [
    "FILE is Jupyter's (.ipynb): cells in TypeScript, JavaScript and Markdown are taken as they are, everything else is kept as text;",
    "or Observable's or Recto's (.html), in which nothing changes. Nothing is run.",
  ],
  async run(given, {print, remark}) {
    const {file} = await openFile(given.positionals[0] ?? "", remark);
    const {notebook, record, data, original} = file;
    const text = writeNotebook({notebook, record: record as object | null, data, original});
    const out = readOption(given, "out");
    if (out === undefined) print(text.replace(/\n$/, ""));
    else await writeWhole(out, text);
    return exitCodes.success;
  },
};
