/** Imports of a cell: what is bundled becomes a name of the scope, everything else is refused. */
import type {ImportDeclaration, ImportExpression} from "acorn";
import {bundledModules, scopeNames} from "./scope.ts";
import {refuse, type Refused} from "./syntax-error.ts";

export interface ResolvedImports {
  /** Statements for the beginning of the body: they give the imported names. */
  readonly header: string;
  /** Ranges of the text to be replaced, as long as what they replace. */
  readonly replacements: readonly {readonly from: number; readonly text: string}[];
  /** Names of the scope that the imports need. */
  readonly needs: readonly string[];
  /** Names that an import declares and the scope has anyway. */
  readonly redundant: ReadonlySet<string>;
  readonly refused: readonly Refused[];
}

const bundled =
  "Bundled and in scope by name are aq (arquero), d3 (array, format, time, scale), vl (vega-lite-api), Inputs, rnse, risk, forecast and fl";

export function resolveImports(declarations: readonly ImportDeclaration[], expressions: readonly ImportExpression[], text: string): ResolvedImports {
  const header: string[] = [];
  const replacements: {from: number; text: string}[] = [];
  const needs = new Set<string>();
  const redundant = new Set<string>();
  const refused: Refused[] = [];
  const resolve = (source: unknown, place: {readonly start: number; readonly end: number}): string | null => {
    const found = findBundled(source);
    if (found === null) {
      refused.push(refuse("import", "import-not-bundled", describeMissing(source), place));
      return null;
    }
    if (found.version) {
      const message = `Recto's own ${found.name} is used here, whatever the version asked for`;
      refused.push({...refuse("import", "import-version", message, place), severity: "information"});
    }
    needs.add(found.scopeName);
    return found.scopeName;
  };
  for (const node of declarations) {
    const scopeName = resolve(node.source.value, node.source);
    if (scopeName === null) continue;
    replacements.push({from: node.start, text: blank(text.slice(node.start, node.end))});
    for (const specifier of node.specifiers) {
      const local = specifier.local.name;
      const isNamed = specifier.type === "ImportSpecifier";
      if (!isNamed && local === scopeName) redundant.add(local);
      else if (scopeNames.has(local)) continue;
      else if (!isNamed) header.push(`const ${local} = ${scopeName};`);
      else {
        const imported = JSON.stringify(specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value);
        const complaint = JSON.stringify(`${String(node.source.value)} has no ${JSON.parse(imported) as string}`);
        header.push(`if (!(${imported} in ${scopeName})) throw new SyntaxError(${complaint}); const ${local} = ${scopeName}[${imported}];`);
      }
    }
  }
  let counter = 0;
  for (const node of expressions) {
    const scopeName = resolve(node.source.type === "Literal" ? node.source.value : undefined, node.source);
    if (scopeName === null) continue;
    let name: string;
    do name = `_${(counter++).toString(36)}`;
    while (text.includes(name));
    header.push(`const ${name} = Promise.resolve(${scopeName});`);
    replacements.push({from: node.start, text: name + blank(text.slice(node.start, node.end)).slice(name.length)});
  }
  return {header: header.join(" "), replacements, needs: [...needs], redundant, refused};
}

function findBundled(source: unknown): {readonly scopeName: string; readonly name: string; readonly version: boolean} | null {
  if (typeof source !== "string") return null;
  const [, name = "", version] = /^(?:npm:)?((?:@[\w.-]+\/)?[\w.-]+)(@[^/]*)?(?:\/\+esm)?$/.exec(source) ?? [];
  const scopeName = bundledModules.get(name);
  return scopeName === undefined ? null : {scopeName, name, version: version !== undefined};
}

function describeMissing(source: unknown): string {
  if (typeof source !== "string") return `An import names its package as a literal text. ${bundled}`;
  if (/^(node:|bun:|deno:)/.test(source)) return `Cells have no access to the system, and so not to ${source}. ${bundled}`;
  if (/^(https?:|data:|blob:|jsr:|observable:)/.test(source)) return `Cells have no network, and so nothing is loaded from ${source}. ${bundled}`;
  if (/^[./]/.test(source)) {
    return `A notebook has no files beside it to import ${source} from: name a value in one cell and use it in another. ${bundled}`;
  }
  return `${source.replace(/^npm:/, "")} is not bundled. ${bundled}`;
}

function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, " ");
}
