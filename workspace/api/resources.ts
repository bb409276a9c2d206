/** The server's resources by name: accounts, notebooks, what is published, examples, data sets. */
import type {
  Account, ApiKey, Credentials, DataSetChanges, DataSetDetail, DataSetRows, DataSetSummary, ExampleSummary, NewNotebook, NewNotebookRun, NewTemplate,
  NewTemplateRun, NotebookSummary, RunComparisonDetail, RunDetail, RunSummary, TemplateOffer, TemplateRun, TemplateSummary,
  MadeApiKey, NewApiKey, NewEdition, Publication, RunResult,
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
