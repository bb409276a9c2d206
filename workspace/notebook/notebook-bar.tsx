/** The bar at the top of a notebook: where it is, its title, whether it is saved, running it, and everything else in a menu. */
import {useSignalEffect} from "@preact/signals";
import {useRef} from "preact/hooks";
import {addresses} from "../api/resources.ts";
import {Icon, Mark} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {ThemeItems} from "../components/top-bar.tsx";
import {actions} from "./actions.ts";
import {ConnectionSign} from "./connection-sign.tsx";
import {isMac, showKeys} from "./keys.ts";
import {useWorkbench} from "./workbench.ts";

export function NotebookBar() {
  const workbench = useWorkbench();
  const {session} = workbench;
  const kernel = session.state.value?.kernel.status;
  const canEdit = !session.readOnly.value;
  const isRailOpen = workbench.rail.value !== null;
  return (
    <header class="top-bar notebook-bar">
      <a class="wordmark" href="/" aria-label="Recto, home"><Mark /><span>Recto</span></a>
      <button type="button" class="icon-button rail-button" aria-label={isRailOpen ? "Fold the rail" : "Open the rail"} title="Outline, variables, data, problems" aria-pressed={isRailOpen} onClick={() => (workbench.rail.value = isRailOpen ? null : "outline")}><Icon name="rail" /></button>
      <Title />
      <ConnectionSign />
      <span class="spacer" />
      <button type="button" class="button run-all" onClick={() => workbench.run("all")} title={`Run all (${showKeys("Mod-Shift-Enter", isMac)})`}><Icon name="play-all" /> <span>Run all</span></button>
      <button type="button" class="icon-button" aria-label="Interrupt" title="Interrupt" disabled={kernel !== "busy"} onClick={() => session.command({type: "interrupt"})}><Icon name="stop" /></button>
      {canEdit && <button type="button" class="button publish-button" aria-label="Publish" onClick={() => (workbench.dialog.value = "publish")}><Icon name="share" /> <span>Publish</span></button>}
      <button type="button" class="icon-button palette-button" aria-label="Every action" title={`Every action (${showKeys("Mod-k", isMac)})`} onClick={() => (workbench.dialog.value = "palette")}><Icon name="command" /></button>
      <MenuButton label="The notebook" align="end" items={() => <NotebookMenu canEdit={canEdit} />}><Icon name="more" /></MenuButton>
    </header>
  );
}

function Title() {
  const workbench = useWorkbench();
  const input = useRef<HTMLInputElement>(null);
  const title = workbench.session.notebook.value?.title ?? "";
  useSignalEffect(() => {
    const present = workbench.session.notebook.value?.title ?? "";
    document.title = `${present || "Untitled"} · Recto`;
    if (input.current && document.activeElement !== input.current) input.current.value = present;
  });
  function save() {
    const typed = input.current?.value.trim() ?? "";
    if (typed !== workbench.state.notebook.title) workbench.edit({type: "set-title", title: typed});
  }
  return (
    <div class="title-holder" data-title={title || "Untitled"}>
      <input
        ref={input}
        id="notebook-title"
        class="notebook-title-input"
        aria-label="Title"
        size={1}
        placeholder="Untitled"
        defaultValue={title}
        readOnly={workbench.session.readOnly.value}
        maxLength={300}
        onInput={(event) => (event.currentTarget.parentElement!.dataset["title"] = event.currentTarget.value || "Untitled")}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            event.currentTarget.value = workbench.state.notebook.title;
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}

function NotebookMenu({canEdit}: {canEdit: boolean}) {
  const workbench = useWorkbench();
  const runMode = workbench.session.notebook.value?.runMode;
  const act = (title: string) => () => actions.find((action) => action.title === title)?.run(workbench);
  return (
    <>
      <div class="menu-heading">Cells run</div>
      <MenuItem checked={runMode === "automatic"} disabled={!canEdit} onSelect={() => workbench.edit({type: "set-run-mode", runMode: "automatic"})}>when what they read changes</MenuItem>
      <MenuItem checked={runMode === "manual"} disabled={!canEdit} onSelect={() => workbench.edit({type: "set-run-mode", runMode: "manual"})}>only when asked</MenuItem>
      <hr />
      <MenuItem icon={<Icon name="stale" />} onSelect={act("Run what is stale")}>Run what is stale</MenuItem>
      <MenuItem icon={<Icon name="restart" />} onSelect={act("Restart the kernel and run everything afresh")}>Restart and run afresh</MenuItem>
      <MenuItem icon={<Icon name="shield" />} onSelect={act("Verify")} keys="V">Verify</MenuItem>
      <MenuItem icon={<Icon name="queued" />} onSelect={act("History")}>History</MenuItem>
      <MenuItem icon={<Icon name="bell" />} onSelect={act("Schedules")}>Schedules</MenuItem>
      <hr />
      <MenuItem icon={<Icon name="download" />} download href={addresses.notebookFile(workbench.notebook, {record: false, data: false})}>Download</MenuItem>
      <MenuItem icon={<Icon name="download" />} download href={addresses.notebookFile(workbench.notebook, {record: true, data: false})}>Download with record</MenuItem>
      <MenuItem icon={<Icon name="download" />} download href={addresses.notebookFile(workbench.notebook, {record: true, data: true})}>Download with record and data</MenuItem>
      <MenuItem icon={<Icon name="download" />} download href={addresses.notebookForJupyter(workbench.notebook)}>Download for Jupyter</MenuItem>
      <MenuItem icon={<Icon name="table" />} onSelect={act("Results as files")}>Results as files…</MenuItem>
      <MenuItem icon={<Icon name="copy" />} onSelect={act("Make a copy")}>Make a copy</MenuItem>
      <hr />
      <div class="menu-heading">Theme</div>
      <ThemeItems />
      <hr />
      <MenuItem icon={<Icon name="help" />} onSelect={act("The keys")} keys="?">The keys</MenuItem>
      {canEdit && <MenuItem danger icon={<Icon name="trash" />} onSelect={act("Delete the notebook")}>Delete the notebook</MenuItem>}
    </>
  );
}
