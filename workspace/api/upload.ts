/** Sending a file as a data set: how far it is, how to stop it, and what the server found or refused. */
import {signal, type ReadonlySignal} from "@preact/signals";
import type {DataSetDetail} from "#notebooks";
import {HttpError, toProblem, unreachable} from "./http.ts";

export type UploadState =
  | {readonly status: "sending"; readonly sentBytes: number; readonly totalBytes: number}
  /** Every byte is there; the server looks at the file. */
  | {readonly status: "reading"}
  | {readonly status: "done"; readonly dataSet: DataSetDetail}
  | {readonly status: "failed"; readonly message: string}
  | {readonly status: "cancelled"};

export interface Upload {
  readonly id: number;
  readonly fileName: string;
  readonly state: ReadonlySignal<UploadState>;
  cancel(): void;
}

let nextUpload = 1;

/** The name that `data("…")` takes, from a file's name: its stem in lower case, with hyphens for what is not a letter or a digit. */
export function toDataName(fileName: string): string {
  const stem = fileName.replace(/\.gz$/i, "").replace(/\.[^.]*$/, "");
  const name = stem.normalize("NFC").toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-+|-+$/g, "");
  return name === "" ? "data" : name;
}

export function startUpload(file: File, finished: (upload: Upload) => void): Upload {
  const state = signal<UploadState>({status: "sending", sentBytes: 0, totalBytes: file.size});
  const exchange = new XMLHttpRequest();
  const upload: Upload = {id: nextUpload++, fileName: file.name, state, cancel: () => exchange.abort()};
  const settle = (settled: UploadState) => {
    state.value = settled;
    finished(upload);
  };
  exchange.upload.onprogress = ({loaded, total}) => (state.value = {status: "sending", sentBytes: loaded, totalBytes: total});
  exchange.upload.onload = () => (state.value = {status: "reading"});
  exchange.onabort = () => settle({status: "cancelled"});
  exchange.onerror = () => settle({status: "failed", message: unreachable.detail});
  exchange.onload = () => {
    if (exchange.status >= 200 && exchange.status < 300) {
      settle({status: "done", dataSet: JSON.parse(exchange.responseText) as DataSetDetail});
    } else {
      const problem = toProblem(exchange.status, exchange.statusText, exchange.responseText);
      settle({status: "failed", message: new HttpError(problem).message});
    }
  };
  const query = new URLSearchParams({name: toDataName(file.name), file: file.name});
  exchange.open("POST", `/api/data-sets?${query}`);
  exchange.setRequestHeader("content-type", "application/octet-stream");
  exchange.setRequestHeader("accept", "application/json");
  exchange.send(file);
  return upload;
}
