/** The history of a notebook: every kept run, newest first; two of them side by side, and a way back to each. */
import "../styles/outputs.css";
import "../styles/runs.css";
import {useEffect, useState} from "preact/hooks";
import type {NotebookSummary, RunSummary} from "#notebooks";
import {signedIn} from "../account.ts";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {formatPlural} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {NothingHere, Unreachable, Waiting} from "../pages/states.tsx";
import {useResource} from "../pages/use-resource.ts";
import {navigate} from "../routes.ts";
import {RunLine} from "./run-line.tsx";

const pageSize = 50;
const refreshMs = 1000;

interface History {
  readonly notebook: NotebookSummary;
  readonly runs: readonly RunSummary[];
}

async function load(id: string): Promise<History> {
  const [notebook, runs] = await Promise.all([resources.notebook(id), resources.runs(id, pageSize)]);
  return {notebook, runs};
}

export function HistoryPage({id}: {id: string}) {
  const {resource, reload} = useResource(() => load(id), id);
  const who = signedIn.value;
  useEffect(() => {
    if (resource.status === "there") document.title = `History of ${resource.value.notebook.title || "Untitled"} · Recto`;
  }, [resource]);
  return (
    <>
      <TopBar {...(who.status === "in" ? {account: who.account} : {})} />
      {resource.status === "waiting" && <Waiting what="history" />}
      {resource.status === "failed" && (resource.error.problem.status === 404 ? <NothingHere what="notebook" /> : <Unreachable message={resource.error.message} retry={reload} />)}
      {resource.status === "there" && <KnownHistory history={resource.value} reload={reload} />}
    </>
  );
}

function KnownHistory({history: {notebook, runs}, reload}: {history: History; reload: () => void}) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [older, setOlder] = useState<readonly RunSummary[]>([]);
  const [isEnd, setEnd] = useState(runs.length < pageSize);
  const shown = [...runs, ...older.filter(({id}) => runs.every((run) => run.id !== id))];
  const isRunning = runs.some(({status}) => status === "started");
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(reload, refreshMs);
    return () => clearInterval(timer);
  }, [isRunning, reload]);

  async function run() {
    try {
      await resources.startRun(notebook.id, {});
      reload();
    } catch (error) {
      showToast(`It was not run: ${describeError(error)}`);
    }
  }

  async function showOlder() {
    try {
      const more = await resources.runs(notebook.id, pageSize, shown.at(-1)?.id);
      setOlder([...older, ...more]);
      setEnd(more.length < pageSize);
    } catch (error) {
      showToast(`Older runs could not be loaded: ${describeError(error)}`);
    }
  }

  function choose(id: string, isChosen: boolean) {
    setChosen((before) => (isChosen ? [...before, id].slice(-2) : before.filter((one) => one !== id)));
  }

  function compare() {
    // The earlier of the two comes first, whatever the order of choosing.
    const [after, before] = shown.filter(({id}) => chosen.includes(id));
    if (before && after) navigate(`/runs/${before.id}/comparison/${after.id}`);
  }

  return (
    <main id="main" class="data-page runs-page">
      <a class="crumb" href={`/notebooks/${notebook.id}`}><Icon name="chevron-left" size={13} /> {notebook.title || "Untitled"}</a>
      <div class="data-head">
        <div>
          <h1>History</h1>
          <p class="facts"><span>Every run is kept as it was: what it ran, what it showed, and its proof.</span></p>
        </div>
        <div class="actions">
          {shown.length > 1 && <button type="button" class="button" disabled={chosen.length !== 2} title="Choose two runs" onClick={compare}><Icon name="sort" /> Compare {chosen.length === 2 ? "the two" : "two runs"}</button>}
          <button type="button" class="button primary" onClick={() => void run()}><Icon name="play" /> Run now</button>
        </div>
      </div>
      {shown.length === 0 ? (
        <p class="empty">No run is kept yet. <a href={`/notebooks/${notebook.id}`}>Open the notebook</a> and run it, or run it from here: what it comes to is kept by itself.</p>
      ) : (
        <ul class="run-list" aria-label={formatPlural(shown.length, "run")}>
          {shown.map((run, index) => (
            <RunLine
              key={run.id}
              run={run}
              before={shown.slice(index + 1).find(({root}) => root !== null) ?? null}
              isChosen={chosen.includes(run.id)}
              choose={(isChosen) => choose(run.id, isChosen)}
              changed={reload}
            />
          ))}
        </ul>
      )}
      {!isEnd && <button type="button" class="button" onClick={() => void showOlder()}>Older runs</button>}
    </main>
  );
}
