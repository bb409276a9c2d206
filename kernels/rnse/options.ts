/** The options of RNSE: their meaning, their defaults, and the refusal of what is misspelt or out of range. */

/** What may be set for a run of RNSE. Every option has a default that serves any series. */
export interface RnseOptions {
  /** Seed of the generator, 64 bits: a bigint, a whole number, or a decimal or `0x…` string. Default `0x5EEDBEEFCAFE1234`. */
  seed64?: bigint | number | string;
  /** Divergence below which a tick is coherent; also the temperature of the acceptance. Above 0. Default 0.25. */
  tau?: number;
  /** Ticks between two reweightings of the experts, a whole number from 1. Default 4. */
  q?: number;
  /** Length in ticks of the rolling window of coherence, 2 to 4,096. Default 32. */
  window?: number;
  /** Exponential smoothing of the weights: the share of the new weights, 0 (never change) to 1; `null` for none. Default `null`. */
  alpha?: number | null;
  /** Lines in a Merkle leaf group, a whole number from 1; `null` for no roots. Default `null`. */
  merkleR?: number | null;
  /** Confidence above which a tick is an anomaly, 0 to 1. Default 0.3. */
  threshold?: number;
  /** Whether to write and hash the lines while running; without, `digest` and `roots` are `null`. Default `true`. */
  hashing?: boolean;
  /**
   * Whether the checkpoint carries the digest's own state, so that a resumed run gives the digest of one long run. It costs about
   * 0.7 µs a tick. Default `null`: yes up to 250,000 ticks.
   */
  checkpoint?: boolean | null;
  /** Called now and then with the share done, 0 to 1, and a few words. It changes nothing in the result. */
  onProgress?: (share: number, text: string) => void;
}

/** The options of a run as they were understood, plain data. */
export interface RnseSettings {
  /** The seed as 16 hexadecimal digits after `0x`. */
  seed64: string;
  tau: number;
  q: number;
  window: number;
  alpha: number | null;
  merkleR: number | null;
  threshold: number;
  hashing: boolean;
  checkpoint: boolean | null;
}

/** The names of all options, in the order of the documentation. */
export const rnseOptionNames = [
  "seed64",
  "tau",
  "q",
  "window",
  "alpha",
  "merkleR",
  "threshold",
  "hashing",
  "checkpoint",
  "onProgress",
] as const;

const defaultSeed = 0x5eedbeefcafe1234n;

function readSeed(seed: unknown): bigint {
  if (seed === undefined) return defaultSeed;
  if (typeof seed === "bigint") return BigInt.asUintN(64, seed);
  if (typeof seed === "number" && Number.isSafeInteger(seed)) return BigInt.asUintN(64, BigInt(seed));
  if (typeof seed === "string" && /^(-?\d+|0[xX][0-9a-fA-F]+)$/.test(seed.trim())) return BigInt.asUintN(64, BigInt(seed.trim()));
  throw new TypeError(`option "seed64" must be a bigint, a whole number, or a decimal or 0x string, got ${String(seed)}`);
}

function readNumber(name: string, value: unknown, fallback: number, least: number, most: number, whole: boolean, open = false): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number") throw new TypeError(`option "${name}" must be a number, got ${String(value)}`);
  if (!(open ? value > least : value >= least) || !(value <= most) || (whole && !Number.isInteger(value)))
    throw new RangeError(
      `option "${name}" must be a ${whole ? "whole number" : "number"} ${open ? "above" : "from"} ${least} to ${most}, got ${value}`,
    );
  return value;
}

/** How many edits apart two option names are, for the suggestion in a refusal. */
function distance(a: string, b: string): number {
  let row = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1]!.toLowerCase() === b[j - 1]!.toLowerCase() ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** Refuses a name that is not an option with a `TypeError` that names the nearest. */
export function refuseUnknown(options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const nearest = names.reduce((best, other) => (distance(name, other) < distance(name, best) ? other : best));
    const hint = distance(name, nearest) <= 3 ? `did you mean "${nearest}"` : `the options are ${names.join(", ")}`;
    throw new TypeError(`option "${name}" is not known to rnse: ${hint}`);
  }
}

/**
 * Reads and checks the options.
 * @throws TypeError for a misspelt option or one of the wrong type, RangeError for one out of range.
 */
export function readOptions(options: RnseOptions = {}): RnseSettings {
  if (options === null || typeof options !== "object") throw new TypeError(`options must be an object, got ${String(options)}`);
  refuseUnknown(options, rnseOptionNames);
  const {alpha, merkleR, hashing, checkpoint, onProgress} = options;
  if (hashing !== undefined && typeof hashing !== "boolean")
    throw new TypeError(`option "hashing" must be true or false, got ${String(hashing)}`);
  if (checkpoint !== undefined && checkpoint !== null && typeof checkpoint !== "boolean")
    throw new TypeError(`option "checkpoint" must be true, false or null, got ${String(checkpoint)}`);
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw new TypeError(`option "onProgress" must be a function, got ${String(onProgress)}`);
  return {
    seed64: `0x${readSeed(options.seed64).toString(16).padStart(16, "0")}`,
    tau: readNumber("tau", options.tau, 0.25, 0, 1e6, false, true),
    q: readNumber("q", options.q, 4, 1, 1e9, true),
    window: readNumber("window", options.window, 32, 2, 4096, true),
    alpha: alpha === null || alpha === undefined ? null : readNumber("alpha", alpha, 1, 0, 1, false),
    merkleR: merkleR === null || merkleR === undefined ? null : readNumber("merkleR", merkleR, 1, 1, 2 ** 31, true),
    threshold: readNumber("threshold", options.threshold, 0.3, 0, 1, false),
    hashing: hashing ?? true,
    checkpoint: checkpoint ?? null,
  };
}
