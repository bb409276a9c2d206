/** The door of templates: what a one-click analysis declares of itself, guessing its columns, and the notebook that is made of it. */
export {checkManifest, checkParameter, toParameterValues} from "./manifest.ts";
export {canPlay, guessColumns} from "./guess-columns.ts";
export type {GuessedColumn} from "./guess-columns.ts";
export {instantiate, TemplateChoiceError} from "./instantiate.ts";
export type {TemplateChoice} from "./instantiate.ts";
export {libraryTemplates} from "./library.ts";
export type {LibraryTemplate, TemplateSample} from "./library.ts";
export {findDataName, fromNotebook} from "./from-notebook.ts";
export type {FoundTemplate, KnownData} from "./from-notebook.ts";
