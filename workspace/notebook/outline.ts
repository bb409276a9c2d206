/** The notebook's headings, from the Markdown as it is written. */
import type {Notebook} from "#notebooks";

export interface Heading {
  readonly cell: number;
  readonly level: number;
  readonly text: string;
}

export function listHeadings({cells}: Notebook): readonly Heading[] {
  return cells.flatMap((cell) => (cell.kind === "markdown" ? headingsOf(cell.id, cell.source) : []));
}

function headingsOf(cell: number, source: string): readonly Heading[] {
  const headings: Heading[] = [];
  let fence: string | null = null;
  for (const line of source.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark) fence = fence === null ? mark[0]! : fence === mark[0] ? null : fence;
    const found = fence === null && !mark ? /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null;
    if (found) headings.push({cell, level: found[1]!.length, text: toPlain(found[2]!)});
  }
  return headings;
}

/** A heading without the marks of emphasis, code and links. */
function toPlain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]+/g, "");
}
