/** Making a schedule, or changing one: when, with what, and what follows. */
import {useState} from "preact/hooks";
import {defaultScheduleSettings} from "#notebooks";
import type {Schedule, ScheduleSettings} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Dialog} from "../components/dialog.tsx";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {CronField, ownTimeZone} from "./cron-field.tsx";
import {parseParameters, toText} from "./parameter-text.ts";
import {SourceFields} from "./source-fields.tsx";

interface ScheduleDialogProps {
  readonly notebook: string;
  /** Null makes one. */
  readonly schedule: Schedule | null;
  readonly done: () => void;
  readonly close: () => void;
}

type Draft = Omit<ScheduleSettings, "parameters"> & {readonly parameters: string};

function toDraft(schedule: Schedule | null): Draft {
  if (!schedule) return {...defaultScheduleSettings, cron: "0 6 * * *", timeZone: ownTimeZone(), parameters: ""};
  const {cron, timeZone, parameters, startsAt, endsAt, retries, retryDelaySeconds, timeLimitSeconds, pauseAfterFailures, publishes, sources, notify} = schedule;
  return {cron, timeZone, startsAt, endsAt, retries, retryDelaySeconds, timeLimitSeconds, pauseAfterFailures, publishes, sources, notify, parameters: toText(parameters)};
}

export function ScheduleDialog({notebook, schedule, done, close}: ScheduleDialogProps) {
  const [draft, setDraft] = useState(() => toDraft(schedule));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const change = (changes: Partial<Draft>) => setDraft((before) => ({...before, ...changes}));
  const notify = (changes: Partial<ScheduleSettings["notify"]>) => change({notify: {...draft.notify, ...changes}});

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const settings = {...draft, parameters: parseParameters(draft.parameters)};
      if (schedule) await resources.changeSchedule(schedule.id, settings);
      else await resources.makeSchedule({...settings, notebook});
      showToast(schedule ? "The schedule is changed" : "The schedule is made");
      done();
      close();
    } catch (error) {
      setFault(error instanceof RangeError ? error.message : describeError(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={schedule ? "Change the schedule" : "New schedule"} class="schedule-dialog" onClose={close}>
      <form class="schedule-form" onSubmit={(event) => void submit(event)}>
        <div class="dialog-body">
          <CronField when={draft} change={change} />
          <div class="field-row">
            <Moment label="Not before" value={draft.startsAt} change={(startsAt) => change({startsAt})} />
            <Moment label="Not after" value={draft.endsAt} change={(endsAt) => change({endsAt})} />
          </div>
          <label class="field">
            Parameters
            <textarea class="input" rows={2} spellcheck={false} placeholder={"days = 30"} value={draft.parameters} onInput={(event) => change({parameters: event.currentTarget.value})} />
            <span class="hint">One a line, name = value: values for the notebook's inputs by the name that views them.</span>
          </label>
          <SourceFields sources={draft.sources} change={(sources) => change({sources})} />
          <fieldset>
            <legend>Afterwards</legend>
            <Choice label="Tell me when it fails" hint="After all attempts, in the app." checked={draft.notify.onFailure} change={(onFailure) => notify({onFailure})} />
            <Choice label="Tell me when its result changed" hint="With what changed since the time before." checked={draft.notify.onChange} change={(onChange) => notify({onChange})} />
            <Choice label="Renew the published page when it succeeds" hint="For the readers that it has. Publish the notebook once by hand first." checked={draft.publishes} change={(publishes) => change({publishes})} />
            <label class="field">
              Web hook
              <input class="input" type="url" maxLength={2000} placeholder="https://example.org/hooks/recto" value={draft.notify.webHook ?? ""} onInput={(event) => notify({webHook: event.currentTarget.value.trim() || null})} />
              <span class="hint">Gets a signed message of what you are told.</span>
            </label>
          </fieldset>
          <details class="schedule-limits">
            <summary>When it fails</summary>
            <div class="field-row">
              <Amount label="Attempts after the first" value={draft.retries} least={0} most={10} change={(retries) => change({retries})} />
              <Amount label="Seconds before the second" value={draft.retryDelaySeconds} least={1} most={3600} change={(retryDelaySeconds) => change({retryDelaySeconds})} />
            </div>
            <div class="field-row">
              <Amount label="Time limit in seconds" value={draft.timeLimitSeconds} least={1} most={86_400} change={(timeLimitSeconds) => change({timeLimitSeconds})} />
              <Amount label="Pauses itself after failures in a row" value={draft.pauseAfterFailures} least={1} most={100} change={(pauseAfterFailures) => change({pauseAfterFailures})} />
            </div>
          </details>
          {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
        </div>
        <div class="dialog-foot">
          <button type="button" class="button" onClick={close}>Cancel</button>
          <button type="submit" class="button primary" disabled={busy}>{schedule ? "Change it" : "Make the schedule"}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice({label, hint, checked, change}: {label: string; hint: string; checked: boolean; change: (checked: boolean) => void}) {
  return <label class="choice"><input type="checkbox" checked={checked} onChange={(event) => change(event.currentTarget.checked)} /><span>{label}<span class="hint">{hint}</span></span></label>;
}

function Amount({label, value, least, most, change}: {label: string; value: number; least: number; most: number; change: (value: number) => void}) {
  return <label class="field">{label}<input class="input" type="number" required min={least} max={most} step={1} value={value} onInput={(event) => change(event.currentTarget.valueAsNumber)} /></label>;
}

/** A moment in the browser's own time. */
function Moment({label, value, change}: {label: string; value: number | null; change: (value: number | null) => void}) {
  const shown = value === null ? "" : new Date(value - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <label class="field">
      {label}
      <input class="input" type="datetime-local" value={shown} onChange={(event) => change(event.currentTarget.value === "" ? null : new Date(event.currentTarget.value).getTime())} />
    </label>
  );
}
