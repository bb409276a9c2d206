/** Rows in columns: numbers to the right in even figures, missing values as a quiet dash, the head staying while the rest scrolls. */
import {formatTableCell, fractionDigits, isNumeric, type TableCell, type TableColumn, type TableQuery} from "#notebooks";

const typeMarks: {readonly [type in TableColumn["type"]]: string} = {number: "number", bigint: "integer", boolean: "boolean", text: "text", date: "date", other: "value"};

/** Pixels, as in `outputs.css`. */
const headHeight = 29;
const rowHeight = 27;

interface RowsTableProps {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly label: string;
  readonly sort?: TableQuery["sort"];
  readonly onSort?: (column: string) => void;
  /** Fewer rows are padded, so that the last page does not make the table jump. */
  readonly minimumRows?: number;
  readonly firstRow?: number;
}

export function RowsTable({columns, rows, label, sort = null, onSort, minimumRows = 0, firstRow}: RowsTableProps) {
  const digits = columns.map(({type}, column) => (isNumeric(type) ? fractionDigits(rows.map((row) => row[column] ?? null)) : 0));
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label} style={minimumRows > 0 ? {minHeight: `${headHeight + minimumRows * rowHeight}px`} : undefined}>
      <table class="rows-table">
        <thead>
          <tr>
            {firstRow !== undefined && <th scope="col" class="row-number"><span class="visually-hidden">Row</span></th>}
            {columns.map(({name, type}) => {
              const direction = sort?.column === name ? (sort.descending ? "descending" : "ascending") : undefined;
              return (
                <th key={name} scope="col" class={isNumeric(type) ? "numeric" : undefined} aria-sort={direction}>
                  {onSort ? (
                    <button type="button" onClick={() => onSort(name)} title={`${name}: ${typeMarks[type]}. Click to sort.`}>
                      <span>{name}</span>
                      <i aria-hidden="true">{direction === "descending" ? "↓" : direction === "ascending" ? "↑" : ""}</i>
                    </button>
                  ) : (
                    <span title={typeMarks[type]}>{name}</span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {firstRow !== undefined && <td class="row-number number">{(firstRow + index).toLocaleString()}</td>}
              {columns.map(({name, type}, column) => {
                const cell = row[column] ?? null;
                const text = formatTableCell(cell, digits[column]);
                return <td key={name} class={isNumeric(type) ? "numeric" : undefined} title={text.length > 40 ? text : undefined}>{cell === null ? <span class="missing-value" aria-label="missing">–</span> : text}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
