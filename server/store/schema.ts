/** The tables of the database. Every table of `OwnedTables` has the column `owner`, and is reached through one owner's queries only. */
import type {Notice, RunStarter, RunStatus, ScheduleStatus, ScheduledTimeStatus, Visibility} from "#notebooks";

/** An account's id, given out by signing in and by nothing else. */
export type OwnerId = string & {readonly brand: "owner"};

export interface AccountTable {
  id: OwnerId;
  /** Lower case. */
  email: string;
  name: string;
  /** Argon2id, with its parameters and salt. */
  password_hash: string;
  created_at: number;
}

export interface SignInTable {
  /** SHA-256 of the session's id: who reads the database cannot sign in with it. */
  id_digest: string;
  account: OwnerId | null;
  data: string;
  expires_at: number;
}

export interface ApiKeyTable {
  id: string;
  account: OwnerId;
  name: string;
  /** SHA-256 of the token: who reads the database has no key. */
  digest: string;
  /** The last characters of the token. */
  ending: string;
  /** `KeyScope` names as a JSON array. */
  scopes: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface SettingTable {
  name: string;
  value: string;
}

export interface NotebookTable {
  id: string;
  owner: OwnerId;
  title: string;
  cells: number;
  /** The document's references to data sets, as a JSON array of `DataReference`. */
  data: string;
  /** Names of the data sets that its cells read when they last ran. */
  read_data: string;
  created_at: number;
  updated_at: number;
  revision: number;
  /** Id of the template that it was made of; null for none. */
  template: string | null;
  seed: number;
  /** The run's clock; null before the first run. */
  now: number | null;
  root: string | null;
  /** The latest `VerifyReport` of that root, as JSON. */
  verified: string | null;
}

/** An accepted edit: revision r is the state after it. */
export interface EditTable {
  notebook: string;
  owner: OwnerId;
  revision: number;
  edit: string;
  at: number;
  by: string;
}

export interface SnapshotTable {
  notebook: string;
  owner: OwnerId;
  revision: number;
  /** `DocumentSnapshot` as JSON. */
  state: string;
}

/** The text of the file that a notebook was read from, without record and data. */
export interface OriginalTable {
  notebook: string;
  owner: OwnerId;
  text: string;
}

export interface StoredCellTable {
  notebook: string;
  owner: OwnerId;
  cell: number;
  source_digest: string;
  result: string;
  /** `CellEvidence` without the bytes of its values. */
  evidence: string;
}

export interface StoredValueTable {
  notebook: string;
  owner: OwnerId;
  cell: number;
  name: string;
  digest: string;
  /** The canonical bytes when they are few; otherwise they lie in the file named by `file`. */
  bytes: Buffer | null;
  file: string | null;
}

export interface DataSetTable {
  id: string;
  owner: OwnerId;
  name: string;
  file_name: string;
  /** SHA-256 of the bytes: the name of the file. */
  file: string;
  size_bytes: number;
  digest: string;
  /** `Inspection` as JSON. */
  inspection: string;
  created_at: number;
}

export interface RunTable {
  id: string;
  owner: OwnerId;
  /** The notebook that it is a run of; null for a document that no notebook holds. */
  notebook: string | null;
  title: string;
  /** The name that a person gave this version. */
  name: string | null;
  started_by: RunStarter;
  starter: string | null;
  parameters: string;
  seed: number;
  now: number;
  status: RunStatus;
  message: string | null;
  started_at: number;
  finished_at: number | null;
  root: string | null;
  /** `RunCounts` as JSON. */
  counts: string;
  compute_ms: number;
  /** The file that holds `RunContent` as JSON; null while there is none. */
  file: string | null;
  /** Digest of what determines the run, but for the data sets; null for a run that is not used again. */
  reuse_key: string | null;
  /** The record's data sets, as a JSON array of `RecordedData`. */
  data: string;
}

/** The value of a name that a cell of a run gave, for comparing runs and for using it again. */
export interface RunValueTable {
  run: string;
  owner: OwnerId;
  cell: number;
  name: string;
  digest: string;
  /** The canonical bytes when they are few; otherwise they lie in the file named by `file`. Both null: the value is opaque or too large to keep. */
  bytes: Buffer | null;
  file: string | null;
}

/** A template that was made of a notebook. */
export interface TemplateTable {
  id: string;
  owner: OwnerId;
  /** `TemplateManifest` as JSON. */
  manifest: string;
  /** `Notebook` as JSON. */
  notebook: string;
  created_at: number;
}

/** The readable address of a notebook that is published. */
export interface PublicationTable {
  id: string;
  owner: OwnerId;
  notebook: string;
  /** Unique among everybody's. */
  slug: string;
  visibility: Visibility;
  /** Lower-case e-mail addresses, as a JSON array. */
  readers: string;
  created_at: number;
  updated_at: number;
}

/** What was published of one run. `content`, `page`, `download`, `picture` and `assets` are digests of files. */
export interface EditionTable {
  id: string;
  publication: string;
  owner: OwnerId;
  root: string;
  run: string;
  title: string;
  author: string;
  description: string;
  shows_source: number;
  includes_data: number;
  kernel: string;
  /** `PinnedData` as a JSON array. */
  data: string;
  content: string;
  page: string;
  download: string;
  picture: string | null;
  /** A JSON array of digests. */
  assets: string;
  published_at: number;
  /** The latest `VerifyReport`, as JSON. */
  verified: string | null;
}

/** Every file that an edition needs. */
export interface EditionFileTable {
  edition: string;
  owner: OwnerId;
  file: string;
}

/** The slugs of publications that were withdrawn, so that their addresses can say so and nobody else gets them. */
export interface WithdrawnTable {
  slug: string;
  at: number;
}

export interface ScheduleTable {
  id: string;
  owner: OwnerId;
  notebook: string;
  /** `ScheduleSettings` as JSON. */
  settings: string;
  status: ScheduleStatus;
  paused_because: string | null;
  /** The next due time; null when it waits for none. */
  next_at: number | null;
  failures: number;
  secret: string;
  created_at: number;
}

/** A due time that was taken up: its key is what makes it run once. */
export interface ScheduledTimeTable {
  schedule: string;
  owner: OwnerId;
  due: number;
  status: ScheduledTimeStatus;
  by_hand: number;
  attempts: number;
  /** How often the server ended in the middle of it. */
  interruptions: number;
  retry_at: number | null;
  run: string | null;
  message: string | null;
  changed: number | null;
  missed: number;
  finished_at: number | null;
}

/** A version of a data set that was fetched, or stood there before: what old runs read stays readable by its digest. */
export interface FetchedDataTable {
  owner: OwnerId;
  name: string;
  digest: string;
  file_name: string;
  file: string;
  size_bytes: number;
  inspection: string;
  fetched_at: number;
}

export interface NoticeTable {
  id: string;
  owner: OwnerId;
  schedule: string;
  run: string | null;
  before: string | null;
  kind: Notice["kind"];
  text: string;
  at: number;
  seen: number;
}

/** A web hook that is to be called, kept until it was answered or given up. */
export interface DeliveryTable {
  id: string;
  owner: OwnerId;
  schedule: string;
  address: string;
  body: string;
  attempts: number;
  next_at: number | null;
}

export interface OwnedTables {
  notebooks: NotebookTable;
  edits: EditTable;
  snapshots: SnapshotTable;
  originals: OriginalTable;
  stored_cells: StoredCellTable;
  stored_values: StoredValueTable;
  data_sets: DataSetTable;
  runs: RunTable;
  run_values: RunValueTable;
  publications: PublicationTable;
  editions: EditionTable;
  edition_files: EditionFileTable;
  templates: TemplateTable;
  schedules: ScheduleTable;
  scheduled_times: ScheduledTimeTable;
  fetched_data: FetchedDataTable;
  notices: NoticeTable;
  deliveries: DeliveryTable;
}

export interface SharedTables {
  accounts: AccountTable;
  sign_ins: SignInTable;
  api_keys: ApiKeyTable;
  withdrawn: WithdrawnTable;
  settings: SettingTable;
}
