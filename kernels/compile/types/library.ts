/** The files that every notebook's type checking shares: TypeScript's own library, the scope, and the analyses, read once. */
import {readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import ts from "typescript";
import {bundledModules} from "../scope.ts";

export const environmentFolder = fileURLToPath(new URL("../environment/", import.meta.url));

let folders = 0;

/** Where the cells of a notebook seem to be: a folder of their own in the environment, so that packages and rooms resolve from there. */
export function makeCellsFolder(): string {
  return join(environmentFolder, `notebook-${++folders}`);
}

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  lib: ["lib.esnext.d.ts"],
  types: [],
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
};

const kernelsFolder = join(environmentFolder, "..", "..");
const rootFolder = join(kernelsFolder, "..");
const packageFile = join(rootFolder, "package.json");

/** What a cell's references may reach: packages, and the rooms whose types are in scope. Everything else on the disk is not there. */
function isReadable(path: string): boolean {
  return /[\\/]node_modules[\\/]/.test(path) || path.startsWith(kernelsFolder) || path === packageFile;
}

/** A file as it is on the disk; it is taken not to change while the process lives. */
const texts = new Map<string, string | null>();

export function readLibraryFile(path: string): string | undefined {
  let text = texts.get(path);
  if (text === undefined) {
    text = isReadable(path) && ts.sys.fileExists(path) ? readFileSync(path, "utf8") : null;
    texts.set(path, text);
  }
  return text ?? undefined;
}

const snapshots = new Map<string, ts.IScriptSnapshot>();

export function snapshotLibraryFile(path: string): ts.IScriptSnapshot | undefined {
  let snapshot = snapshots.get(path);
  if (!snapshot) {
    const text = readLibraryFile(path);
    if (text === undefined) return undefined;
    snapshots.set(path, (snapshot = ts.ScriptSnapshot.fromString(text)));
  }
  return snapshot;
}

/** Parsed files, shared by all notebooks. */
export const documentRegistry = ts.createDocumentRegistry(true, environmentFolder);

const resolutions = ts.createModuleResolutionCache(environmentFolder, (name) => name, compilerOptions);
const resolutionHost: ts.ModuleResolutionHost = {
  fileExists: (path) => readLibraryFile(path) !== undefined,
  readFile: readLibraryFile,
  // The process may read the package's own file and not the folder that it lies in, which TypeScript asks for first.
  directoryExists: (path) => path === rootFolder || path === `${rootFolder}/` || ts.sys.directoryExists(path),
  getDirectories: ts.sys.getDirectories,
  realpath: ts.sys.realpath ?? ((path) => path),
};

/** Resolves an import in a file of a library or of the environment. */
export function resolveLibraryModule(name: string, from: string): ts.ResolvedModuleFull | undefined {
  return ts.resolveModuleName(name, from, compilerOptions, resolutionHost, resolutions).resolvedModule;
}

/** Resolves an import in a cell: what is bundled, with or without `npm:` and a version, and nothing else. */
export function resolveBundledModule(name: string): ts.ResolvedModuleFull | undefined {
  const bare = name.replace(/^npm:/, "").replace(/^((?:@[\w.-]+\/)?[\w.-]+)@[^/]*$/, "$1");
  return bundledModules.has(bare) ? resolveLibraryModule(bare, join(environmentFolder, "scope.ts")) : undefined;
}

export const defaultLibraryFile = join(dirname(ts.getDefaultLibFilePath(compilerOptions)), "lib.esnext.d.ts");
