/** The door of log risk: the templates behind a log's lines. */
export {mine, type LogTemplate, type MinedTemplates} from "./mine.ts";
