/** The parts that a running server is made of, as its application and its sockets see them. */
import type {RequestHandler} from "express";
import type {AccountStore} from "./accounts/account-store.ts";
import type {Attempts} from "./accounts/attempts.ts";
import type {SignIns} from "./accounts/sign-in.ts";
import type {SignInStore} from "./accounts/sign-in-store.ts";
import type {DataSetStore} from "./data-sets/data-set-store.ts";
import type {Gate} from "./http/origin.ts";
import type {Health} from "./http/health.ts";
import type {KeyStore} from "./keys/key-store.ts";
import type {Log} from "./log.ts";
import type {Exporter} from "./notebooks/exporter.ts";
import type {LiveNotebooks} from "./notebooks/live-notebooks.ts";
import type {Maker} from "./notebooks/maker.ts";
import type {NotebookStore} from "./notebooks/notebook-store.ts";
import type {ServerOptions} from "./options.ts";
import type {PublicationStore} from "./publishing/publication-store.ts";
import type {Publisher} from "./publishing/publisher.ts";
import type {Verification} from "./publishing/verification.ts";
import type {ExportDesk} from "./exchange/export-desk.ts";
import type {Reader} from "./reader/reader.ts";
import type {Runner} from "./runs/runner.ts";
import type {RunComparer} from "./runs/comparer.ts";
import type {RunStore} from "./runs/run-store.ts";
import type {NoticeStore} from "./schedules/notice-store.ts";
import type {ScheduleStore} from "./schedules/schedule-store.ts";
import type {Scheduler} from "./schedules/scheduler.ts";
import type {SourceFetcher} from "./sources/source-fetcher.ts";
import type {Files} from "./store/files.ts";
import type {OwnerId} from "./store/schema.ts";
import type {TemplateDesk} from "./templates/template-desk.ts";

/** What requests tell the notebooks that are open. */
export interface LiveSignals {
  /** Says goodbye to the sockets of one session, or of all of an account's. */
  closeSockets(account: OwnerId, sessionId: string | null): void;
  /** Closes a notebook that is being deleted. */
  deleted(owner: OwnerId, notebook: string): Promise<void>;
  /** A data set of that name came, changed or went. */
  dataSetChanged(owner: OwnerId, name: string): void;
}

export interface Parts {
  readonly options: ServerOptions;
  readonly log: Log;
  readonly gate: Gate;
  readonly accounts: AccountStore;
  readonly attempts: Attempts;
  readonly signIns: SignIns;
  readonly signInStore: SignInStore;
  readonly keys: KeyStore;
  readonly dataSets: DataSetStore;
  readonly notebooks: NotebookStore;
  readonly files: Files;
  readonly reader: Reader;
  readonly runs: RunStore;
  readonly runner: Runner;
  readonly comparer: RunComparer;
  readonly exports: ExportDesk;
  readonly publications: PublicationStore;
  readonly publisher: Publisher;
  readonly verification: Verification;
  readonly maker: Maker;
  readonly exporter: Exporter;
  readonly templates: TemplateDesk;
  readonly schedules: ScheduleStore;
  readonly scheduler: Scheduler;
  readonly notices: NoticeStore;
  readonly fetcher: SourceFetcher;
  readonly live: LiveSignals & Pick<LiveNotebooks, "open" | "keepRun" | "accountDeleted">;
  health(): Health;
  /** Serves the workspace from its sources; null serves what was built. */
  readonly developmentPages: RequestHandler | null;
}
