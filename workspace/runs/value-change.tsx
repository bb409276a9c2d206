/** How one value changed, drawn in its own terms: numbers, texts, tables, anomalies, forecasts. */
import type {AnomalyChange, AnomalyPoint, TableChange, TextChange, ValueChange} from "#notebooks";
import {formatCount, formatNumber, formatPlural} from "../components/format.ts";
import {ForecastChangeView} from "./forecast-change.tsx";

export function ValueChangeView({change}: {change: ValueChange}) {
  switch (change.type) {
    case "number": {
      const {from, to, difference, relative} = change;
      const percent = relative === null ? "" : ` (${relative > 0 ? "+" : ""}${(relative * 100).toPrecision(3)} %)`;
      return <p class="number"><FromTo from={String(from)} to={String(to)} /> <span class="quiet">{difference > 0 ? "+" : ""}{formatNumber(difference)}{percent}</span></p>;
    }
    case "text":
      return <TextChangeView change={change} />;
    case "table":
      return <TableChangeView change={change} />;
    case "anomalies":
      return <AnomalyChangeView change={change} />;
    case "forecast":
      return <ForecastChangeView change={change} />;
    case "series": {
      const {length, changed, largest, mean} = change;
      return (
        <div class="number">
          <p>{length.from === length.to ? `${formatPlural(changed, "number")} of ${formatCount(length.to)} changed` : <><FromTo from={formatCount(length.from)} to={formatPlural(length.to, "number")} />, {formatCount(changed)} changed</>}</p>
          {largest && <p class="quiet">Most at [{largest.index}]: <FromTo from={formatNumber(largest.from)} to={formatNumber(largest.to)} /></p>}
          {mean.from !== null && mean.to !== null && mean.from !== mean.to && <p class="quiet">Mean: <FromTo from={formatNumber(mean.from)} to={formatNumber(mean.to)} /></p>}
        </div>
      );
    }
    case "structure":
      return (
        <ul class="places">
          {change.changes.map(({path, from, to}) => <li key={path}><code>{path}</code> <FromTo from={from ?? "not there"} to={to ?? "not there"} /></li>)}
          {change.omitted > 0 && <li class="quiet">and {formatPlural(change.omitted, "place")} more</li>}
        </ul>
      );
    case "other":
      return <p><FromTo from={change.from ?? "nothing"} to={change.to ?? "nothing"} /></p>;
  }
}

export function FromTo({from, to}: {from: string; to: string}) {
  return <span class="from-to"><span class="from">{from}</span> <span class="quiet">→</span> <span class="to">{to}</span></span>;
}

const marks = {same: " ", added: "+", removed: "−"} as const;

function TextChangeView({change: {added, removed, lines, omitted}}: {change: TextChange}) {
  return (
    <div>
      <p class="quiet number">{formatPlural(added, "line")} added, {removed} removed{omitted > 0 && lines.length === 0 ? "; too much to show" : ""}</p>
      {lines.length > 0 && (
        <pre class="text-lines" tabIndex={0} aria-label="Changed lines">
          {lines.map(({kind, text}, index) => <span key={index} class={kind}><i aria-hidden="true">{marks[kind]}</i><span class="visually-hidden">{kind === "same" ? "" : `${kind}: `}</span>{text}{"\n"}</span>)}
        </pre>
      )}
      {omitted > 0 && lines.length > 0 && <p class="quiet">and {formatPlural(omitted, "changed line")} more</p>}
    </div>
  );
}

function TableChangeView({change}: {change: TableChange}) {
  const {rows, columns, key, added, removed, changed, reordered, changedColumns, samples} = change;
  const counts = [
    added > 0 && <span class="to">{formatPlural(added, "row")} added</span>,
    removed > 0 && <span class="from">{formatPlural(removed, "row")} removed</span>,
    changed > 0 && <span>{formatPlural(changed, "row")} changed</span>,
  ].filter(Boolean);
  return (
    <div class="table-change">
      <p class="number counts">
        {counts.length > 0 ? counts : <span>{reordered ? "The same rows in another order" : "The rows are the same"}</span>}
        <span class="quiet">{rows.from === rows.to ? `of ${formatPlural(rows.to, "row")}` : `${formatCount(rows.from)} → ${formatPlural(rows.to, "row")}`}{key === null ? "" : `, matched by ${key}`}</span>
      </p>
      {columns.added.length + columns.removed.length > 0 && (
        <p>{columns.added.length > 0 && <>New columns: <span class="to">{columns.added.join(", ")}</span>. </>}{columns.removed.length > 0 && <>Columns gone: <span class="from">{columns.removed.join(", ")}</span>.</>}</p>
      )}
      {changedColumns.length > 0 && <p class="quiet number">{changedColumns.slice(0, 8).map(({name, rows: count}) => `${name} in ${formatPlural(count, "row")}`).join(", ")}</p>}
      {samples.changed.length > 0 && (
        <ul class="places">
          {samples.changed.map(({row, cells}) => (
            <li key={row}><code>{row}</code> {cells.map(({column, from, to}) => <span class="changed-cell" key={column}><span class="quiet">{column}</span> <FromTo from={from || "–"} to={to || "–"} /></span>)}</li>
          ))}
          {changed > samples.changed.length && <li class="quiet">and {formatPlural(changed - samples.changed.length, "row")} more</li>}
        </ul>
      )}
      <SampleRows label="Added" class="added" columns={samples.columns} rows={samples.added} total={added} />
      <SampleRows label="Removed" class="removed" columns={samples.columns} rows={samples.removed} total={removed} />
    </div>
  );
}

function SampleRows({label, class: className, columns, rows, total}: {label: string; class: string; columns: readonly string[]; rows: readonly (readonly string[])[]; total: number}) {
  if (rows.length === 0) return null;
  return (
    <div class={`sample-rows ${className}`}>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={`${label} rows`}>
        <table class="rows-table">
          <caption class="quiet">{label}{total > rows.length ? `, the first ${rows.length} of ${formatCount(total)}` : ""}</caption>
          <thead><tr>{columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>{rows.map((row, index) => <tr key={index}>{row.map((cell, column) => <td key={column}>{cell === "" ? "–" : cell}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </div>
  );
}

function AnomalyChangeView({change: {from, to, counts, came, went, moved}}: {change: AnomalyChange}) {
  return (
    <div>
      <p class="number counts">
        {counts.came > 0 && <span class="to">{counts.came} came</span>}
        {counts.went > 0 && <span class="from">{counts.went} went</span>}
        {counts.moved > 0 && <span>{counts.moved} moved</span>}
        <span class="quiet">{from} → {formatPlural(to, "anomaly", "anomalies")}, {counts.kept} as before</span>
      </p>
      <ul class="places">
        {came.map((point) => <li key={`came ${point.index}`}><span class="to">came</span> <Point point={point} /></li>)}
        {went.map((point) => <li key={`went ${point.index}`}><span class="from">went</span> <Point point={point} /></li>)}
        {moved.map(({from: earlier, to: later}) => <li key={`moved ${later.index}`}>moved from <code>{earlier.index}</code> to <Point point={later} /></li>)}
      </ul>
    </div>
  );
}

function Point({point: {index, confidence, text}}: {point: AnomalyPoint}) {
  return <><code>{index}</code> <span class="quiet">{confidence === null ? "" : `confidence ${formatNumber(confidence)} `}{text}</span></>;
}
