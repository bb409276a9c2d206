/** How far a running cell is: a bar after the first second, with an estimate and a way to stop after ten. */
import {useEffect, useState} from "preact/hooks";
import type {Progress} from "#notebooks";

const shownAfterMs = 700;
const estimatedAfterMs = 5_000;
const stoppableAfterMs = 10_000;

export function RunProgress({progress, startedAt, stop, label}: {progress: Progress | null; startedAt: number; stop: () => void; label: string}) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const elapsedMs = now - startedAt;
  if (elapsedMs < shownAfterMs) return null;
  const share = progress?.share ?? null;
  const percent = share === null ? undefined : Math.round(share * 100);
  const left = estimateLeft(share, elapsedMs);
  return (
    <div class="run-progress">
      <div class={`progress${share === null ? " unknown" : ""}`} role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
        <i style={percent === undefined ? undefined : {width: `${percent}%`}} />
      </div>
      <p class="quiet">
        <span>{progress?.text || label}</span>
        {percent !== undefined && <span class="number">{percent}%</span>}
        {left !== null && <span>about {formatWait(left)} left</span>}
        {elapsedMs > stoppableAfterMs && <button type="button" class="link" onClick={stop}>Interrupt</button>}
      </p>
    </div>
  );
}

/** Milliseconds left at the pace so far; null while it cannot be told. */
export function estimateLeft(share: number | null, elapsedMs: number): number | null {
  if (share === null || share < 0.02 || share >= 1 || elapsedMs < estimatedAfterMs) return null;
  return Math.max(1000, Math.round(((elapsedMs / share) * (1 - share)) / 1000) * 1000);
}

/** A wait in whole seconds or minutes: more would not be true. */
function formatWait(waitMs: number): string {
  const seconds = Math.round(waitMs / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
