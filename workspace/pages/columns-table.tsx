/** The columns of a data set: type (which can be corrected), distribution, extent, and how much is missing. */
import {formatDate, type ColumnSummary, type DataSetDetail, type ParsedColumn, type Parsing} from "#notebooks";
import {formatCount, formatNumber} from "../components/format.ts";
import {Histogram} from "../components/sparkline.tsx";

const shownColumns = 200;
const types: readonly ParsedColumn["type"][] = ["number", "bigint", "boolean", "text", "date"];
const typeNames: {readonly [type in ColumnSummary["type"]]: string} = {number: "number", bigint: "integer", boolean: "yes or no", text: "text", date: "date", other: "other"};

export function ColumnsTable({dataSet, parsing, change}: {dataSet: DataSetDetail; parsing: Parsing; change: (parsing: Parsing) => void}) {
  const {columns, rows} = dataSet.inspection;
  const parsed = "columns" in parsing ? parsing.columns : null;

  function setType(index: number, type: ParsedColumn["type"]) {
    if (!("columns" in parsing)) return;
    const changed = parsing.columns.map((column, at) => (at === index ? {...column, type, dateFormat: type === "date" ? (column.dateFormat ?? "iso") : null} : column));
    change({...parsing, columns: changed});
  }

  return (
    <section class="page-section" aria-labelledby="columns">
      <h2 id="columns">Columns</h2>
      <div class="columns-scroll" tabIndex={0} role="region" aria-label="Table of the columns">
        <table class="columns-table">
          <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Distribution</th><th scope="col">Values</th><th scope="col">Missing</th></tr></thead>
          <tbody>
            {columns.slice(0, shownColumns).map((column, index) => (
              <tr key={column.name}>
                <td class="name">{column.name}</td>
                <td>
                  {parsed?.[index] ? (
                    <select class="select compact" aria-label={`Type of ${column.name}`} value={parsed[index].type} onChange={(event) => setType(index, event.currentTarget.value as ParsedColumn["type"])}>
                      {types.map((type) => <option key={type} value={type}>{typeNames[type]}</option>)}
                    </select>
                  ) : (
                    typeNames[column.type]
                  )}
                </td>
                <td><Histogram counts={column.histogram} width={150} height={30} /></td>
                <td class="number quiet">{describeValues(column)}</td>
                <td><Missing missing={column.missing} rows={rows} /></td>
              </tr>
            ))}
          </tbody>
        </table>
        {columns.length > shownColumns && <p class="empty">and {formatCount(columns.length - shownColumns)} more columns</p>}
      </div>
    </section>
  );
}

function Missing({missing, rows}: {missing: number; rows: number}) {
  if (missing === 0) return <span class="quiet">none</span>;
  const percent = rows === 0 ? 0 : (missing / rows) * 100;
  return (
    <span class="missing" title={`${formatCount(missing)} of ${formatCount(rows)}`}>
      <i aria-hidden="true"><b style={{width: `${Math.max(3, percent)}%`}} /></i>
      <span class="number">{percent < 0.1 ? "<0.1" : percent.toFixed(percent < 10 ? 1 : 0)} %</span>
    </span>
  );
}

function describeValues({type, minimum, maximum, mean, distinct, frequent}: ColumnSummary): string {
  const different = distinct >= 10_000 ? "10,000 or more different" : `${formatCount(distinct)} different`;
  if (type === "date" && minimum !== null && maximum !== null) return `${formatDate(minimum)} – ${formatDate(maximum)}`;
  if ((type === "number" || type === "bigint") && minimum !== null && maximum !== null) {
    return `${formatNumber(minimum)} – ${formatNumber(maximum)}${mean === null ? "" : `, mean ${formatNumber(mean)}`}`;
  }
  const common = frequent.slice(0, 3).map(({value}) => (value.length > 18 ? `${value.slice(0, 17)}…` : value)).join(", ");
  return common === "" ? different : `${different}: ${common}${distinct > 3 ? ", …" : ""}`;
}
