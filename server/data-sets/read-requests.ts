/** What the server asks of the readers of data, which work in a process and in a thread of their own, and what they answer. */
import type {DataContent} from "#kernels/data";
import type {DataSetRows, Inspection, Parsing} from "#notebooks";

export type ReadRequest =
  | {readonly type: "inspect"; readonly path: string; readonly fileName: string; readonly parsing: Parsing | null}
  | {readonly type: "rows"; readonly path: string; readonly digest: string; readonly parsing: Parsing; readonly offset: number; readonly limit: number}
  | {readonly type: "load"; readonly path: string; readonly digest: string; readonly parsing: Parsing};

export type ReadResult =
  | {readonly type: "inspect"; readonly inspection: Inspection}
  | {readonly type: "rows"; readonly rows: DataSetRows}
  | {readonly type: "load"; readonly content: DataContent};

export type ReadAnswer =
  | {readonly id: number; readonly result: ReadResult}
  /** `code` of a `DataError`: the file's fault; null: the reader's. */
  | {readonly id: number; readonly failed: {readonly code: string | null; readonly message: string}};

export type NumberedReadRequest = ReadRequest & {readonly id: number};
