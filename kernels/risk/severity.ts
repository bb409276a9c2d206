/**
 * How much trouble a line speaks of, and of which kind: the level that it was given, weighed by its words.
 *
 * A level alone misleads: register dumps are logged as fatal, a user's mistyped path as an error. Rules that can be read: a line that only states a
 * value, and a mistake of a user, weigh little; a word of failure or a status of 500 and above weighs in full.
 */
import type {LogLine} from "./read-line.ts";

/** The kinds of trouble that words tell; each error line belongs to one. */
export const families = ["errors", "memory", "disk", "authentication", "timeouts"] as const;
export type Family = (typeof families)[number];

const userMistake = /no such file|permission denied|exec format|bad file descriptor|block device required|not a directory|is a directory|file exists|invalid or missing program|illegal option|unknown (?:option|command)|usage:/i;
const failure = /(?:\b|[a-z])(?:errors?|fail(?:s|ed|ure|ures)?|exceptions?|panic|terminated|severed|refused|reset by peer|time(?:d )?-?out|unreachable|lost|abort(?:ed)?|killed|crash(?:ed)?|interrupt|corrupt(?:ed)?|broken|cannot|unable|denied|deadlock|rejected|unavailable|out of memory|no space left)\b/i;
/** `name........value` or `name: 0x00…`, as registers are dumped. */
const statesValue = /\.{2,} ?\S*\s*$|^[\w ]{1,40}: ?0x[0-9a-f]+\s*$/i;

const memoryWords = /out of memory|\boom\b|heap space|gc overhead|heap limit|cannot allocate memory|memory (?:limit|pressure|exhausted)/i;
const diskWords = /no space left|\benospc\b|disk (?:is )?full|disk quota|read-only file system|disk usage|disk space/i;
const authenticationWords = /(?:log-?in|authentication|auth|password|credentials?|token)\b.{0,24}\b(?:fail|invalid|denied|reject|incorrect|expired)|(?:failed|invalid|bad|wrong) (?:log-?in|password|user|credentials?|token)|authentication failure|unauthori[sz]ed|bad_password|break-in/i;
const timeoutWords = /time(?:d )?-?out\b|\betimedout\b|deadline exceeded|\beconnrefused\b|connection refused|circuit (?:breaker )?open|upstream .{0,20}(?:unavailable|unreachable)/i;

/** "errors" when the words name no other. */
function findFamily(message: string): Family {
  if (memoryWords.test(message)) return "memory";
  if (diskWords.test(message)) return "disk";
  if (authenticationWords.test(message)) return "authentication";
  return timeoutWords.test(message) ? "timeouts" : "errors";
}

const levelWeights: {readonly [level: string]: number} = {warn: 0.1, error: 0.5, fatal: 1};

/** 0 (nothing) to 1 (a fatal failure). It never falls when the level rises or a status of 500 and above is added. */
export function weighLine({level, message, status}: Pick<LogLine, "level" | "message" | "status">): number {
  const base = level === null ? 0 : (levelWeights[level] ?? 0);
  const failed = status !== null && status >= 500;
  if (failed) return Math.max(base, 0.6);
  if (base === 0) return 0;
  if (userMistake.test(message) || statesValue.test(message) || !failure.test(message)) return base * 0.01;
  return base;
}

/** Lines that tell of a release or a restart by intent. */
const deployWords = /\bdeploy(?:ment|ing|ed)? (?:started|begin|finished|completed?|of)|rolling (?:update|restart)|sigterm received|graceful(?:ly)? (?:shut|stop)|draining connections|starting version|version\b.{0,20} (?:started|deployed)/i;

/** What the words of a pattern tell of its lines. */
export interface Kind {
  readonly family: Family;
  readonly isDeploy: boolean;
}

export const findKind = (words: string): Kind => ({family: findFamily(words), isDeploy: deployWords.test(words)});
