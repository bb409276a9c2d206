/** Time that passes while something runs: shown from the first second on, counted on the screen. */
import {useEffect, useState} from "preact/hooks";
import {formatDuration} from "../components/format.ts";

export function Elapsed({since}: {since: number}) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const elapsedMs = now - since;
  if (elapsedMs < 1000) return null;
  return <span class="number">{elapsedMs < 60_000 ? `${Math.floor(elapsedMs / 1000)} s` : formatDuration(elapsedMs)}</span>;
}
