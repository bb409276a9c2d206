/**
 * The risk of windows of a log: a score from 0 to 100, the label that fits, the contributions that add up to it, and the templates and lines that speak for it.
 *
 * Method: each window is compared with what is usual for its service (order statistics over the windows), every cause gives evidence e ≥ 0 (see `evidence.ts`), and
 * the score is 100·(1 − exp(−Σe)), shared out in proportion to e. A window of all services takes, cause by cause, the strongest of its services and of the whole.
 * Assumes that less than half of the windows are incidents. Least n: 7 windows for traffic, 4 for levels of memory and disk.
 */
import {type LogPieces, splitLines} from "./log-pieces.ts";
import {LogScorer} from "./log-scorer.ts";
import type {RiskScores, ScoreOptions} from "./score-types.ts";
import {countRows, isColumns, type LogColumns, toRecords} from "./table-rows.ts";

const linesPerReport = 10_000;

function toLines(given: readonly string[] | readonly object[] | LogColumns | string): {readonly lines: Iterable<unknown>; readonly count: number} {
  if (typeof given === "string") {
    const lines = given.split(/\r?\n/);
    if (lines[lines.length - 1] === "") lines.pop();
    return {lines, count: lines.length};
  }
  if (Array.isArray(given)) return {lines: given, count: given.length};
  if (!isColumns(given)) throw new TypeError("score takes an array of lines or records, a table, or one text");
  return {lines: toRecords(given), count: countRows(given)};
}

/** Scores a log: an array of lines or of records with the fields of a JSON line, a table of such records by its columns, or one text of many lines. */
export function score(log: readonly string[] | readonly object[] | LogColumns | string, options: ScoreOptions = {}): RiskScores {
  const scorer = new LogScorer(options);
  const {lines, count} = toLines(log);
  let at = 0;
  for (const line of lines) {
    if (typeof line !== "string" && (line === null || typeof line !== "object")) throw new TypeError(`a line is a text or a record, got ${String(line)} at ${at}`);
    if (at % linesPerReport === 0) options.onProgress?.(at / count, `${at.toLocaleString("en")} of ${count.toLocaleString("en")} lines`);
    scorer.add(line);
    at += 1;
  }
  return scorer.finish();
}

/**
 * The same for a log that does not fit in memory: pieces of text or UTF-8 bytes one after the other, gzip or plain (`createReadStream(path)` of Node gives such).
 * Memory grows with the number of windows and templates, not of lines. Throws an Error for a gzip log that is damaged or cut off.
 */
export async function scoreStream(pieces: LogPieces, options: ScoreOptions = {}): Promise<RiskScores> {
  const scorer = new LogScorer(options);
  let [count, reported] = [0, 0];
  for await (const lines of splitLines(pieces)) {
    for (const line of lines) scorer.add(line);
    count += lines.length;
    if (count - reported < linesPerReport) continue;
    reported = count;
    options.onProgress?.(null, `${count.toLocaleString("en")} lines`);
  }
  return scorer.finish();
}
