/** The options and results of scoring. */
import type {Label} from "./evidence.ts";
import type {LearnedState} from "./learn.ts";
import type {LogTemplate} from "./mine.ts";
import type {PatternChange} from "./pattern-changes.ts";

export interface ScoreOptions {
  /** The length of a window of time (`"5m"`, `"1h"`, milliseconds; default 5 minutes), or of a window of lines, which may overlap by a smaller step. */
  readonly window?: string | number | {readonly lines: number; readonly step?: number};
  /** Scores each service as well (default), no service (null), or each sequence of lines that share a key, found by a regular expression in the line. */
  readonly by?: "service" | null | {readonly pattern: string};
  /** Which windows tell what is usual: all of them (default), or those that begin in a span (milliseconds since 1970 or texts of dates). */
  readonly baseline?: {readonly from?: number | string; readonly until?: number | string};
  /** The year of times that are written without one. Default 2000. */
  readonly year?: number;
  /** What `learn` gave. */
  readonly learned?: LearnedState;
  /** Told how far reading is, from 0 to 1; null for a stream, whose length is not known. */
  readonly onProgress?: (share: number | null, text: string) => void;
  /** Taken so that a run may hand it to every analysis; scoring draws nothing at random. */
  readonly seed?: number;
}

export interface Contribution {
  readonly label: Label;
  /** The service that it was found in; null when in all lines together. */
  readonly service: string | null;
  /** Points of the score; the points of a window add up to its score. */
  readonly points: number;
  readonly text: string;
}

export interface RiskWindow {
  /** Milliseconds since 1970; null where lines have no time. */
  readonly start: number | null;
  readonly end: number | null;
  /** The number of the window's first line; -1 for windows of time. */
  readonly firstLine: number;
  /** The key of a sequence; null for other windows. */
  readonly key: string | null;
  /** Null: all services together. */
  readonly service: string | null;
  /** 0 (quiet) to 100; divided by 100, the probability of an incident. */
  readonly score: number;
  /** The cause with most points, when the score is at least 25; memory, disk, log-ins and dependencies before the failures and slowness that they explain. */
  readonly label: Label | null;
  readonly contributions: readonly Contribution[];
  readonly lines: number;
  readonly failures: number;
  /** Lines that tell a status or a latency, and those of them that failed: a status of 500 and above, or a line of failure. */
  readonly requests: number;
  readonly failedRequests: number;
  /** Latency in milliseconds; null where lines tell none. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Whether a release or restart was logged. */
  readonly deploy: boolean;
  /** The templates that speak for the score, the strongest first, by their index in `templates`. */
  readonly templates: readonly number[];
  /** Up to three lines of trouble, as they were. */
  readonly examples: readonly string[];
}

export interface RiskScores {
  /** All services together, in the order of time (or of lines, or of a key's first line). */
  readonly windows: readonly RiskWindow[];
  /** Each service on its own, by name and time. */
  readonly services: readonly RiskWindow[];
  readonly templates: readonly LogTemplate[];
  /** Templates that came or went while the log went on; none for windows of lines or of a key. */
  readonly changes: readonly PatternChange[];
  readonly lines: number;
  /** Lines without a time; they belong to the window of the line before. */
  readonly unparsed: number;
}
