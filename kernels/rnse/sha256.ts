/** SHA-256 whose intermediate state is plain data, so that a checkpoint can go on with the digest of one long run (FIPS 180-4). */

const k = Int32Array.from(
  (
    "428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 d807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe " +
    "9bdc06a7 c19bf174 e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da 983e5152 a831c66d b00327c8 bf597fc7 " +
    "c6e00bf3 d5a79147 06ca6351 14292967 27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85 a2bfe8a1 a81a664b " +
    "c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070 19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 " +
    "748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2"
  )
    .split(" ")
    .map((word) => Number.parseInt(word, 16) | 0),
);

/** A digest in the making: the eight words, the bytes not yet in a whole block, and how many bytes were taken in. Plain data. */
export interface Sha256State {
  words: Int32Array;
  rest: Uint8Array;
  sizeBytes: number;
}

/** The state before the first byte. */
export function startSha256(): Sha256State {
  return {
    words: Int32Array.from([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]),
    rest: new Uint8Array(0),
    sizeBytes: 0,
  };
}

const w = new Int32Array(64);

function blocks(words: Int32Array, bytes: Uint8Array, start: number, end: number): void {
  let h0 = words[0]!, h1 = words[1]!, h2 = words[2]!, h3 = words[3]!, h4 = words[4]!, h5 = words[5]!, h6 = words[6]!, h7 = words[7]!;
  for (let at = start; at < end; at += 64) {
    for (let i = 0, j = at; i < 16; i++, j += 4) w[i] = (bytes[j]! << 24) | (bytes[j + 1]! << 16) | (bytes[j + 2]! << 8) | bytes[j + 3]!;
    for (let i = 16; i < 64; i++) {
      const p = w[i - 15]!;
      const r = w[i - 2]!;
      const s0 = ((p >>> 7) | (p << 25)) ^ ((p >>> 18) | (p << 14)) ^ (p >>> 3);
      const s1 = ((r >>> 17) | (r << 15)) ^ ((r >>> 19) | (r << 13)) ^ (r >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[i]! + w[i]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    h0 = (h0 + a) | 0; h1 = (h1 + b) | 0; h2 = (h2 + c) | 0; h3 = (h3 + d) | 0;
    h4 = (h4 + e) | 0; h5 = (h5 + f) | 0; h6 = (h6 + g) | 0; h7 = (h7 + h) | 0;
  }
  words[0] = h0; words[1] = h1; words[2] = h2; words[3] = h3; words[4] = h4; words[5] = h5; words[6] = h6; words[7] = h7;
}

/** Takes `bytes` into `state`, in place. */
export function updateSha256(state: Sha256State, bytes: Uint8Array): void {
  state.sizeBytes += bytes.length;
  let at = 0;
  if (state.rest.length > 0) {
    const taken = Math.min(64 - state.rest.length, bytes.length);
    const joined = new Uint8Array(state.rest.length + taken);
    joined.set(state.rest);
    joined.set(bytes.subarray(0, taken), state.rest.length);
    state.rest = joined;
    at = taken;
    if (joined.length < 64) return;
    blocks(state.words, joined, 0, 64);
  }
  const end = at + ((bytes.length - at) & ~63);
  blocks(state.words, bytes, at, end);
  state.rest = bytes.slice(end);
}

/** The digest of all bytes taken in, as 64 lower-case hexadecimal digits; `state` is not changed. */
export function finishSha256(state: Sha256State): string {
  const words = state.words.slice();
  const padded = new Uint8Array(state.rest.length < 56 ? 64 : 128);
  padded.set(state.rest);
  padded[state.rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(state.sizeBytes / 0x20000000));
  view.setUint32(padded.length - 4, (state.sizeBytes * 8) % 0x100000000);
  blocks(words, padded, 0, padded.length);
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
