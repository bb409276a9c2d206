/** The schedules of a notebook, or all of the account's: made, changed, paused, run now, with the history of each. */
import "../styles/runs.css";
import {useEffect, useState} from "preact/hooks";
import type {Schedule} from "#notebooks";
import {signedIn} from "../account.ts";
import {resources} from "../api/resources.ts";
import {Icon} from "../components/icon.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {NothingHere, Unreachable, Waiting} from "../pages/states.tsx";
import {useResource} from "../pages/use-resource.ts";
import {ScheduleCard} from "./schedule-card.tsx";
import {ScheduleDialog} from "./schedule-dialog.tsx";

const busyMs = 1000;
const restMs = 20_000;

interface Known {
  /** Null on the page of all schedules. */
  readonly notebook: {readonly id: string; readonly title: string} | null;
  readonly schedules: readonly Schedule[];
}

/** `all` stands for every notebook. */
async function load(id: string): Promise<Known> {
  if (id === "all") return {notebook: null, schedules: await resources.schedules()};
  const [notebook, schedules] = await Promise.all([resources.notebook(id), resources.schedules(id)]);
  return {notebook, schedules};
}

export function SchedulesPage({id}: {id: string}) {
  const {resource, reload} = useResource(() => load(id), id);
  const who = signedIn.value;
  const isBusy = resource.status === "there" && resource.value.schedules.some(({isRunning}) => isRunning);
  useEffect(() => {
    const timer = setInterval(reload, isBusy ? busyMs : restMs);
    return () => clearInterval(timer);
  }, [reload, isBusy]);
  useEffect(() => {
    if (resource.status === "there") document.title = `${resource.value.notebook ? `Schedules of ${resource.value.notebook.title || "Untitled"}` : "Schedules"} · Recto`;
  }, [resource]);
  return (
    <>
      <TopBar {...(who.status === "in" ? {account: who.account} : {})} />
      {resource.status === "waiting" && <Waiting what="schedules" />}
      {resource.status === "failed" && (resource.error.problem.status === 404 ? <NothingHere what="notebook" /> : <Unreachable message={resource.error.message} retry={reload} />)}
      {resource.status === "there" && <KnownSchedules {...resource.value} reload={reload} />}
    </>
  );
}

function KnownSchedules({notebook, schedules, reload}: Known & {reload: () => void}) {
  const [edited, setEdited] = useState<Schedule | "new" | null>(null);
  return (
    <main id="main" class="data-page schedules-page">
      {notebook ? <a class="crumb" href={`/notebooks/${notebook.id}`}><Icon name="chevron-left" size={13} /> {notebook.title || "Untitled"}</a> : <a class="crumb" href="/"><Icon name="chevron-left" size={13} /> Home</a>}
      <div class="data-head">
        <div>
          <h1>Schedules</h1>
          <p class="facts"><span>{notebook ? "The notebook runs by itself at these times, once at each, and tells you what changed." : "What runs by itself, and how it went."}</span></p>
        </div>
        {notebook && <div class="actions"><button type="button" class="button primary" onClick={() => setEdited("new")}><Icon name="plus" /> New schedule</button></div>}
      </div>
      {schedules.length === 0 ? (
        <p class="empty">{notebook ? <>None yet. <button type="button" class="link" onClick={() => setEdited("new")}>Make one</button>: say when, and what should follow.</> : "None yet. Open a notebook, and choose Schedules in its menu."}</p>
      ) : (
        <ul class="schedule-list">
          {schedules.map((schedule) => <ScheduleCard key={schedule.id} schedule={schedule} isNamed={notebook === null} changed={reload} edit={() => setEdited(schedule)} />)}
        </ul>
      )}
      {edited !== null && (
        <ScheduleDialog notebook={edited === "new" ? notebook?.id ?? "" : edited.notebook} schedule={edited === "new" ? null : edited} done={reload} close={() => setEdited(null)} />
      )}
    </main>
  );
}
