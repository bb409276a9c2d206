/** The values of a run as files: each with the formats that it can be had in. */
import "../styles/results.css";
import type {RunResult} from "#notebooks";
import {resultFormatNames} from "#notebooks";
import {Dialog} from "../components/dialog.tsx";
import {Icon} from "../components/icon.tsx";
import {useResource} from "../pages/use-resource.ts";

/** `load` finds the results, of a kept run or of what an open notebook shows. */
export function ResultsDialog({load, onClose}: {load: () => Promise<readonly RunResult[]>; onClose: () => void}) {
  const {resource} = useResource(load);
  return (
    <Dialog title="Results as files" class="results-dialog" onClose={onClose}>
      <div class="dialog-body">
        {resource.status === "waiting" && <p class="quiet" aria-live="polite">Looking at the values…</p>}
        {resource.status === "failed" && <p class="notice error" role="alert"><Icon name="alert" /><span>{resource.error.message}</span></p>}
        {resource.status === "there" && (resource.value.length === 0
          ? <p class="empty">This run kept no values: no cell gave a name to one, or the run is too old. What it showed is still here.</p>
          : <ResultTable results={resource.value} />)}
      </div>
    </Dialog>
  );
}

function ResultTable({results}: {results: readonly RunResult[]}) {
  return (
    <table class="results-table">
      <thead><tr><th scope="col">Value</th><th scope="col" class="number">Size</th><th scope="col">Download</th></tr></thead>
      <tbody>
        {results.map(({cell, name, table, formats, address}) => (
          <tr key={`${cell} ${name}`}>
            <th scope="row"><code>{name}</code></th>
            <td class="number quiet">{table ? `${table.rows.toLocaleString()} × ${table.columns.length}` : "one value"}</td>
            <td class="results-formats">
              {formats.map((format) => <a key={format} href={`${address}.${format}`} download aria-label={`${name} as ${resultFormatNames[format]}`}>{resultFormatNames[format]}</a>)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
