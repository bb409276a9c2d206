/** The resources of the HTTP interface, as JSON: what the server answers and the workspace reads. Errors are RFC 9457 problems. */
import type {CardPicture} from "./card-picture.ts";
import type {TableColumn, TablePage} from "./display.ts";
import type {Inspection, Parsing} from "./inspection.ts";

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

/** `POST /api/accounts` (sign up) and `POST /api/session` (sign in); both answer 201 with the account and set the session's cookie. */
export interface Credentials {
  readonly email: string;
  /** 10 to 200 characters. */
  readonly password: string;
  /** Sign-up only; the part before the @ when absent. */
  readonly name?: string;
}

/** What an API key may do: read what is there; start runs; make, change and delete. */
export type KeyScope = "read" | "run" | "write";

export const keyScopes: readonly ["read", "run", "write"] = ["read", "run", "write"];

/** An entry of `GET /api/keys`. The key itself is never told again. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The last characters of its token, to tell keys apart. */
  readonly ending: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  /** To the minute; null when it was never used. */
  readonly usedAt: string | null;
}

/** `POST /api/keys`. */
export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** For how many days it is in force: 1 to 366. */
  readonly days: number;
}

/** The answer of `POST /api/keys`: the only place where the token stands, for `Authorization: Bearer TOKEN`. */
export interface MadeApiKey extends ApiKey {
  readonly token: string;
}

/** An entry of `GET /api/notebooks`, newest first, and the answer of `POST /api/notebooks`. */
export interface NotebookSummary {
  readonly id: string;
  readonly title: string;
  readonly cells: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Root of the latest settled state, if there is one. */
  readonly root: string | null;
  readonly data: readonly string[];
}

/** `POST /api/notebooks`: an empty notebook, a copy of an example, a copy of one's own, or one read from a file's text. */
export interface NewNotebook {
  readonly title?: string;
  readonly example?: string;
  readonly copyOf?: string;
  readonly file?: string;
  /** A data set to begin with: the notebook gets cells that load and show it. */
  readonly dataSet?: string;
}

/** An entry of `GET /api/examples`. */
export interface ExampleSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly picture: CardPicture;
}

/** An entry of `GET /api/data-sets`, newest first. */
export interface DataSetSummary {
  readonly id: string;
  /** Unique for the owner: what `data("name")` takes. */
  readonly name: string;
  readonly fileName: string;
  readonly format: "csv" | "json" | "parquet" | "arrow" | "text";
  readonly sizeBytes: number;
  readonly rows: number;
  readonly badRowCount: number;
  readonly digest: string;
  readonly createdAt: string;
  readonly columns: readonly {readonly name: string; readonly type: string; readonly sparkline: readonly (number | null)[]}[];
}

/** `GET /api/data-sets/:id`, and the answer of an upload (201) and of a correction: the entry, and what looking at the file found. */
export interface DataSetDetail extends DataSetSummary {
  readonly inspection: Inspection;
  /** The notebooks of the owner that name it. */
  readonly usedBy: readonly {readonly id: string; readonly title: string}[];
}

/** `PATCH /api/data-sets/:id`: another name, or another way to read the bytes (which makes another digest). */
export interface DataSetChanges {
  readonly name?: string;
  readonly parsing?: Parsing;
}

/** `GET /api/data-sets/:id/rows?offset=&limit=`: a page of rows; for a text, one column `line`. */
export interface DataSetRows {
  readonly columns: readonly TableColumn[];
  readonly page: TablePage;
}

/** An RFC 9457 problem (`application/problem+json`). `type` is `about:blank` or `/problems/CODE`. */
export interface HttpProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The code again, for programs. */
  readonly code: string;
  /** The request's id, to find it in the log. */
  readonly instance: string;
  /** Field by field, for forms. */
  readonly fields?: {readonly [field: string]: string};
}
