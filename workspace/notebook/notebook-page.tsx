/** The notebook page: opens the connection, puts the bar, the rail, the cells and the panels around it, and closes it all again. */
import "@fontsource-variable/jetbrains-mono/wght.css";
import "../styles/notebook.css";
import "../styles/cells.css";
import "../styles/outputs.css";
import "../styles/editor.css";
import "../styles/narrow.css";
import "../styles/print.css";
import {useEffect, useMemo} from "preact/hooks";
import {leave} from "../account.ts";
import {showToast} from "../components/toast.tsx";
import {browserEffects} from "../connection/browser-effects.ts";
import {Connection} from "../connection/connection.ts";
import {NothingHere, Waiting} from "../pages/states.tsx";
import {resources} from "../api/resources.ts";
import {NotebookSession} from "../session/notebook-session.ts";
import {ResultsDialog} from "../runs/results-dialog.tsx";
import {CellList} from "./cell-list.tsx";
import {listenToKeys} from "./keyboard.ts";
import {KeysDialog} from "./keys-dialog.tsx";
import {PublishDialog} from "./publish-dialog.tsx";
import {foldWhenNarrow} from "./narrow.ts";
import {NotebookBar} from "./notebook-bar.tsx";
import {Palette} from "./palette.tsx";
import {Rail} from "./rail.tsx";
import {StatusBar} from "./status-bar.tsx";
import {VerifyPanel} from "./verify-panel.tsx";
import {Workbench, WorkbenchProvider} from "./workbench.ts";

const railFits = "(min-width: 1200px)";

export function NotebookPage({id}: {id: string}) {
  return showNotebook(id, useMemo(() => new Connection(browserEffects(id)), [id]));
}

/** The page over a connection that was not started yet. */
export function showNotebook(id: string, connection: Connection) {
  return <ConnectedNotebook id={id} connection={connection} />;
}

function ConnectedNotebook({id, connection}: {id: string; connection: Connection}) {
  const workbench = useMemo(() => openWorkbench(id, connection), [connection]);
  useEffect(() => {
    const {session} = workbench;
    session.connection.start();
    const stopListening = listenToKeys(workbench);
    const stopFolding = foldWhenNarrow(workbench);
    const retry = () => session.connection.retryNow();
    const warn = (event: BeforeUnloadEvent) => session.unsaved.peek() > 0 && event.preventDefault();
    const interrupt = () => session.connection.interrupt();
    addEventListener("online", retry);
    addEventListener("offline", interrupt);
    addEventListener("beforeunload", warn);
    return () => {
      stopListening();
      stopFolding();
      removeEventListener("online", retry);
      removeEventListener("offline", interrupt);
      removeEventListener("beforeunload", warn);
      session.close();
    };
  }, [workbench]);
  return <WorkbenchProvider value={workbench}><OpenNotebook workbench={workbench} /></WorkbenchProvider>;
}

function OpenNotebook({workbench}: {workbench: Workbench}) {
  const {session} = workbench;
  const status = session.connection.status.value;
  useEffect(() => {
    if (status.type === "closed" && status.reason === "signed-out") leave();
  }, [status]);
  const isOpen = session.state.value !== null;
  useEffect(() => {
    if (isOpen) workbench.begin();
  }, [isOpen]);
  if (status.type === "closed" && (status.reason === "missing" || status.reason === "deleted")) return <NothingHere what="notebook" />;
  if (!isOpen) return <Waiting what="notebook" />;
  const classes = ["notebook-page", workbench.rail.value ? "with-rail" : "", workbench.isVerifyOpen.value ? "with-panel" : ""];
  return (
    <div class={classes.join(" ")}>
      <NotebookBar />
      <Rail />
      <main id="main" class="page" tabIndex={-1}><CellList /></main>
      <VerifyPanel />
      <StatusBar />
      {workbench.dialog.value === "palette" && <Palette />}
      {workbench.dialog.value === "keys" && <KeysDialog />}
      {workbench.dialog.value === "publish" && <PublishDialog />}
      {workbench.dialog.value === "results" && <ResultsDialog load={() => resources.resultsShown(workbench.notebook)} onClose={() => (workbench.dialog.value = null)} />}
    </div>
  );
}

function openWorkbench(id: string, connection: Connection): Workbench {
  const session = new NotebookSession(connection, {
    client: Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-"),
    frame: (callback) => void requestAnimationFrame(callback),
    notify: showToast,
  });
  const workbench = new Workbench(id, session);
  if (matchMedia(railFits).matches) workbench.rail.value = "outline";
  return workbench;
}
