/** The door of the file format: a notebook's HTML file to a notebook and back. For the server and the command line; the browser does without. */
export {readNotebook} from "./read-notebook.ts";
export type {NotebookFile} from "./read-notebook.ts";
export {writeNotebook} from "./write-notebook.ts";
export type {NotebookFileContents} from "./write-notebook.ts";
export {largestDataBytes} from "./embedded-data.ts";
export type {EmbeddedData} from "./embedded-data.ts";
export {isJupyter, readJupyter} from "./read-jupyter.ts";
export type {JupyterFile} from "./read-jupyter.ts";
export {writeJupyter} from "./write-jupyter.ts";
