/** Bringing files in: the button, dropping anywhere on the page, and one line for each upload with its progress, a way to stop it, and its error. */
import {signal} from "@preact/signals";
import {useEffect, useRef, useState} from "preact/hooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {startUpload, type Upload} from "../api/upload.ts";
import {formatPlural, formatSize} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {navigate} from "../routes.ts";

const accepted = ".csv,.tsv,.txt,.log,.json,.jsonl,.ndjson,.parquet,.arrow,.feather,.gz,.html,.ipynb";

export const uploads = signal<readonly Upload[]>([]);

/** Uploads data files; a notebook file (`.html`, `.ipynb`) becomes a notebook instead. */
export function bringIn(files: readonly File[], finished: () => void): void {
  for (const file of files) {
    if (/\.(?:html?|ipynb)$/i.test(file.name)) void bringInNotebook(file);
    else uploads.value = [...uploads.value, startUpload(file, finished)];
  }
}

async function bringInNotebook(file: File): Promise<void> {
  try {
    const made = await resources.makeNotebook({file: await file.text()});
    navigate(`/notebooks/${made.id}`);
  } catch (error) {
    showToast(`${file.name} was not opened: ${describeError(error)}`);
  }
}

export function UploadButton({finished, primary = false}: {finished: () => void; primary?: boolean}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={`button${primary ? " primary" : ""}`} onClick={() => input.current?.click()}><Icon name="upload" /> Upload data</button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label="Files to upload"
        onChange={(event) => {
          bringIn([...(event.currentTarget.files ?? [])], finished);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** Takes files dropped anywhere on the page. */
export function DropTarget({finished}: {finished: () => void}) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onEnter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(true);
    };
    const onLeave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => holdsFiles(event) && event.preventDefault();
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      bringIn([...(event.dataTransfer?.files ?? [])], finished);
    };
    addEventListener("dragenter", onEnter);
    addEventListener("dragleave", onLeave);
    addEventListener("dragover", onOver);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragenter", onEnter);
      removeEventListener("dragleave", onLeave);
      removeEventListener("dragover", onOver);
      removeEventListener("drop", onDrop);
    };
  }, []);
  if (!over) return null;
  return <div class="drop-veil" aria-hidden="true"><div><Icon name="upload" size={28} /><p>Drop to upload</p><p class="quiet">CSV, JSON, Parquet, Arrow, text and logs, also .gz; or a notebook file</p></div></div>;
}

export function UploadList() {
  if (uploads.value.length === 0) return null;
  return <ul class="uploads" aria-label="Uploads">{uploads.value.map((upload) => <UploadLine key={upload.id} upload={upload} />)}</ul>;
}

function UploadLine({upload}: {upload: Upload}) {
  const state = upload.state.value;
  const dismiss = () => (uploads.value = uploads.value.filter((other) => other !== upload));
  const settled = state.status === "done" || state.status === "failed" || state.status === "cancelled";
  return (
    <li class={`upload ${state.status}`} role={state.status === "failed" ? "alert" : undefined}>
      <div class="upload-words">
        <span class="upload-name">{upload.fileName}</span>
        <span class="quiet number">{describe(upload)}</span>
      </div>
      {state.status === "done" && <a class="button" href={`/data/${state.dataSet.id}`}>See what was found</a>}
      <button type="button" class="icon-button" aria-label={settled ? `Dismiss ${upload.fileName}` : `Cancel ${upload.fileName}`} onClick={settled ? dismiss : upload.cancel}>
        <Icon name="close" />
      </button>
      {state.status === "sending" && <Progress share={state.totalBytes === 0 ? null : state.sentBytes / state.totalBytes} label={`Sending ${upload.fileName}`} />}
      {state.status === "reading" && <Progress share={null} label={`Reading ${upload.fileName}`} />}
    </li>
  );
}

function Progress({share, label}: {share: number | null; label: string}) {
  const percent = share === null ? undefined : Math.round(share * 100);
  return (
    <div class={`progress${share === null ? " unknown" : ""}`} role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <i style={percent === undefined ? undefined : {width: `${percent}%`}} />
    </div>
  );
}

function describe(upload: Upload): string {
  const state = upload.state.value;
  switch (state.status) {
    case "sending":
      return `${formatSize(state.sentBytes)} of ${formatSize(state.totalBytes)}`;
    case "reading":
      return "Looking at the file…";
    case "cancelled":
      return "Cancelled; nothing was kept";
    case "failed":
      return state.message;
    case "done": {
      const {rows, badRowCount, columns, format} = state.dataSet;
      if (format === "text") return formatPlural(rows, "line");
      const bad = badRowCount > 0 ? `, ${formatPlural(badRowCount, "row")} could not be read` : "";
      return `${formatPlural(rows, "row")}, ${formatPlural(columns.length, "column")}${bad}`;
    }
  }
}
