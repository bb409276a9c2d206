/** What a person sees of a failure: name, message, and the places in cells' own source. */
import type {CellError} from "#notebooks";
import type {SandboxDefinition} from "#kernels/boundary";

type Positions = SandboxDefinition["compiled"]["positions"];
type FindPositions = (cell: number) => Positions | null;

const maximumMessage = 2000;
const maximumFrames = 20;

/** Reads a property of something thrown, which may be a trap. */
function readText(thrown: object, name: string): string | null {
  try {
    const value = (thrown as {[name: string]: unknown})[name];
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

function cut(text: string): string {
  return text.length > maximumMessage ? `${text.slice(0, maximumMessage)}…` : text;
}

export function describeError(thrown: unknown, cell: number, findPositions: FindPositions): CellError {
  if (thrown === null || (typeof thrown !== "object" && typeof thrown !== "function")) {
    let text: string;
    try {
      text = typeof thrown === "string" ? thrown : String(thrown);
    } catch {
      text = "a value that cannot be shown";
    }
    return {name: "Error", message: cut(text), line: null, column: null, frames: []};
  }
  const name = readText(thrown, "name") ?? "Error";
  const message = readText(thrown, "message") ?? "";
  const frames = findFrames(readText(thrown, "stack") ?? "", findPositions);
  const place = frames.find((frame) => frame.cell === cell) ?? null;
  return {name: cut(name), message: cut(message), line: place?.line ?? null, column: place?.column ?? null, frames};
}

function findFrames(stack: string, findPositions: FindPositions): CellError["frames"] {
  const frames: {cell: number; line: number; column: number}[] = [];
  for (const [, cellText, lineText, columnText] of stack.matchAll(/\bcell-(\d+):(\d+):(\d+)/g)) {
    const cell = Number(cellText);
    const frame = mapPosition(cell, Number(lineText) - 1, Number(columnText) - 1, findPositions(cell));
    if (frame) frames.push(frame);
    if (frames.length >= maximumFrames) break;
  }
  return frames;
}

/** Characters that stand before the body on its first line. */
export const bodyPrefix = "\"use strict\";(";

function mapPosition(cell: number, bodyLine: number, evaluatedColumn: number, positions: Positions | null): {cell: number; line: number; column: number} | null {
  const column = bodyLine === 0 ? evaluatedColumn - bodyPrefix.length : evaluatedColumn;
  const segments = positions?.segments?.[bodyLine];
  if (segments) {
    const found = segments.findLast(([from]) => from <= column) ?? segments[0];
    return found ? {cell, line: found[1] + 1, column: found[2] + Math.max(0, column - found[0]) + 1} : null;
  }
  const mapped = positions?.lines[bodyLine];
  return mapped ? {cell, line: mapped[0] + 1, column: Math.max(0, column + mapped[1]) + 1} : null;
}
