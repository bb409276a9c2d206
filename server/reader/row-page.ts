/** A page of a data set's rows as JSON, from columns of typed arrays: dates, big integers and odd numbers written as `TableCell` says. */
import type {Column, DataContent} from "#kernels/data";
import type {DataSetRows, TableCell} from "#notebooks";

const decoder = new TextDecoder();
/** Characters of one text that a page shows. */
const textCharacters = 2000;

export function toRowPage(content: DataContent, offset: number, limit: number): DataSetRows {
  return content.type === "table" ? tablePage(content.columns.columns, content.columns.rows, offset, limit) : linePage(content.bytes, content.lines, offset, limit);
}

function tablePage(columns: readonly Column[], rows: number, offset: number, limit: number): DataSetRows {
  const cells: TableCell[][] = [];
  for (let row = offset; row < Math.min(rows, offset + limit); row += 1) cells.push(columns.map((column) => toCell(column, row)));
  return {
    columns: columns.map(({name, type}) => ({name, type: type === "dictionary" ? "text" : type})),
    page: {offset, rows, cells},
  };
}

function toCell(column: Column, row: number): TableCell {
  if (column.valid && column.valid[row] === 0) return null;
  switch (column.type) {
    case "number":
      return toNumber(column.values[row]);
    case "bigint":
      return {$bigint: String(column.values[row])};
    case "boolean":
      return column.values[row] === 1;
    case "date":
      return {$date: column.values[row] ?? 0};
    case "text":
      return cut(decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])));
    case "dictionary":
      return cut(column.dictionary[column.codes[row] ?? 0] ?? "");
  }
}

function toNumber(value: number | undefined): TableCell {
  return value !== undefined && Number.isFinite(value) ? value : {$number: String(value)};
}

function cut(text: string): string {
  return text.length > textCharacters ? `${text.slice(0, textCharacters)}…` : text;
}

/** The lines of a text from `offset`, found by walking its line feeds. */
function linePage(bytes: Uint8Array, lines: number, offset: number, limit: number): DataSetRows {
  const cells: TableCell[][] = [];
  let start = 0;
  for (let line = 0; line < Math.min(lines, offset + limit); line += 1) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    if (line >= offset) cells.push([cut(decoder.decode(bytes.subarray(start, end)).replace(/\r$/, ""))]);
    start = end + 1;
  }
  return {columns: [{name: "line", type: "text"}], page: {offset, rows: lines, cells}};
}
