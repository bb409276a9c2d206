/** A log of 1 GB scored as a stream, plain and gzip, and the memory that it takes: `npm run bench:risk -- large` (files are written to the system's temporary folder). */
import {execFile} from "node:child_process";
import {createReadStream, createWriteStream, mkdtempSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {createGzip} from "node:zlib";
import {scoreStream} from "#kernels/risk";
import type {Row} from "./row.ts";

const wantedBytes = Number(process.env.RISK_BYTES ?? 2 ** 30);
/** The heap must do with so much: a tenth of the log. */
const heapMb = 96;

/** Lines of five services over two days, with a failing hour, until there are enough bytes. */
function* makeLines(bytes: number): Generator<string> {
  let state = 11;
  const next = (): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;
  const whole = (below: number): number => Math.floor(next() * below);
  const begin = Date.UTC(2026, 2, 2);
  const services = ["shop", "payments", "stock", "mail", "search"];
  let piece = "";
  for (let written = 0; written < bytes; ) {
    const share = written / bytes;
    const service = services[whole(services.length)]!;
    const fails = next() < (share > 0.6 && share < 0.62 && service === "shop" ? 0.3 : 0.002);
    const text = fails
      ? `ERROR [${service}] request ${whole(1e9)} of client u${whole(1e6)} failed: upstream ${whole(40)} closed the connection`
      : `INFO [${service}] GET /${["cart", "item", "search", "login"][whole(4)]}/${whole(1e6)} for client u${whole(1e6)} ${200 + whole(2)} ${18 + whole(200)}ms`;
    const line = `${new Date(begin + share * 2 * 86_400_000).toISOString()} ${text}\n`;
    written += line.length;
    piece += line;
    if (piece.length < 1 << 18) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

interface Measured {
  readonly seconds: number;
  readonly residentMb: number;
  readonly lines: number;
  readonly score: number;
}

/** In a process of its own, whose heap is limited and whose memory is its alone. */
async function measure(path: string): Promise<Measured> {
  const {stdout} = await promisify(execFile)(process.execPath, [`--max-old-space-size=${heapMb}`, fileURLToPath(import.meta.url), "score", path]);
  return JSON.parse(stdout) as Measured;
}

export async function largeRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "risk-large-"));
  try {
    const [plain, compressed] = [join(folder, "large.log"), join(folder, "large.log.gz")];
    await pipeline(Readable.from(makeLines(wantedBytes)), createWriteStream(plain));
    await pipeline(createReadStream(plain), createGzip({level: 1}), createWriteStream(compressed));
    const rows: Row[] = [];
    for (const path of [plain, compressed]) {
      const {seconds, residentMb, lines, score} = await measure(path);
      const size = (statSync(path).size / 2 ** 20).toFixed(0);
      rows.push({
        name: `log of ${(lines / 1e6).toFixed(1)}M lines, ${(wantedBytes / 2 ** 30).toFixed(2)} GiB${path.endsWith(".gz") ? ` (${size} MiB of gzip)` : ""}, scored in a heap of ${heapMb} MB`,
        measured: `${seconds.toFixed(0)} s, ${Math.round(lines / seconds / 1000)}K lines a second; process at most ${residentMb.toFixed(0)} MB; greatest score ${score.toFixed(0)}`,
        target: "bounded memory",
        ratio: null,
        reached: true,
      });
    }
    return rows;
  } finally {
    rmSync(folder, {recursive: true});
  }
}

if (process.argv[2] === "score") {
  const before = performance.now();
  const {lines, windows} = await scoreStream(createReadStream(process.argv[3]!));
  const score = Math.max(...windows.map((window) => window.score));
  console.log(JSON.stringify({seconds: (performance.now() - before) / 1000, residentMb: process.resourceUsage().maxRSS / 1024, lines, score} satisfies Measured));
}
