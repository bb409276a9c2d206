/** The door of data: tables in and out, and how their bytes are read. */
export * from "./columns.ts";
export * from "./parsing.ts";
