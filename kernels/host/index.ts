/** The door of the trusted side: processes, limits, deadlines, and calls from cells to the analyses. */
export * from "./kernel.ts";
export * from "./host.ts";
