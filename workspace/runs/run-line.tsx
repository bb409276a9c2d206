/** One run in the history: what became of it, when, by whom, and what can be done with it. */
import {useState} from "preact/hooks";
import type {RunSummary} from "#notebooks";
import {Ago} from "../components/ago.tsx";
import {formatDuration, shortDigest} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {navigate} from "../routes.ts";
import {deleteRun, nameRun, restoreRun} from "./run-actions.ts";
import {describeCells, describeParameters, describeStarter, nameOf, RunSign} from "./run-words.tsx";

interface RunLineProps {
  readonly run: RunSummary;
  /** The run that came before it, to compare with. */
  readonly before: RunSummary | null;
  readonly isChosen: boolean;
  readonly choose: (isChosen: boolean) => void;
  readonly changed: () => void;
}

export function RunLine({run, before, isChosen, choose, changed}: RunLineProps) {
  const [isNaming, setNaming] = useState(false);
  const parameters = describeParameters(run);
  const canCompare = run.root !== null || run.status === "failed";

  return (
    <li class="run-line">
      <input type="checkbox" aria-label={`Compare the run of ${nameOf(run)}`} checked={isChosen} disabled={!canCompare} onChange={(event) => choose(event.currentTarget.checked)} />
      {isNaming ? (
        <NameField run={run} done={() => { setNaming(false); changed(); }} cancel={() => setNaming(false)} />
      ) : (
        <a class="run-link" href={`/runs/${run.id}`}>
          <span class="run-what">
            <RunSign run={run} />
            {run.name !== null && <strong class="run-name">{run.name}</strong>}
            <span class="quiet run-detail">{run.message ?? describeCells(run)}</span>
          </span>
          <span class="quiet run-parameters" title={parameters}>{parameters}</span>
          <span class="quiet run-by">{describeStarter(run)}</span>
          <span class="quiet number run-compute" title="Computing time of the cells">{run.status === "started" ? "" : formatDuration(run.computeMs)}</span>
          <span class="digest" title={run.root ? `Root ${run.root}` : undefined}>{run.root ? shortDigest(run.root) : ""}</span>
          <span class="quiet number run-time"><Ago time={run.startedAt} /></span>
        </a>
      )}
      <MenuButton
        label={`Actions for the run of ${nameOf(run)}`}
        align="end"
        items={() => (
          <>
            <MenuItem icon={<Icon name="eye" />} href={`/runs/${run.id}`}>Open as it was</MenuItem>
            {before && canCompare && <MenuItem icon={<Icon name="sort" />} onSelect={() => navigate(`/runs/${before.id}/comparison/${run.id}`)}>Compare with the one before</MenuItem>}
            <MenuItem icon={<Icon name="edited" />} onSelect={() => setNaming(true)}>{run.name === null ? "Name this version" : "Name it differently"}</MenuItem>
            {run.name !== null && <MenuItem onSelect={() => void nameRun(run, null, changed)}>Take the name away</MenuItem>}
            {run.notebook !== null && <MenuItem icon={<Icon name="restart" />} onSelect={() => void restoreRun(run)}>Restore this version</MenuItem>}
            <hr />
            <MenuItem danger icon={<Icon name="trash" />} onSelect={() => void deleteRun(run, changed)}>{run.status === "started" ? "Stop and delete" : "Delete"}</MenuItem>
          </>
        )}
      >
        <Icon name="more" />
      </MenuButton>
    </li>
  );
}

function NameField({run, done, cancel}: {run: RunSummary; done: () => void; cancel: () => void}) {
  function keep(typed: string) {
    const name = typed.trim();
    if (name === "" || name === run.name) return cancel();
    void nameRun(run, name, done);
  }
  return (
    <input
      class="input compact run-name-field"
      aria-label="Name of the version"
      placeholder="Such as: sent to the board"
      autoFocus
      maxLength={200}
      defaultValue={run.name ?? ""}
      onBlur={(event) => keep(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") {
          event.currentTarget.value = "";
          cancel();
        }
      }}
    />
  );
}
