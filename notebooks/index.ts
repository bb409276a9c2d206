/** The door of the document: cells, operations, file format, displays, run record, and the socket's messages. */
export * from "./cell.ts";
export * from "./notebook.ts";
export * from "./value.ts";
export * from "./display.ts";
export * from "./problem.ts";
export * from "./result.ts";
export * from "./record.ts";
export * from "./state.ts";
export * from "./operation.ts";
export * from "./message.ts";
export * from "./inspection.ts";
export * from "./api.ts";
