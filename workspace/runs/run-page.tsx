/** A past run as it was: its cells with what they showed, read-only, under a line that says when and how it came about. */
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../styles/cells.css";
import "../styles/outputs.css";
import "../styles/editor.css";
import "../styles/runs.css";
import {useEffect, useState} from "preact/hooks";
import type {Cell, CellResult, RunDetail} from "#notebooks";
import {signedIn} from "../account.ts";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {Digest} from "../components/digest.tsx";
import {formatDuration} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {StaticCode} from "../editor/static-code.tsx";
import {NothingHere, Unreachable, Waiting} from "../pages/states.tsx";
import {useResource} from "../pages/use-resource.ts";
import {PastOutput} from "./past-output.tsx";
import {ResultsDialog} from "./results-dialog.tsx";
import {restoreRun} from "./run-actions.ts";
import {describeCells, describeParameters, describeStarter, RunSign} from "./run-words.tsx";

const refreshMs = 1000;

export function RunPage({id}: {id: string}) {
  const {resource, reload} = useResource(() => resources.run(id), id);
  const who = signedIn.value;
  const isRunning = resource.status === "there" && resource.value.status === "started";
  useEffect(() => {
    if (resource.status === "there") document.title = `${resource.value.name ?? resource.value.title} (a past run) · Recto`;
  }, [resource]);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(reload, refreshMs);
    return () => clearInterval(timer);
  }, [isRunning, reload]);
  return (
    <>
      <TopBar {...(who.status === "in" ? {account: who.account} : {})} />
      {resource.status === "waiting" && <Waiting what="run" />}
      {resource.status === "failed" && (resource.error.problem.status === 404 ? <NothingHere what="run" /> : <Unreachable message={resource.error.message} retry={reload} />)}
      {resource.status === "there" && <KnownRun run={resource.value} />}
    </>
  );
}

function KnownRun({run}: {run: RunDetail}) {
  const parameters = describeParameters(run);
  const [showsResults, setShowsResults] = useState(false);
  return (
    <main id="main" class="data-page run-page">
      {run.notebook !== null && <a class="crumb" href={`/notebooks/${run.notebook}/runs`}><Icon name="chevron-left" size={13} /> History</a>}
      <div class="data-head">
        <div>
          <h1>{run.title || "Untitled"}</h1>
          <p class="facts number">
            <RunSign run={run} />
            {run.name !== null && <strong>{run.name}</strong>}
            <span><Ago time={run.startedAt} />, {describeStarter(run)}</span>
            <span>{describeCells(run)}</span>
            {run.status !== "started" && <span title="Computing time of the cells">{formatDuration(run.computeMs)}</span>}
            {parameters !== "" && <span>{parameters}</span>}
            {run.root !== null && <Digest digest={run.root} label="Root of the run" />}
          </p>
        </div>
        <div class="actions">
          {run.content && <button type="button" class="button" onClick={() => setShowsResults(true)}><Icon name="download" /> Results</button>}
          {run.notebook !== null && run.content && <button type="button" class="button" onClick={() => void restoreRun(run)}><Icon name="restart" /> Restore this version</button>}
          {run.notebook !== null && <a class="button" href={`/notebooks/${run.notebook}`}>Open the notebook</a>}
        </div>
      </div>
      {showsResults && <ResultsDialog load={() => resources.results(run.id)} onClose={() => setShowsResults(false)} />}
      {run.message !== null && <p class={`notice${run.status === "failed" ? " error" : ""}`}><Icon name="alert" /><span>{run.message}</span></p>}
      {run.status === "started" && <p class="notice" aria-live="polite"><Icon name="running" class="spinner" /><span>It waits for its turn or runs; this page follows it.</span></p>}
      {run.content && (
        <div class="past-cells">
          {run.content.notebook.cells.map((cell) => <PastCell key={cell.id} cell={cell} result={run.content?.results[cell.id]} />)}
        </div>
      )}
    </main>
  );
}

function PastCell({cell, result}: {cell: Cell; result: CellResult | undefined}) {
  const hasOutput = result !== undefined && (result.displays.length > 0 || result.status === "failed");
  const showsCode = cell.source !== "" && (cell.pinned || !hasOutput);
  return (
    <section class={`past-cell kind-${cell.kind}${cell.disabled ? " off" : ""}`} aria-label={`Cell ${cell.id}`} id={`cell-${cell.id}`}>
      {result && <PastOutput result={result} />}
      {showsCode && <div class="cell-code"><div class="code-holder" tabIndex={0} role="region" aria-label={`Source of cell ${cell.id}`}><StaticCode source={cell.source} kind={cell.kind} /></div></div>}
    </section>
  );
}
