/** The messages of the notebook's socket (`/api/notebooks/:id/socket`): JSON text frames, one message each. */
import type {Command, Edit, Operation, RefusalCode} from "./operation.ts";
import type {NotebookState} from "./state.ts";
import type {TablePage, TableQuery} from "./display.ts";
import type {VerifyReport} from "./record.ts";

/** What a client sends. `id` and `request` are the client's own numbers, given back with the answer. */
export type ClientMessage =
  | {readonly type: "operation"; readonly id: number; readonly operation: Edit | Command}
  | {readonly type: "request"; readonly request: number; readonly body: ClientRequest}
  /** The client missed something and asks for a new welcome. */
  | {readonly type: "resynchronise"};

export type ClientRequest =
  | {readonly type: "page-table"; readonly cell: number; readonly display: number; readonly query: TableQuery}
  | {readonly type: "complete"; readonly cell: number; readonly source: string; readonly position: number}
  | {readonly type: "hover"; readonly cell: number; readonly source: string; readonly position: number}
  | {readonly type: "verify"};

export interface Completion {
  readonly label: string;
  /** `variable`, `function`, `property`, `keyword`, `type` … as CodeMirror names them. */
  readonly type: string;
  readonly detail: string;
  readonly documentation: string;
}

export interface Completions {
  /** Offset in the cell's source where the word to replace begins. */
  readonly from: number;
  readonly options: readonly Completion[];
}

export interface Hover {
  readonly from: number;
  readonly to: number;
  /** The signature, as TypeScript. */
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
}

export type ServerReply =
  | {readonly type: "page-table"; readonly page: TablePage}
  | {readonly type: "complete"; readonly completions: Completions | null}
  | {readonly type: "hover"; readonly hover: Hover | null}
  | {readonly type: "verify"; readonly report: VerifyReport}
  | {readonly type: "failed"; readonly code: string; readonly message: string};

/** What the server sends. */
export type ServerMessage =
  /** The whole state, on opening and when asked. `client` names this connection in the edits that it makes. */
  | {readonly type: "welcome"; readonly client: string; readonly state: NotebookState; readonly readOnly: boolean}
  /** An accepted edit, to everybody; `by` is the connection that made it and `id` its number there. Applied by the same `apply`. */
  | {readonly type: "applied"; readonly revision: number; readonly operation: Edit; readonly by: string; readonly id: number}
  /** Reports in their order; the first has this sequence number, the others follow. */
  | {readonly type: "reports"; readonly sequence: number; readonly reports: readonly Exclude<Operation, Edit | Command>[]}
  | {readonly type: "acknowledged"; readonly id: number}
  | {readonly type: "refused"; readonly id: number; readonly code: RefusalCode | "internal"; readonly message: string}
  | {readonly type: "reply"; readonly request: number; readonly reply: ServerReply}
  /** Long requests tell how far they are. */
  | {readonly type: "request-progress"; readonly request: number; readonly share: number | null; readonly text: string}
  | {readonly type: "people"; readonly connections: number}
  | {readonly type: "goodbye"; readonly reason: "shutting-down" | "signed-out" | "deleted"};
