/** Numbers as people write them: decimal and thousands marks, exponents, infinities. */

export interface NumberStyle {
  readonly decimalMark: "." | ",";
  readonly thousandsMark: "" | "," | "." | " " | "'";
}

const exactPowers = Array.from({length: 23}, (_, exponent) => Number(`1e${exponent}`));

/** Powers of ten that a double holds exactly: 10^0 … 10^22. */
export const powersOfTen: Float64Array = Float64Array.from(exactPowers);

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)inf(?:inity)?$/i;
const notANumber = /^[+-]?nan$/i;
const groupedBy = {
  ",": /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/,
  ".": /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/,
  " ": /^[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d*)?$/,
  "'": /^[+-]?\d{1,3}(?:['\u2019]\d{3})+(?:[.,]\d*)?$/,
} as const;

/** The number that a text means, or undefined. A finite literal beyond the range of doubles is not a number; a text such as `inf` or `NaN` is. */
export function parseNumber(text: string, style: NumberStyle): number | undefined {
  const trimmed = text.trim();
  let plain = trimmed;
  if (style.thousandsMark !== "" && groupedBy[style.thousandsMark].test(plain)) {
    plain = plain.replace(
      style.thousandsMark === " "
        ? /[ \u00a0\u202f]/g
        : style.thousandsMark === "'"
          ? /['\u2019]/g
          : new RegExp(`\\${style.thousandsMark}`, "g"),
      "",
    );
  }
  if (style.decimalMark === ",") {
    if (plain.includes(".")) return undefined;
    plain = plain.replace(",", ".");
  }
  if (plainNumber.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const infinite = infinity.exec(plain);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  return notANumber.test(plain) ? NaN : undefined;
}

const integerText = /^[+-]?\d+$/;
const largest = 2n ** 63n - 1n;
const smallest = -(2n ** 63n);

/** The 64-bit integer that a text means, or undefined. */
export function parseBigInteger(text: string, style: NumberStyle): bigint | undefined {
  let plain = text.trim();
  if (style.thousandsMark !== "" && groupedBy[style.thousandsMark].test(plain)) plain = plain.replace(/[^\d+-]/g, "");
  if (!integerText.test(plain) || plain.length > 40) return undefined;
  const value = BigInt(plain.startsWith("+") ? plain.slice(1) : plain);
  return value <= largest && value >= smallest ? value : undefined;
}

/** Whether a text is an integer that a double cannot hold exactly. */
export function isBeyondDouble(text: string): boolean {
  const plain = text.trim();
  return integerText.test(plain) && plain.length >= 16 && !Number.isSafeInteger(Number(plain));
}

/** Whether a text is digits with leading zeros, as codes are written. */
export function hasLeadingZero(text: string): boolean {
  return /^[+-]?0\d/.test(text.trim());
}
