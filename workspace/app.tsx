/** The whole workspace: who is signed in decides between the card and the pages, and the address decides which page. */
import type {ComponentType} from "preact";
import {useEffect, useState} from "preact/hooks";
import {findAccount, signedIn} from "./account.ts";
import {ConfirmHost} from "./components/confirm.tsx";
import {Mark} from "./components/icon.tsx";
import {ToastHost} from "./components/toast.tsx";
import {HomePage} from "./pages/home.tsx";
import {SignInPage} from "./pages/sign-in.tsx";
import {NothingHere, Unreachable, Waiting} from "./pages/states.tsx";
import {parseRoute, path} from "./routes.ts";

const loadNotebookPage = () => import("./notebook/notebook-page.tsx").then((module) => module.NotebookPage);
const loadHistoryPage = () => import("./runs/history-page.tsx").then((module) => module.HistoryPage);
const loadRunPage = () => import("./runs/run-page.tsx").then((module) => module.RunPage);
const loadComparisonPage = () => import("./runs/comparison-page.tsx").then((module) => module.ComparisonPage);
const loadSchedulesPage = () => import("./schedules/schedules-page.tsx").then((module) => module.SchedulesPage);
const loadSettingsPage = () => import("./pages/settings.tsx").then((module) => module.SettingsPage);
const loadDataSetPage = () => import("./pages/data-set.tsx").then((module) => module.DataSetPage);

export function App() {
  useEffect(() => void findAccount(), []);
  return (
    <>
      <a class="skip-link" href="#main">Skip to the content</a>
      <Page />
      <ToastHost />
      <ConfirmHost />
    </>
  );
}

function Page() {
  const who = signedIn.value;
  if (who.status === "asking") return <Opening />;
  if (who.status === "unreachable") return <Unreachable message={who.message} retry={() => void findAccount()} />;
  if (who.status === "out") return <SignInPage />;
  const route = parseRoute(path.value);
  if (route.page === "home") return <HomePage account={who.account} />;
  if (route.page === "notebook") return <Deferred key={route.id} load={loadNotebookPage} id={route.id} what="notebook" />;
  if (route.page === "runs") return <Deferred key={`${route.id} runs`} load={loadHistoryPage} id={route.id} what="history" />;
  if (route.page === "run") return <Deferred key={route.id} load={loadRunPage} id={route.id} what="run" />;
  if (route.page === "comparison") return <Deferred key={`${route.id} ${route.other}`} load={loadComparisonPage} id={route.id} other={route.other} what="comparison" />;
  if (route.page === "data-set") return <Deferred key={route.id} load={loadDataSetPage} id={route.id} what="data set" />;
  if (route.page === "schedules") return <Deferred key={`${route.id} schedules`} load={loadSchedulesPage} id={route.id} what="schedules" />;
  if (route.page === "settings") return <Deferred load={loadSettingsPage} id="settings" account={who.account} what="page" />;
  return <NothingHere what="page" />;
}

function Opening() {
  return <main id="main" class="opening" aria-busy="true"><Mark size={32} /><span class="visually-hidden">Opening Recto</span></main>;
}

interface DeferredProps<Properties> {
  readonly load: () => Promise<ComponentType<Properties>>;
  readonly what: string;
}

function Deferred<Properties extends {id: string}>({load, what, ...properties}: DeferredProps<Properties> & Properties) {
  const [page, setPage] = useState<{component: ComponentType<Properties>} | {error: string} | null>(null);
  useEffect(() => {
    load().then((component) => setPage({component}), (error: unknown) => setPage({error: error instanceof Error ? error.message : String(error)}));
  }, []);
  if (page === null) return <Waiting what={what} />;
  if ("error" in page) return <Unreachable message={`The ${what} could not be loaded: ${page.error}.`} retry={() => location.reload()} />;
  const Loaded = page.component;
  return <Loaded {...(properties as unknown as Properties)} />;
}
