/** Two texts, line by line: what was added and removed, with what stands around it. */
import {diffLines} from "diff";
import type {TextChange} from "#notebooks";

const around = 2;
const shownLines = 200;
/** Texts that differ in more lines than this are told by their counts alone. */
const mostEdits = 2000;

type Line = TextChange["lines"][number];

export function compareTexts(before: string, after: string): TextChange {
  const parts = diffLines(before, after, {maxEditLength: mostEdits});
  if (!parts) {
    const [removed, added] = [toLines(before).length, toLines(after).length];
    return {type: "text", added, removed, lines: [], omitted: added + removed};
  }
  const lines = parts.flatMap(({value, added, removed}) =>
    toLines(value).map((text): Line => ({kind: added ? "added" : removed ? "removed" : "same", text: text.slice(0, 2000)})),
  );
  const isNear = lines.map(() => false);
  lines.forEach(({kind}, index) => {
    if (kind !== "same") for (let near = index - around; near <= index + around; near += 1) if (near in isNear) isNear[near] = true;
  });
  const near = lines.filter((_, index) => isNear[index]);
  const count = (kind: Line["kind"], of: readonly Line[]): number => of.filter((line) => line.kind === kind).length;
  const shown = near.slice(0, shownLines);
  const [added, removed] = [count("added", lines), count("removed", lines)];
  return {type: "text", added, removed, lines: shown, omitted: added + removed - count("added", shown) - count("removed", shown)};
}

function toLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
