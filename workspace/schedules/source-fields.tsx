/** The sources of a schedule: which data sets are fetched before every run, and from where. */
import type {DataSource} from "#notebooks";
import {Icon} from "../components/icon.tsx";

const places = {address: "https://example.org/sales.csv", file: "sales/today.csv"} as const;

export function SourceFields({sources, change}: {sources: readonly DataSource[]; change: (sources: readonly DataSource[]) => void}) {
  const set = (index: number, changes: Partial<DataSource>) => change(sources.map((source, at) => (at === index ? {...source, ...changes} : source)));
  return (
    <fieldset class="source-fields">
      <legend>Fresh data</legend>
      {sources.map((source, index) => (
        <div class="source-field" key={index}>
          <label class="field">Data set<input class="input" required maxLength={100} placeholder="sales" value={source.name} onInput={(event) => set(index, {name: event.currentTarget.value})} /></label>
          <label class="field">From
            <select class="select" value={source.kind} onChange={(event) => set(index, {kind: event.currentTarget.value as DataSource["kind"]})}>
              <option value="address">an address</option>
              <option value="file">a file of the server</option>
            </select>
          </label>
          <label class="field source-location">{source.kind === "address" ? "Address" : "Path"}
            <input class="input" required maxLength={2000} spellcheck={false} placeholder={places[source.kind]} value={source.location} onInput={(event) => set(index, {location: event.currentTarget.value})} />
          </label>
          <button type="button" class="icon-button" aria-label={`Remove the source ${source.name || index + 1}`} onClick={() => change(sources.filter((_, at) => at !== index))}><Icon name="close" /></button>
        </div>
      ))}
      <p class="hint quiet">A source is fetched before every run and takes the place of the data set of its name.</p>
      {sources.length < 10 && <button type="button" class="button" onClick={() => change([...sources, {name: "", kind: "address", location: ""}])}><Icon name="plus" /> Add a source</button>}
    </fieldset>
  );
}
