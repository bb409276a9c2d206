/** TypeScript that cannot be erased in place (enums, namespaces, parameter properties) → JavaScript with a map of offsets. */
import ts from "typescript";
import {indexLines} from "./place.ts";
import type {SourceText} from "./source-text.ts";

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  verbatimModuleSyntax: true,
  sourceMap: true,
};

/** Slower than erasing by far; `shift` is the number of units that were put before the user's text. */
export function transformTypes(source: string, shift: number): SourceText {
  const {outputText, sourceMapText = "{}"} = ts.transpileModule(source, {compilerOptions, fileName: "cell.ts"});
  const text = outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "").replace(/\nexport \{\};\s*$/, "").replace(shift > 0 ? /;\s*$/ : /\s*$/, "");
  const {mappings} = JSON.parse(sourceMapText) as {readonly mappings: string};
  return {text, segments: decodeMappings(mappings, indexLines(outputText).starts, indexLines(source).starts), shift};
}

/** The mappings of a source map of one file, as ascending pairs of offsets. */
function decodeMappings(mappings: string, outputStarts: readonly number[], sourceStarts: readonly number[]): [number, number][] {
  const segments: [number, number][] = [];
  let sourceLine = 0;
  let sourceColumn = 0;
  mappings.split(";").forEach((line, outputLine) => {
    let outputColumn = 0;
    for (const segment of line.split(",")) {
      const [columnStep, , lineStep, sourceColumnStep] = decodeNumbers(segment);
      if (columnStep === undefined) continue;
      outputColumn += columnStep;
      if (lineStep === undefined || sourceColumnStep === undefined) continue;
      sourceLine += lineStep;
      sourceColumn += sourceColumnStep;
      segments.push([(outputStarts[outputLine] ?? 0) + outputColumn, (sourceStarts[sourceLine] ?? 0) + sourceColumn]);
    }
  });
  return segments;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base 64 variable-length quantities, as source maps write them. */
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = shift = 0;
  }
  return numbers;
}
