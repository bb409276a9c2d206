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

const toPrivateKey = (secret: Uint8Array): KeyObject => createPrivateKey({key: Buffer.concat([privatePrefix, secret]), format: "der", type: "pkcs8"});
const toPublicKey = (open: Uint8Array): KeyObject => createPublicKey({key: Buffer.concat([publicPrefix, open]), format: "der", type: "spki"});

/** An X25519 key pair from 32 random bytes. */
export function toKeyPair(secret: Uint8Array): KeyPair {
  return {secret, open: createPublicKey(toPrivateKey(secret)).export({format: "der", type: "spki"}).subarray(-32)};
}

/** 32 bytes that both holders agree on, bound to a purpose. */
export function agree(secret: Uint8Array, open: Uint8Array, purpose: string): Uint8Array {
  const shared = diffieHellman({privateKey: toPrivateKey(secret), publicKey: toPublicKey(open)});
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

const zeros = Buffer.alloc(1 << 18);

/** Adds (sign 1) or takes away (sign −1) the key's stream of little-endian 32-bit words, modulo 2³². */
export function addMask(vector: Uint32Array, key: Uint8Array, sign: 1 | -1): void {
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  for (let at = 0; at < vector.length; ) {
    const block = cipher.update(zeros.subarray(0, Math.min(zeros.length, 4 * (vector.length - at))));
    const words = new Uint32Array(block.buffer, block.byteOffset, block.length >> 2);
    if (sign === 1) for (let i = 0; i < words.length; i += 1) vector[at + i] = vector[at + i]! + words[i]!;
    else for (let i = 0; i < words.length; i += 1) vector[at + i] = vector[at + i]! - words[i]!;
    at += words.length;
  }
}
