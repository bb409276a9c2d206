/** Splits the beginning of a text into rows of fields, to look at them before anything is known. */

export interface SampleRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Splits the beginning of a text into rows; blank lines are left out. A row that the sample cuts is left out unless the text is whole. */
export function splitRows(text: string, delimiter: string, quote: string, whole: boolean, mostRows: number): SampleRow[] {
  const rows: SampleRow[] = [];
  const feed = text.indexOf("\n");
  const carriage = text.indexOf("\r");
  const lineEnd = carriage >= 0 && (feed < 0 || feed > carriage + 1) ? "\r" : "\n";
  let line = 1;
  let at = 0;
  while (at < text.length && rows.length < mostRows) {
    const rowLine = line;
    const rowStart = at;
    let fields: string[] = [];
    for (;;) {
      const {value, next, closed} = readField(text, at, delimiter, quote, lineEnd, whole);
      if (!closed && !whole) return rows;
      fields.push(value);
      at = next;
      if (text[at] === delimiter) {
        at += 1;
        continue;
      }
      break;
    }
    if (at >= text.length && !whole) return rows;
    for (let i = rowStart; i < at; i += 1) if (text[i] === lineEnd) line += 1;
    at += 1;
    line += 1;
    const last = fields.length - 1;
    const lastField = fields[last] ?? "";
    if (lineEnd === "\n" && lastField.endsWith("\r")) fields = [...fields.slice(0, last), lastField.slice(0, -1)];
    if (fields.length > 1 || fields[0] !== "") rows.push({line: rowLine, fields});
  }
  return rows;
}

function readField(text: string, start: number, delimiter: string, quote: string, lineEnd: string, whole: boolean) {
  if (quote !== "" && text[start] === quote) {
    let at = start + 1;
    for (;;) {
      const close = text.indexOf(quote, at);
      if (close < 0) {
        if (!whole) return {value: "", next: text.length, closed: false};
        break;
      }
      if (text[close + 1] === quote) {
        at = close + 2;
        continue;
      }
      const after = text[close + 1];
      if (after === undefined || after === delimiter || after === lineEnd || after === "\r") {
        const next = after === "\r" && lineEnd === "\n" ? close + 2 : close + 1;
        return {value: text.slice(start + 1, close).replaceAll(quote + quote, quote), next, closed: true};
      }
      break;
    }
  }
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== lineEnd) at += 1;
  return {value: text.slice(start, at), next: at, closed: true};
}

/** The text behind so many lines. */
export function skipLinesOf(text: string, lines: number): string {
  let at = 0;
  for (let i = 0; i < lines; i += 1) {
    const match = /\r\n|\n|\r/g;
    match.lastIndex = at;
    const found = match.exec(text);
    if (found === null) return "";
    at = found.index + found[0].length;
  }
  return text.slice(at);
}
