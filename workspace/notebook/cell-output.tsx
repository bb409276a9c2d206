/** What a cell shows above its code: displays, progress, failure, console; the old stays, dimmed, until the new is there, and the page does not jump. */
import {useLayoutEffect, useRef} from "preact/hooks";
import type {CellResult, Display} from "#notebooks";
import {CellErrorView} from "../outputs/cell-error.tsx";
import {ConsoleLines} from "../outputs/console-lines.tsx";
import {DisplayView, displayKey} from "../outputs/displays.tsx";
import {isDimmed} from "./cell-status.ts";
import {RunProgress} from "./run-progress.tsx";
import {useWorkbench} from "./workbench.ts";

const heldMs = 400;

export function CellOutput({id, result}: {id: number; result: CellResult}) {
  const workbench = useWorkbench();
  const kept = useRef<readonly Display[]>([]);
  const isWaiting = result.status === "running" || result.status === "queued";
  if (!(isWaiting && result.displays.length === 0)) kept.current = result.displays;
  const displays = kept.current;
  const host = useHeldHeight(displays);
  const isShown = displays.length > 0 || result.error || result.console.length > 0 || isWaiting;
  if (!isShown) return null;
  return (
    <div ref={host} class={`cell-output${isDimmed(result.status) ? " dimmed" : ""}`} aria-busy={isWaiting}>
      {result.status === "running" && result.startedAt !== null && (
        <RunProgress progress={result.progress} startedAt={result.startedAt} label="Running" stop={() => workbench.session.command({type: "interrupt"})} />
      )}
      {result.status === "failed" && result.error && <CellErrorView error={result.error} cell={id} />}
      {result.status !== "failed" && displays.map((display, index) => <DisplayView key={displayKey(display, index)} display={display} cell={id} index={index} />)}
      <ConsoleLines lines={result.console} omitted={result.consoleOmitted} />
    </div>
  );
}

/** Keeps the height of what was shown until what replaces it is drawn. */
function useHeldHeight(displays: readonly Display[]) {
  const host = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    if (height.current > 0) element.style.minHeight = `${height.current}px`;
    const timer = setTimeout(() => {
      element.style.minHeight = "";
      height.current = element.offsetHeight;
    }, heldMs);
    return () => {
      clearTimeout(timer);
      if (element.isConnected) height.current = element.offsetHeight;
    };
  }, [displays]);
  return host;
}
