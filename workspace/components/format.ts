/** Numbers, sizes, times and digests as a person reads them on screen. */

const sizeUnits = ["B", "kB", "MB", "GB"];

export function formatSize(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 1000 && unit < sizeUnits.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${sizeUnits[unit]}`;
}

export function formatDuration(durationMs: number): string {
  if (durationMs < 1) return "<1 ms";
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** How long ago, in words, such as `2 min ago`; the exact time belongs in a title beside it. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds < 45) return "just now";
  const minutes = seconds / 60;
  if (minutes < 60) return `${Math.max(1, Math.round(minutes))} min ago`;
  const hours = minutes / 60;
  if (hours < 24) return `${Math.round(hours)} h ago`;
  const days = Math.round(hours / 24);
  if (days === 1) return "yesterday";
  if (days < 14) return `${days} days ago`;
  return new Date(then).toLocaleDateString(undefined, {day: "numeric", month: "short", year: "numeric"});
}

export function formatExactTime(then: number): string {
  return new Date(then).toLocaleString(undefined, {dateStyle: "full", timeStyle: "medium"});
}

export function formatCount(count: number): string {
  return count.toLocaleString();
}

/** `1 row`, `2 rows`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function shortDigest(digest: string): string {
  return digest.slice(0, 8);
}

/** A number in few characters, for axes and summaries. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return value.toLocaleString();
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3)) return value.toExponential(2).replace("e+", "e");
  return value.toLocaleString(undefined, {maximumSignificantDigits: 5});
}
