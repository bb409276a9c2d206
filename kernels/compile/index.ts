/** The door of compiling: a cell's text becomes names needed, names given and a body; the graph's problems; types. */
export * from "./compiled.ts";
