/** The line at the bottom: the kernel, the cells, the root, and whether somebody ran it again and got the same. */
import {Ago} from "../components/ago.tsx";
import {Digest} from "../components/digest.tsx";
import {formatPlural} from "../components/format.ts";
import {Icon, type IconName} from "../components/icon.tsx";
import {useWorkbench} from "./workbench.ts";
import type {KernelState} from "#notebooks";

const kernels: {readonly [status in KernelState["status"]]: readonly [IconName, string]} = {
  sleeping: ["disabled", "asleep"],
  starting: ["running", "starting"],
  idle: ["done", "idle"],
  busy: ["running", "busy"],
  lost: ["alert", "lost, starting again"],
};

export function StatusBar() {
  const workbench = useWorkbench();
  const state = workbench.session.state.value;
  if (!state) return null;
  const {kernel, notebook, proof} = state;
  const [icon, word] = kernels[kernel.status];
  const results = notebook.cells.map(({id}) => state.cells[id]?.result.status);
  const count = (status: string) => results.filter((found) => found === status).length;
  const failed = count("failed");
  const stale = count("stale");
  const problems = workbench.problems.value.filter(({severity}) => severity === "error").length;
  return (
    <footer class="status-bar" aria-label="State of the notebook">
      <span class={`status-item kernel ${kernel.status}`} title={kernel.message ?? "The process that runs the cells"}>
        <Icon name={icon} size={13} class={icon === "running" ? "spinner" : undefined} /> <span><span class="wide">kernel </span>{word}</span>
      </span>
      <span class="status-item number wide">{formatPlural(notebook.cells.length, "cell")}</span>
      {failed > 0 && <span class="status-item error number">{failed} failed</span>}
      {stale > 0 && <button type="button" class="status-item" onClick={() => workbench.run("stale")} title="Run what is stale">{stale} stale</button>}
      {problems > 0 && failed === 0 && <button type="button" class="status-item error" onClick={() => (workbench.rail.value = "problems")}>{formatPlural(problems, "problem")}</button>}
      <span class="spacer" />
      <nav class="status-sheets" aria-label="Sheets">
        <button type="button" class="icon-button" aria-label="Outline, variables, data, problems" onClick={() => (workbench.rail.value = "outline")}><Icon name="list" /></button>
        <button type="button" class="icon-button" aria-label="Every action" onClick={() => (workbench.dialog.value = "palette")}><Icon name="command" /></button>
      </nav>
      {proof.root !== null && <span class="status-item root" title="The root: one digest of the source, the inputs, the data and every result"><span class="wide">root</span> <Digest digest={proof.root} label="Root" /></span>}
      <VerifyState />
    </footer>
  );
}

function VerifyState() {
  const workbench = useWorkbench();
  const proof = workbench.session.state.value?.proof;
  const verification = workbench.verification.value;
  if (verification?.status === "running") {
    return <button type="button" class="status-item verify" onClick={() => (workbench.isVerifyOpen.value = true)}><Icon name="running" size={13} class="spinner" /> verifying…</button>;
  }
  if (proof?.verified) {
    const {same, verifiedAt} = proof.verified;
    return (
      <button type="button" class={`status-item verify ${same ? "ok" : "error"}`} onClick={() => (workbench.isVerifyOpen.value = true)}>
        <Icon name={same ? "shield-check" : "alert"} size={14} /> <span>{same ? "verified" : "differs"} <Ago time={verifiedAt} /></span>
      </button>
    );
  }
  return (
    <button type="button" class="status-item verify" disabled={!proof?.root} title={proof?.root ? "Run it again in a fresh kernel and compare every digest" : "Every cell must have settled first"} onClick={() => void workbench.verify()}>
      <Icon name="shield" size={14} /> Verify
    </button>
  );
}
