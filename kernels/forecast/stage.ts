/** Progress of one stage of a longer work. */
import type {FitOptions} from "./model.ts";

/** The same options, the share told being that of a stage from one share of the whole to another. */
export function toStage({onProgress, ...options}: FitOptions, from: number, to: number): FitOptions {
  return onProgress ? {...options, onProgress: (share, text) => onProgress(share === null ? null : from + share * (to - from), text)} : options;
}
