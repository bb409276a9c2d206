/** A time told from now, kept fresh, with the exact time on hover. */
import {signal} from "@preact/signals";
import {formatAgo, formatExactTime} from "./format.ts";

const refreshMs = 30_000;
const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), refreshMs);

export function Ago({time}: {time: number | string}) {
  const then = typeof time === "number" ? time : Date.parse(time);
  return <time dateTime={new Date(then).toISOString()} title={formatExactTime(then)}>{formatAgo(then, Math.max(now.value, Date.now()))}</time>;
}
