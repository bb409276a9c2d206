/**
 * The risk of windows of a log: a score from 0 to 100, the label that fits, the contributions that add up to it, and the templates and lines that speak for it.
 *
 * Method: each window is compared with what is usual for its service (order statistics over the windows), every cause gives evidence e ≥ 0 (see `evidence.ts`), and
 * the score is 100·(1 − exp(−Σe)), shared out in proportion to e. A window of all services takes, cause by cause, the strongest of its services and of the whole.
 * Assumes that less than half of the windows are incidents. Least n: 7 windows for traffic, 4 for levels of memory and disk.
 */
import {LogScorer} from "./log-scorer.ts";
import type {RiskScores, ScoreOptions} from "./score-types.ts";

const linesPerReport = 10_000;

/** Scores a log: an array of lines or of records with the fields of a JSON line, or one text of many lines. */
export function score(lines: readonly string[] | readonly object[] | string, options: ScoreOptions = {}): RiskScores {
  const scorer = new LogScorer(options);
  const all = typeof lines === "string" ? lines.split(/\r?\n/) : lines;
  if (!Array.isArray(all)) throw new TypeError("score takes an array of lines or records, or one text");
  if (typeof lines === "string" && all[all.length - 1] === "") all.pop();
  (all as readonly (string | object)[]).forEach((line, i) => {
    if (i % linesPerReport === 0) options.onProgress?.(i / all.length, `${i.toLocaleString("en")} of ${all.length.toLocaleString("en")} lines`);
    scorer.add(line);
  });
  return scorer.finish();
}

/** The same for a log that does not fit in memory: lines or pieces of text or UTF-8 bytes, one after the other. */
export async function scoreStream(pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>, options: ScoreOptions = {}): Promise<RiskScores> {
  const scorer = new LogScorer(options);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const parts = (rest + (typeof piece === "string" ? piece : decoder.decode(piece, {stream: true}))).split("\n");
    rest = parts.pop()!;
    for (const part of parts) scorer.add(part.endsWith("\r") ? part.slice(0, -1) : part);
  }
  rest += decoder.decode();
  if (rest !== "") scorer.add(rest);
  return scorer.finish();
}
