/** What the server asks of the readers of files, which work in a process and in a thread of their own, and what they answer. */
import type {DataContent} from "#kernels/data";
import type {DataSetRows, Inspection, Notebook, Parsing, RunRecord} from "#notebooks";
import type {EmbeddedData} from "#notebooks/file";

/** A data set to be put inside a notebook's file, by the place of its bytes. */
export interface PackedData extends Omit<EmbeddedData, "bytes"> {
  readonly path: string;
}

/** A notebook as it was found in a file. */
export interface UnpackedNotebook {
  readonly notebook: Notebook;
  /** Null when the file has none, or one that is not a record. */
  readonly record: RunRecord | null;
  readonly data: readonly EmbeddedData[];
  readonly warnings: readonly string[];
  /** The file's text without its record and data: what is written into, so that all that did not change stays as it was; null for Jupyter's. */
  readonly original: string | null;
}

export type ReadRequest =
  /** `parsing`: a correction; null finds it by looking. */
  | {readonly type: "inspect"; readonly path: string; readonly fileName: string; readonly parsing: Parsing | null}
  | {readonly type: "rows"; readonly path: string; readonly digest: string; readonly parsing: Parsing; readonly offset: number; readonly limit: number}
  | {readonly type: "load"; readonly path: string; readonly digest: string; readonly parsing: Parsing}
  | {readonly type: "unpack"; readonly text: string; readonly limitBytes: number}
  | {
      readonly type: "pack";
      readonly notebook: Notebook;
      readonly record: RunRecord | null;
      readonly original: string | null;
      readonly data: readonly PackedData[];
    };

export type ReadResult =
  | {readonly type: "inspect"; readonly inspection: Inspection}
  | {readonly type: "rows"; readonly rows: DataSetRows}
  | {readonly type: "load"; readonly content: DataContent}
  | {readonly type: "unpack"; readonly unpacked: UnpackedNotebook}
  | {readonly type: "pack"; readonly text: string};

/** `too-large`, `unreadable`, `invalid`: the file's or the request's fault; `internal`: the reader's. */
export type ReadFailure = "too-large" | "unreadable" | "invalid" | "internal";

export type ReadAnswer =
  | {readonly id: number; readonly result: ReadResult}
  | {readonly id: number; readonly failed: {readonly failure: ReadFailure; readonly message: string}};

export type NumberedReadRequest = ReadRequest & {readonly id: number};
