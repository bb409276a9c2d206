/** The door of the wall between the host and the sandbox: the messages that cross it, and how they lie in bytes. */
export * from "./messages.ts";
export * from "./frame.ts";
