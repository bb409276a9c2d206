/** Two runs side by side: in a sentence, then what they were made from, then cell by cell how the values changed. */
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../styles/outputs.css";
import "../styles/runs.css";
import {useEffect} from "preact/hooks";
import type {CellComparison, RunComparisonDetail, RunSummary, SettingChange} from "#notebooks";
import {signedIn} from "../account.ts";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {NothingHere, Unreachable, Waiting} from "../pages/states.tsx";
import {useResource} from "../pages/use-resource.ts";
import {describeStarter, RunSign} from "./run-words.tsx";
import {ValueChangeView} from "./value-change.tsx";

export function ComparisonPage({id, other}: {id: string; other: string}) {
  const {resource, reload} = useResource(() => resources.comparison(id, other), `${id} ${other}`);
  const who = signedIn.value;
  useEffect(() => void (document.title = "Two runs compared · Recto"), []);
  return (
    <>
      <TopBar {...(who.status === "in" ? {account: who.account} : {})} />
      {resource.status === "waiting" && <Waiting what="comparison" />}
      {resource.status === "failed" && (resource.error.problem.status === 404 ? <NothingHere what="run" /> : <Unreachable message={resource.error.message} retry={reload} />)}
      {resource.status === "there" && <KnownComparison comparison={resource.value} />}
    </>
  );
}

function KnownComparison({comparison: {before, after, headline, settings, cells}}: {comparison: RunComparisonDetail}) {
  const changed = cells.filter(({change}) => change !== "same");
  const same = cells.length - changed.length;
  return (
    <main id="main" class="data-page comparison-page">
      {after.notebook !== null && <a class="crumb" href={`/notebooks/${after.notebook}/runs`}><Icon name="chevron-left" size={13} /> History</a>}
      <h1 class="comparison-headline">{headline}</h1>
      <div class="compared-runs">
        <ComparedRun label="Before" run={before} />
        <Icon name="chevron-right" class="quiet" />
        <ComparedRun label="After" run={after} />
      </div>
      {settings.length > 0 && (
        <section class="page-section" aria-labelledby="settings">
          <h2 id="settings">Made from</h2>
          <ul class="setting-changes">{settings.map((setting) => <Setting key={`${setting.what} ${setting.name}`} setting={setting} />)}</ul>
        </section>
      )}
      {changed.length > 0 && (
        <section class="page-section" aria-labelledby="cells">
          <h2 id="cells">{formatPlural(changed.length, "cell")} changed</h2>
          <ul class="cell-changes">{changed.map((cell) => <CellChange key={cell.id} cell={cell} before={before} after={after} />)}</ul>
        </section>
      )}
      {same > 0 && <p class="quiet same-cells">{formatPlural(same, "cell")} {same === 1 ? "is" : "are"} the same, digest by digest.</p>}
    </main>
  );
}

function ComparedRun({label, run}: {label: string; run: RunSummary}) {
  return (
    <a class="compared-run" href={`/runs/${run.id}`}>
      <span class="quiet">{label}</span>
      <strong>{run.name ?? <Ago time={run.startedAt} />}</strong>
      <span class="quiet compared-facts"><RunSign run={run} /> {describeStarter(run)}{run.root === null ? "" : <> · <span class="digest">{run.root.slice(0, 8)}</span></>}</span>
    </a>
  );
}

const whats: {readonly [what in SettingChange["what"]]: string} = {parameter: "Parameter", input: "Input", data: "Data set", seed: "Seed", now: "Clock", kernel: "Kernel"};

function Setting({setting: {what, name, from, to}}: {setting: SettingChange}) {
  return (
    <li>
      <span class="quiet">{whats[what]}</span>
      {what !== "seed" && what !== "now" && what !== "kernel" && <strong>{name}</strong>}
      <span class="number from-to"><span class="from">{from ?? "none"}</span> <span class="quiet">→</span> <span class="to">{to ?? "none"}</span></span>
    </li>
  );
}

const changes: {readonly [change in CellComparison["change"]]: string} = {same: "same", changed: "changed", added: "new cell", removed: "cell is gone"};

function CellChange({cell: {id, change, sourceChanged, status, values, displays}, before, after}: {cell: CellComparison; before: RunSummary; after: RunSummary}) {
  const run = change === "removed" ? before : after;
  return (
    <li class={`cell-change ${change}`}>
      <p class="cell-change-head">
        <a href={`/runs/${run.id}#cell-${id}`}>Cell {id}</a>
        <span class="quiet">{changes[change]}{sourceChanged ? ", with another source" : ""}</span>
        {status.from !== status.to && change === "changed" && <span class="number from-to"><span class="from">{status.from}</span> <span class="quiet">→</span> <span class="to">{status.to}</span></span>}
      </p>
      {values.map(({name, change: value}) => <div class="value-change" key={name}><code class="value-name">{name}</code><ValueChangeView change={value} /></div>)}
      {displays.map(({index, change: value}) => <div class="value-change" key={index}><span class="value-name quiet">shown</span><ValueChangeView change={value} /></div>)}
    </li>
  );
}
