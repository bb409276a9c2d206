/** The door of RNSE: the seeded, replayable anomaly detector that writes one audit line a tick and hashes them all. */
import {verify} from "./merkle.ts";
import {resume, start} from "./rnse.ts";
import type {RnseValues} from "./rnse.ts";
import {lines} from "./lines.ts";
import type {RnseOptions} from "./options.ts";
import type {RnseResult} from "./result.ts";
import {qualityCard} from "./quality.ts";

/** The function `rnse` with what belongs to it. */
export interface Rnse {
  /**
   * Finds what is unusual in a series, tick by tick and without looking ahead.
   *
   * `values` is a `Float64Array` of T ticks, several of equal length (channels), or `{ticks: T}`: no data, the engine feeds on its
   * own noise. NaN and what is not finite is a missing tick. The result is plain data.
   * @throws TypeError for a misspelt option or values that are not numbers, RangeError for an option out of range.
   */
  (values: RnseValues, options?: RnseOptions): RnseResult;
  /** Goes on from `result.state`: byte for byte the lines of one long run. */
  resume: typeof resume;
  /** Says whether lines are those of the run that gave the roots, and which leaf groups were changed. */
  verify: typeof verify;
  /** The bytes of a result's lines, in chunks. */
  lines: typeof lines;
  /** How good the detector is on this series: with labels, precision, recall and delay; without, the false alarms to expect. */
  qualityCard: typeof qualityCard;
}

/** The anomaly detector; see `docs/rnse.md`. */
export const rnse: Rnse = Object.assign((values: RnseValues, options?: RnseOptions): RnseResult => start(values, options), {
  resume,
  verify,
  lines,
  qualityCard,
});

export {lines, qualityCard, resume, verify};
export {rnseOptionNames} from "./options.ts";
export {rnseExperts} from "./result.ts";
export {RnseStream} from "./stream.ts";
export type {RnseLines} from "./merkle.ts";
export type {RnseOptions, RnseSettings} from "./options.ts";
export type {RnseQuality, RnseQualityOptions} from "./quality.ts";
export type {RnseAnomaly, RnseColumns, RnseExpert, RnseResult, RnseRoots, RnseState, RnseVerification} from "./result.ts";
export type {RnsePush} from "./stream.ts";
export type {RnseValues} from "./rnse.ts";
