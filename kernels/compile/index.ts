/** The door of compiling: a cell's text becomes names needed, names given and a body; the graph's problems; types. */
export * from "./compiled.ts";
export {compileCell} from "./compile-cell.ts";
export {createCompiler, type CompilerOptions} from "./compiler.ts";
export {resolveTables} from "./compile-sql.ts";
export {analyseGraph} from "./graph.ts";
export {toSourcePosition} from "./body.ts";
export {globalNames, scopeNames, unavailableNames} from "./scope.ts";
