/** Verifying: what it does while it runs, then each cell with its mark, and the first difference in words. */
import type {VerifyReport} from "#notebooks";
import {Ago} from "../components/ago.tsx";
import {Digest} from "../components/digest.tsx";
import {formatDuration} from "../components/format.ts";
import {Icon} from "../components/icon.tsx";
import {Elapsed} from "./elapsed.tsx";
import {useWorkbench} from "./workbench.ts";

export function VerifyPanel() {
  const workbench = useWorkbench();
  if (!workbench.isVerifyOpen.value) return null;
  const verification = workbench.verification.value;
  const stored = workbench.session.state.value?.proof.verified ?? null;
  const report = verification?.status === "done" ? verification.report : verification === null ? stored : null;
  const close = () => (workbench.isVerifyOpen.value = false);
  return (
    <aside class="panel verify-panel" aria-label="Verify" onKeyDown={(event) => event.key === "Escape" && close()}>
      <div class="panel-head">
        <h2>Verify</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}><Icon name="close" /></button>
      </div>
      <div class="panel-body" tabIndex={0} role="region" aria-label="What verifying found">
        {verification?.status === "running" && (
          <div class="verify-running" role="status">
            <p>Running it again in a fresh kernel, without stored values, and comparing every digest.</p>
            <Bar share={verification.progress?.share ?? null} />
            <p class="quiet">{verification.progress?.text ?? "Starting"} <Elapsed since={verification.startedAt} /></p>
          </div>
        )}
        {verification?.status === "failed" && (
          <p class="notice error" role="alert"><Icon name="alert" /><span>It could not be verified: {verification.message}. <button type="button" class="link" onClick={() => void workbench.verify()}>Try again</button></span></p>
        )}
        {report && <Report report={report} />}
      </div>
    </aside>
  );
}

function Bar({share}: {share: number | null}) {
  const percent = share === null ? undefined : Math.round(share * 100);
  return (
    <div class={`progress${share === null ? " unknown" : ""}`} role="progressbar" aria-label="Verifying" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <i style={percent === undefined ? undefined : {width: `${percent}%`}} />
    </div>
  );
}

function Report({report}: {report: VerifyReport}) {
  const workbench = useWorkbench();
  const {same, cells, firstDifference, expectedRoot, actualRoot, kernel, durationMs, verifiedAt} = report;
  const titleOf = (id: number) => {
    const names = workbench.session.state.value?.cells[id]?.analysis.gives ?? [];
    const source = workbench.cell(id)?.source.split("\n").find((line) => line.trim() !== "") ?? "";
    return names.length > 0 ? names.join(", ") : source.replace(/^[\s#]+/, "").slice(0, 60) || `cell ${id}`;
  };
  return (
    <>
      <div class={`verdict ${same ? "ok" : "error"}`} role="status">
        <Icon name={same ? "shield-check" : "alert"} size={22} />
        <div>
          <strong>{same ? "The same, cell by cell" : "Not the same"}</strong>
          <p class="quiet"><Ago time={verifiedAt} />, in {formatDuration(durationMs)}, by kernel {kernel.version} on {kernel.engine}</p>
        </div>
      </div>
      {firstDifference && (
        <div class="first-difference">
          <p><strong>The first difference</strong> ({firstDifference.cause})</p>
          <p>{firstDifference.message}</p>
          {firstDifference.cell !== null && <button type="button" class="link" onClick={() => workbench.focusCell(firstDifference.cell!)}>Go to the cell</button>}
        </div>
      )}
      <dl class="roots">
        <dt>Root</dt><dd><Digest digest={expectedRoot} label="Expected root" /></dd>
        {!same && <><dt>Now</dt><dd><Digest digest={actualRoot} label="Root found" /></dd></>}
      </dl>
      <ol class="verified-cells">
        {cells.map(({id, same: isSame, status, cause, message}) => (
          <li key={id} class={isSame ? (status === "done" ? "ok" : "quiet") : "error"}>
            <Icon name={!isSame || status === "failed" ? "failed" : status === "blocked" ? "blocked" : "done"} size={15} />
            <button type="button" onClick={() => workbench.focusCell(id)}><code>{titleOf(id)}</code></button>
            <span class="quiet">{isSame ? (status === "done" ? "same" : `${status}, the same`) : (cause ?? "differs")}</span>
            {message && <p>{message}</p>}
          </li>
        ))}
      </ol>
      <button type="button" class="button" onClick={() => void workbench.verify()}>Verify again</button>
    </>
  );
}
