/** The door of the document: cells, operations and how they are applied, displays, run record, and the socket's messages. */
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
export * from "./limits.ts";
export * from "./text-changes.ts";
export * from "./initial-state.ts";
export * from "./apply.ts";
export * from "./parse-message.ts";
