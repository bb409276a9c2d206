/** The templates that come with the program: each a folder with a manifest, a notebook, and a sample with the root that a run on it has. */
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {readNotebook} from "#notebooks/file";
import type {Notebook, TemplateManifest} from "#notebooks";

export interface TemplateSample {
  readonly fileName: string;
  readonly path: string;
  /** Root of a run of the template's notebook on the sample, with seed 7 at 2023-11-14T22:13:20Z, lower-case hexadecimal. */
  readonly expectedRoot: string;
}

export interface LibraryTemplate {
  readonly manifest: TemplateManifest;
  /** An ordinary notebook that runs on the sample; `instantiate` writes a choice into it. */
  readonly notebook: Notebook;
  /** Null for a template that needs no data. */
  readonly sample: TemplateSample | null;
  /** The root of the template's own run, where there is no sample to name it. */
  readonly expectedRoot: string;
}

interface ManifestFile extends TemplateManifest {
  readonly sample: {readonly file: string | null; readonly expectedRoot: string};
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "library");

/** In the order in which they are shown. */
const ids = ["data-profile", "anomaly-watch", "anomaly-comparison", "demand-forecast", "forecast-comparison", "log-risk-report", "incident-review", "federated-round", "privacy-budget"];

/** The templates of the program, in the order in which they are shown. */
export function libraryTemplates(): readonly LibraryTemplate[] {
  return ids.map((id) => {
    const {sample, ...manifest} = JSON.parse(readFileSync(join(folder, id, "manifest.json"), "utf8")) as ManifestFile;
    const {notebook} = readNotebook(readFileSync(join(folder, id, "notebook.html"), "utf8"));
    const {file, expectedRoot} = sample;
    return {manifest, notebook, expectedRoot, sample: file === null ? null : {fileName: file, path: join(folder, id, file), expectedRoot}};
  });
}
