/** The door of the session: one notebook being run. */
export * from "./session.ts";
