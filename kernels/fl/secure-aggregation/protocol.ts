/** What client and server of secure aggregation agree on, and the messages that they exchange; how these travel is somebody else's matter. */
import type {Quantisation} from "./quantise.ts";

export interface RoundParameters {
  /** Names the federation's session; with the round's number it binds every key. */
  readonly session: string;
  readonly round: number;
  /** Neighbours that hold a client's shares, itself included. */
  readonly shares: number;
  /** Shares that recover a secret, above half of `shares`. */
  readonly threshold: number;
  readonly quantisation: Quantisation;
}

/** Stage 1, client → server. Clients are numbered 1 to n by the server. */
export interface KeyOffer {
  readonly client: number;
  readonly maskKey: Uint8Array;
  readonly transportKey: Uint8Array;
}

/** Stage 2, client → server → client: sealed shares that only the receiver can read. */
export interface SealedShares {
  readonly from: number;
  readonly to: number;
  readonly sealed: Uint8Array;
}

/** Stage 4, client → server: the signed list of the clients whose masked input arrived. */
export interface SurvivorSignature {
  readonly client: number;
  readonly signature: Uint8Array;
}

/** Stage 4, client → server: of each neighbour one share, of its own mask where it is alive, of its mask key where it is dead. */
export interface UnmaskingShares {
  readonly client: number;
  readonly alive: readonly {readonly of: number; readonly bytes: Uint8Array}[];
  readonly dead: readonly {readonly of: number; readonly bytes: Uint8Array}[];
}

/** The round cannot go on: too few are left, or somebody broke the protocol. */
export class AggregationAborted extends Error {
  override readonly name = "AggregationAborted";
}

export const maskPurpose = ({session, round}: RoundParameters, a: number, b: number): string => `recto mask ${session} ${round} ${Math.min(a, b)} ${Math.max(a, b)}`;
export const transportPurpose = ({session, round}: RoundParameters, from: number, to: number): string => `recto shares ${session} ${round} ${from} ${to}`;
export const survivorText = ({session, round}: RoundParameters, survivors: readonly number[]): Buffer =>
  Buffer.from(`recto survivors ${session} ${round} ${[...survivors].sort((a, b) => a - b).join(" ")}`);

/** The sign with which `own` adds the mask that it shares with `other`: opposite for the two, so that the sum forgets it. */
export const maskSign = (own: number, other: number): 1 | -1 => (own > other ? 1 : -1);

/** Each client's neighbours on a ring, itself included: `shares >> 1` on each side; everybody when there are no more clients than shares. */
export function ringNeighbours(ring: readonly number[], shares: number): ReadonlyMap<number, readonly number[]> {
  const reach = Math.min(shares >> 1, (ring.length - 1) >> 1);
  const all = shares >= ring.length;
  return new Map(
    ring.map((client, at) => {
      const near = all ? ring : Array.from({length: 2 * reach + 1}, (_, i) => ring[(at + i - reach + ring.length) % ring.length]!);
      return [client, [...near].sort((a, b) => a - b)] as const;
    }),
  );
}
