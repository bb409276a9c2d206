/** The server's resources by name: accounts, notebooks, what is published, examples, data sets. */
import type {
  Account, ApiKey, Credentials, DataSetChanges, DataSetDetail, DataSetRows, DataSetSummary, ExampleSummary, NewNotebook, NewNotebookRun, NewTemplate,
  NewTemplateRun, NotebookSummary, RunComparisonDetail, RunDetail, RunSummary, TemplateOffer, TemplateRun, TemplateSummary,
  MadeApiKey, NewApiKey, NewEdition, Publication, RunResult, CronReading, NewSchedule, Notice, Schedule, ScheduleChanges, ScheduleSettings, ScheduledTime, WebHookSecret,
} from "#notebooks";
import {request} from "./http.ts";

const part = encodeURIComponent;

export const resources = {
  signUp: (credentials: Credentials) => request<Account>("POST", "/api/accounts", credentials),
  signIn: (credentials: Credentials) => request<Account>("POST", "/api/session", credentials),
  whoAmI: () => request<Account>("GET", "/api/session"),
  signOut: () => request<void>("DELETE", "/api/session"),
  signOutEverywhere: () => request<void>("DELETE", "/api/sessions"),
  notebooks: () => request<readonly NotebookSummary[]>("GET", "/api/notebooks"),
  makeNotebook: (notebook: NewNotebook) => request<NotebookSummary>("POST", "/api/notebooks", notebook),
  deleteNotebook: (id: string) => request<void>("DELETE", `/api/notebooks/${part(id)}`),
  notebook: (id: string) => request<NotebookSummary>("GET", `/api/notebooks/${part(id)}`),
  /** The newest, or those before one. */
  runs: (notebook: string, limit: number, before?: string) =>
    request<readonly RunSummary[]>("GET", `/api/notebooks/${part(notebook)}/runs?limit=${limit}${before === undefined ? "" : `&before=${part(before)}`}`),
  startRun: (notebook: string, run: NewNotebookRun) => request<RunSummary>("POST", `/api/notebooks/${part(notebook)}/runs`, run),
  run: (id: string) => request<RunDetail>("GET", `/api/runs/${part(id)}`),
  nameRun: (id: string, name: string | null) => request<RunSummary>("PATCH", `/api/runs/${part(id)}`, {name}),
  restoreRun: (id: string) => request<void>("POST", `/api/runs/${part(id)}/restore`),
  deleteRun: (id: string) => request<void>("DELETE", `/api/runs/${part(id)}`),
  results: (run: string): Promise<readonly RunResult[]> => request<readonly RunResult[]>("GET", `/api/runs/${part(run)}/results`),
  /** Of what an open notebook shows, which is kept as a run for it. */
  resultsShown: async (notebook: string): Promise<readonly RunResult[]> => resources.results((await request<RunSummary>("POST", `/api/notebooks/${part(notebook)}/runs/shown`)).id),
  comparison: (before: string, after: string) => request<RunComparisonDetail>("GET", `/api/runs/${part(before)}/comparison/${part(after)}`),
  /** Of one notebook, or all. */
  schedules: (notebook?: string) => request<readonly Schedule[]>("GET", `/api/schedules${notebook === undefined ? "" : `?notebook=${part(notebook)}`}`),
  makeSchedule: (schedule: NewSchedule) => request<Schedule>("POST", "/api/schedules", schedule),
  changeSchedule: (id: string, changes: ScheduleChanges) => request<Schedule>("PATCH", `/api/schedules/${part(id)}`, changes),
  deleteSchedule: (id: string) => request<void>("DELETE", `/api/schedules/${part(id)}`),
  runSchedule: (id: string) => request<ScheduledTime>("POST", `/api/schedules/${part(id)}/runs`),
  stopSchedule: (id: string) => request<Schedule>("POST", `/api/schedules/${part(id)}/cancellation`),
  scheduledTimes: (id: string, limit: number) => request<readonly ScheduledTime[]>("GET", `/api/schedules/${part(id)}/times?limit=${limit}`),
  scheduleSecret: (id: string) => request<WebHookSecret>("GET", `/api/schedules/${part(id)}/secret`),
  readCron: ({cron, timeZone, startsAt, endsAt}: Pick<ScheduleSettings, "cron" | "timeZone" | "startsAt" | "endsAt">) =>
    request<CronReading>("GET", `/api/schedules/reading?cron=${part(cron)}&timeZone=${part(timeZone)}${startsAt === null ? "" : `&startsAt=${startsAt}`}${endsAt === null ? "" : `&endsAt=${endsAt}`}`),
  notices: () => request<readonly Notice[]>("GET", "/api/notices"),
  seeNotices: () => request<void>("POST", "/api/notices/seen", {}),
  publications: () => request<readonly Publication[]>("GET", "/api/publications"),
  publication: (notebook: string) => request<Publication>("GET", `/api/notebooks/${part(notebook)}/publication`),
  publish: (notebook: string, edition: NewEdition) => request<Publication>("POST", `/api/notebooks/${part(notebook)}/publication`, edition),
  withdraw: (id: string) => request<void>("DELETE", `/api/publications/${part(id)}`),
  deleteAccount: (password: string) => request<void>("DELETE", "/api/account", {password}),
  apiKeys: () => request<readonly ApiKey[]>("GET", "/api/keys"),
  makeApiKey: (key: NewApiKey) => request<MadeApiKey>("POST", "/api/keys", key),
  revokeApiKey: (id: string) => request<void>("DELETE", `/api/keys/${part(id)}`),
  examples: () => request<readonly ExampleSummary[]>("GET", "/api/examples"),
  templates: () => request<readonly TemplateSummary[]>("GET", "/api/templates"),
  templatesFor: (dataSet: string) => request<readonly TemplateOffer[]>("GET", `/api/data-sets/${part(dataSet)}/templates`),
  runTemplate: (id: string, run: NewTemplateRun) => request<TemplateRun>("POST", `/api/templates/${part(id)}/runs`, run),
  makeTemplate: (template: NewTemplate) => request<TemplateSummary>("POST", "/api/templates", template),
  deleteTemplate: (id: string) => request<void>("DELETE", `/api/templates/${part(id)}`),
  dataSets: () => request<readonly DataSetSummary[]>("GET", "/api/data-sets"),
  dataSet: (id: string) => request<DataSetDetail>("GET", `/api/data-sets/${part(id)}`),
  changeDataSet: (id: string, changes: DataSetChanges) => request<DataSetDetail>("PATCH", `/api/data-sets/${part(id)}`, changes),
  /** A data set that notebooks read is deleted only with `force`. */
  deleteDataSet: (id: string, force: boolean) => request<void>("DELETE", `/api/data-sets/${part(id)}${force ? "?force=1" : ""}`),
  dataRows: (id: string, offset: number, limit: number) =>
    request<DataSetRows>("GET", `/api/data-sets/${part(id)}/rows?offset=${offset}&limit=${limit}`),
};

export const addresses = {
  notebookFile: (id: string, {record, data}: {record: boolean; data: boolean}) =>
    `/api/notebooks/${part(id)}/file${record || data ? "?" : ""}${[record ? "record=1" : "", data ? "data=1" : ""].filter(Boolean).join("&")}`,
  notebookForJupyter: (id: string) => `/api/notebooks/${part(id)}/file?format=ipynb`,
  dataSetFile: (id: string) => `/api/data-sets/${part(id)}/file`,
  notebookSocket: (id: string) => `/api/notebooks/${part(id)}/socket`,
};
