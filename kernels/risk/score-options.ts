/** Refuses options of scoring that are not known or not in their range. */
import {toMilliseconds} from "./duration.ts";
import {checkLearned} from "./learn.ts";
import type {ScoreOptions} from "./score-types.ts";

const known = new Set(["window", "by", "baseline", "year", "learned", "onProgress", "seed"]);

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isInteger(value) && value >= 1;

/** Throws a TypeError for an unknown option and a RangeError for a value out of range. */
export function checkScoreOptions(options: ScoreOptions): void {
  if (options === null || typeof options !== "object") throw new TypeError(`the options of score are an object, got ${String(options)}`);
  for (const name of Object.keys(options)) if (!known.has(name)) throw new TypeError(`score has no option ${name}; there is ${[...known].filter((other) => other !== "onProgress").join(", ")}`);
  const {window = "5m", by = "service", baseline, year, learned, onProgress, seed} = options;
  if (window !== null && typeof window === "object") {
    const {lines, step = lines} = window;
    if (!isCount(lines) || !isCount(step) || step > lines) throw new RangeError(`window.lines is a whole number from 1 and window.step one up to it, got ${JSON.stringify(window)}`);
  } else toMilliseconds(window, "window");
  if (by !== "service" && by !== null && typeof by?.pattern !== "string") throw new TypeError(`by is "service", null or {pattern}, got ${JSON.stringify(by)}`);
  for (const end of ["from", "until"] as const) {
    const value = baseline?.[end];
    if (value !== undefined && Number.isNaN(new Date(value).getTime())) throw new RangeError(`baseline.${end} is a time, got ${JSON.stringify(value)}`);
  }
  if (learned !== undefined) checkLearned(learned);
  if (year !== undefined && !isCount(year)) throw new RangeError(`year is a whole number, got ${String(year)}`);
  if (onProgress !== undefined && typeof onProgress !== "function") throw new TypeError("onProgress is a function");
  if (seed !== undefined && typeof seed !== "number") throw new TypeError(`seed is a number, got ${String(seed)}`);
}
