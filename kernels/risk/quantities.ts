/** The numbers of a message that matter: latency with its unit, HTTP status, memory and disk in use. */

/** What a line says in numbers; null where it says nothing. */
export interface Quantities {
  /** Milliseconds. */
  readonly latency: number | null;
  /** HTTP status, 100 to 599. */
  readonly status: number | null;
  /** Bytes of memory in use. */
  readonly memory: number | null;
  /** Memory in use as a share of the limit, 0 to 1. */
  readonly memoryShare: number | null;
  /** Disk in use as a share, 0 to 1. */
  readonly diskShare: number | null;
}

const milliseconds: {readonly [unit: string]: number} = {
  ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, msec: 1, msecs: 1, millis: 1, millisecond: 1, milliseconds: 1,
  s: 1000, sec: 1000, secs: 1000, second: 1000, seconds: 1000,
};
const unitBytes: {readonly [unit: string]: number} = {b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};

const duration = /(?<![\w.:/-])(\d+(?:\.\d+)?) ?(ns|us|µs|ms|msecs?|millis|milliseconds?|secs?|seconds?|s)(?![\w/])/g;
const keyedLatency = /\b(?:latency|duration|elapsed|took|response[_-]?time|request[_-]?time|rt)(_?ms|_?us|_?s(?:ec(?:onds)?)?)?["']?\s?[=:]\s?"?(\d+(?:\.\d+)?)(?: ?(ns|us|µs|ms|s)\b)?/i;
/** Programs that write seconds without saying so: nginx's `$request_time` and its kin, always with three decimals; WSGI's `len: 1893 time: 0.2477829`. */
const bareSeconds = /(?:\b(?:request[_-]?time|upstream[_-]response[_-]time|rt|urt)["']?\s?[=:]\s?"?|\blen: \d+ time: )(\d+\.\d{3,9})(?![\d.]| ?(?:ns|us|µs|ms|s)\b)/i;
const notLatency = /(?:pause|gc|timeout of|time ?out|interval|every|sleep(?:ing)?|retry(?:ing)? in|wait(?:ing)?|ttl|delay|uptime|expires? in|age)[ =:a-z]{0,12}$/i;
const requestStatus = /\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+(?: HTTP\/[\d.]+)?"? ([1-5]\d\d)(?!\d)/;
const keyedStatus = /\b(?:status(?:[_ ]?code)?|http|code|returned|responded(?: with)?)["']?[=: ]{1,2}"?([1-5]\d\d)(?![\d.])/i;
const amount = String.raw`(\d+(?:\.\d+)?) ?([KMGT]?)i?B\b`;
const memoryUsed = new RegExp(String.raw`\b(?:heap|mem(?:ory)?|rss|oom)\b[^\d%]{0,24}${amount}(?: ?(?:of|\/|out of) ?${amount})?`, "i");
const memoryPercent = /\b(?:heap|mem(?:ory)?|rss|swap)\b[^\d%]{0,24}(\d+(?:\.\d+)?) ?%/i;
const diskPercent = /\b(?:disk|file ?system|volume|storage|inodes?|partition)\b[^\d%]{0,40}(\d+(?:\.\d+)?) ?%/i;

const share = (percent: string | undefined): number | null => (percent === undefined || Number(percent) > 1000 ? null : Math.min(1, Number(percent) / 100));

function readLatency(message: string): number | null {
  const seconds = bareSeconds.exec(message);
  if (seconds) return Number(seconds[1]) * 1000;
  const keyed = keyedLatency.exec(message);
  if (keyed) {
    const unit = keyed[3] ?? (keyed[1] ?? "ms").replace("_", "").toLowerCase();
    return Number(keyed[2]) * (milliseconds[unit] ?? 1);
  }
  for (const found of message.matchAll(duration)) {
    if (notLatency.test(message.slice(Math.max(0, found.index - 24), found.index))) continue;
    return Number(found[1]) * milliseconds[found[2]!]!;
  }
  return null;
}

const bytes = (value: string, unit: string | undefined): number => Number(value) * unitBytes[(unit || "b").toLowerCase()]!;

const none: Quantities = {latency: null, status: null, memory: null, memoryShare: null, diskShare: null};

/** Reads them out of a message; cheap when the message holds no digit. */
export function readQuantities(message: string): Quantities {
  if (!/\d/.test(message)) return none;
  const hasPercent = message.includes("%");
  const status = (requestStatus.exec(message) ?? keyedStatus.exec(message))?.[1];
  const memory = message.includes("B") || message.includes("b") ? memoryUsed.exec(message) : null;
  const used = memory ? bytes(memory[1]!, memory[2]) : null;
  const limit = memory?.[3] ? bytes(memory[3], memory[4]) : null;
  return {
    latency: readLatency(message),
    status: status === undefined ? null : Number(status),
    memory: used,
    memoryShare: used !== null && limit ? Math.min(1, used / limit) : hasPercent ? share(memoryPercent.exec(message)?.[1]) : null,
    diskShare: hasPercent ? share(diskPercent.exec(message)?.[1]) : null,
  };
}
