/** Masks to be put to a sum: keys that are known, and keys that two clients agreed on and that have to be worked out first. */
import type {KeyObject} from "node:crypto";
import type {Mask, StreamSum} from "./key-stream.ts";
import {agree, toPrivateKey, toPublicKey} from "./keys.ts";

/** The mask of a pair: what the holder of the secret and the holder of the other key agree on. */
export interface PairMask {
  readonly secret: Uint8Array;
  readonly open: Uint8Array;
  readonly purpose: string;
  readonly sign: 1 | -1;
}

export type MaskSource = Mask | PairMask;

/** A list of masks of which stretches can be added. */
export class MaskWork {
  readonly #sources: readonly MaskSource[];
  readonly #secretOf = makeReady(toPrivateKey);
  readonly #openOf = makeReady(toPublicKey);

  constructor(sources: readonly MaskSource[]) {
    this.#sources = sources;
  }

  /** Adds the streams of the masks from one place to before another. */
  addTo(sum: StreamSum, from: number, to: number): void {
    sum.add(this.#sources.slice(from, to).map((source) => ("key" in source ? source : this.#toMask(source))));
  }

  #toMask({secret, open, purpose, sign}: PairMask): Mask {
    return {key: agree(this.#secretOf(secret), this.#openOf(open), purpose), sign};
  }
}

/** Each key is made ready once: a dead client's secret meets hundreds of others. */
function makeReady(toKey: (bytes: Uint8Array) => KeyObject): (bytes: Uint8Array) => KeyObject {
  const ready = new Map<string, KeyObject>();
  return (bytes) => {
    const name = Buffer.from(bytes).toString("base64");
    const key = ready.get(name) ?? toKey(bytes);
    ready.set(name, key);
    return key;
  };
}
