/**
 * Shamir's secret sharing over GF(2¹⁶), two bytes at a time.
 *
 * Answers: how to give n holders one share each so that any t of them know the secret and t − 1 know nothing. Each pair of bytes is the
 * constant term of its own random polynomial of degree t − 1; holder x gets its value at x, 1 ≤ x ≤ 65,535. Reducing polynomial
 * x¹⁶ + x¹² + x³ + x + 1, generator x. Source: Shamir 1979, "How to share a secret".
 */

const order = 65_535;
const exponentials = new Uint16Array(2 * order);
const logarithms = new Uint16Array(order + 1);
for (let power = 0, value = 1; power < order; power += 1) {
  exponentials[power] = value;
  exponentials[power + order] = value;
  logarithms[value] = power;
  value <<= 1;
  if (value > order) value ^= 0x1100b;
}

const multiply = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : exponentials[logarithms[a]! + logarithms[b]!]!);
const divide = (a: number, b: number): number => (a === 0 ? 0 : exponentials[logarithms[a]! + order - logarithms[b]!]!);

export interface Share {
  /** The holder's number, 1 to 65,535. */
  readonly holder: number;
  /** As long as the secret. */
  readonly bytes: Uint8Array;
}

/** Shares of a secret of even length for the holders named. */
export function splitSecret(secret: Uint8Array, threshold: number, holders: readonly number[], randomBytes: (length: number) => Uint8Array): Share[] {
  if (!(Number.isInteger(threshold) && threshold >= 1 && threshold <= holders.length)) {
    throw new RangeError(`the threshold must be a whole number from 1 to the ${holders.length} holders, got ${threshold}`);
  }
  const symbols = toSymbols(secret);
  const coefficients = toSymbols(randomBytes(2 * symbols.length * (threshold - 1)));
  return holders.map((holder) => {
    requireHolder(holder);
    const values = symbols.map((symbol, i) => {
      let value = 0;
      for (let k = threshold - 2; k >= 0; k -= 1) value = multiply(value ^ coefficients[k * symbols.length + i]!, holder);
      return value ^ symbol;
    });
    return {holder, bytes: toBytes(values)};
  });
}

/** The factors by which the shares of these holders add up to the secret. */
export function recoveryFactors(holders: readonly number[]): Uint16Array {
  if (new Set(holders).size !== holders.length) throw new RangeError("shares must come from different holders");
  holders.forEach(requireHolder);
  return Uint16Array.from(holders, (own) =>
    holders.reduce((factor, other) => (other === own ? factor : multiply(factor, divide(other, other ^ own))), 1),
  );
}

/** The secret from at least the threshold of its shares (fewer give bytes that say nothing). */
export function recoverSecret(shares: readonly Share[], factors: Uint16Array = recoveryFactors(shares.map((share) => share.holder))): Uint8Array {
  const length = shares[0]?.bytes.length ?? 0;
  if (shares.some((share) => share.bytes.length !== length)) throw new RangeError("shares of one secret must have one length");
  const sum = new Uint16Array(length / 2);
  shares.forEach(({bytes}, at) => toSymbols(bytes).forEach((symbol, i) => (sum[i] = sum[i]! ^ multiply(symbol, factors[at]!))));
  return toBytes(sum);
}

function requireHolder(holder: number): void {
  if (!(Number.isInteger(holder) && holder >= 1 && holder <= order)) throw new RangeError(`a holder's number must be a whole number from 1 to ${order}, got ${holder}`);
}

function toSymbols(bytes: Uint8Array): Uint16Array {
  if (bytes.length % 2 !== 0) throw new RangeError(`a secret must have an even number of bytes, got ${bytes.length}`);
  return Uint16Array.from({length: bytes.length / 2}, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
}

function toBytes(symbols: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * symbols.length);
  symbols.forEach((symbol, i) => {
    bytes[2 * i] = symbol >> 8;
    bytes[2 * i + 1] = symbol & 255;
  });
  return bytes;
}
