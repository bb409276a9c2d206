/** Keys of secure aggregation, all by the platform's cryptography: X25519, HKDF-SHA-256, AES-256-GCM. */
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
