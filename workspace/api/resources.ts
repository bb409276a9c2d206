/** The server's resources by name: accounts, notebooks, examples, data sets. */
import type {
  Account, Credentials, DataSetChanges, DataSetDetail, DataSetRows, DataSetSummary, ExampleSummary, NewNotebook, NotebookSummary,
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
  examples: () => request<readonly ExampleSummary[]>("GET", "/api/examples"),
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
