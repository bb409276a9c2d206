/** Keys and key streams of secure aggregation, all by the platform's cryptography: X25519, HKDF-SHA-256, AES-256, Ed25519. */
import {createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync, type KeyObject} from "node:crypto";

export interface KeyPair {
  /** 32 bytes. */
  readonly secret: Uint8Array;
  /** 32 bytes. */
  readonly open: Uint8Array;
}

const privatePrefix = Buffer.from("302e020100300506032b656e04220420", "hex");
const publicPrefix = Buffer.from("302a300506032b656e032100", "hex");

/** A secret or an open key made ready, for agreements with many others. */
export const toPrivateKey = (secret: Uint8Array): KeyObject => createPrivateKey({key: Buffer.concat([privatePrefix, secret]), format: "der", type: "pkcs8"});
export const toPublicKey = (open: Uint8Array): KeyObject => createPublicKey({key: Buffer.concat([publicPrefix, open]), format: "der", type: "spki"});

/** An X25519 key pair from 32 random bytes. */
export function toKeyPair(secret: Uint8Array): KeyPair {
  return {secret, open: createPublicKey(toPrivateKey(secret)).export({format: "der", type: "spki"}).subarray(-32)};
}

/** 32 bytes that both holders agree on, bound to a purpose. */
export function agree(secret: Uint8Array | KeyObject, open: Uint8Array | KeyObject, purpose: string): Uint8Array {
  const shared = diffieHellman({
    privateKey: secret instanceof Uint8Array ? toPrivateKey(secret) : secret,
    publicKey: open instanceof Uint8Array ? toPublicKey(open) : open,
  });
  return new Uint8Array(hkdfSync("sha256", shared, Buffer.alloc(0), purpose, 32));
}

/** Encrypts with AES-256-GCM under a key that is used once; the label is authenticated. Answers ciphertext ‖ tag. */
export function seal(key: Uint8Array, label: string, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, Buffer.alloc(12));
  cipher.setAAD(Buffer.from(label));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the bytes were not sealed with this key and label. */
export function unseal(key: Uint8Array, label: string, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.alloc(12));
  decipher.setAAD(Buffer.from(label));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** A key whose stream is added (sign 1) or taken away (sign −1). */
export interface Mask {
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/** Bytes of key stream made at a time. */
const piece = 1 << 16;
const zeros = Buffer.alloc(piece);

/**
 * Adds the masks' streams of little-endian 32-bit words (AES-256 in counter mode) to a vector, modulo 2³².
 * Four masks are added in one pass, since reading and writing the vector would otherwise cost as much as the streams.
 */
export function addMasks(vector: Uint32Array, masks: readonly Mask[]): void {
  const sums = new Int32Array(vector.buffer, vector.byteOffset, vector.length);
  for (const sign of [1, -1] as const) {
    const keys = masks.filter((mask) => mask.sign === sign).map(({key}) => key);
    for (let from = 0; from < keys.length; from += 4) addStreams(sums, keys.slice(from, from + 4), sign);
  }
}

function addStreams(sums: Int32Array, keys: readonly Uint8Array[], sign: 1 | -1): void {
  const ciphers = keys.map((key) => createCipheriv("aes-256-ctr", key, Buffer.alloc(16)));
  for (let at = 0; at < sums.length; at += piece >> 2) {
    const count = Math.min(piece >> 2, sums.length - at);
    const streams = ciphers.map((cipher) => {
      const block = cipher.update(zeros.subarray(0, 4 * count));
      return new Int32Array(block.buffer, block.byteOffset, count);
    });
    const part = sums.subarray(at, at + count);
    if (streams.length === 4) addFour(part, streams[0]!, streams[1]!, streams[2]!, streams[3]!, sign);
    else for (const stream of streams) addOne(part, stream, sign);
  }
}

function addOne(sums: Int32Array, a: Int32Array, sign: 1 | -1): void {
  if (sign === 1) for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i]! + a[i]!) | 0;
  else for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i]! - a[i]!) | 0;
}

function addFour(sums: Int32Array, a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array, sign: 1 | -1): void {
  if (sign === 1) for (let i = 0; i < sums.length; i += 1) sums[i] = (((((((sums[i]! + a[i]!) | 0) + b[i]!) | 0) + c[i]!) | 0) + d[i]!) | 0;
  else for (let i = 0; i < sums.length; i += 1) sums[i] = (((((((sums[i]! - a[i]!) | 0) - b[i]!) | 0) - c[i]!) | 0) - d[i]!) | 0;
}
