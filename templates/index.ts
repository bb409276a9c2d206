/** The door of templates: what a one-click analysis declares of itself. */
export type {ColumnRole, TemplateManifest, TemplateParameter} from "./manifest.ts";
