/** The server's side of secure aggregation (SecAgg+): it learns the weighted mean of the survivors, and nothing of one client. */
import {availableParallelism} from "node:os";
import {toKeyPair} from "./keys.ts";
import {addByCrew} from "./mask-crew.ts";
import type {MaskSource} from "./mask-work.ts";
import {
  AggregationAborted, maskPurpose, maskSign, ringNeighbours,
  type KeyOffer, type RoundParameters, type SealedShares, type SurvivorSignature, type UnmaskingShares,
} from "./protocol.ts";
import {dequantiseSum} from "./quantise.ts";
import {recoverSecret, recoveryFactors, type Share} from "./shamir.ts";

export interface SecureMean {
  readonly mean: Float64Array;
  /** The clients whose updates are in it. */
  readonly survivors: readonly number[];
}

/** One round at the server. Each stage takes what arrived (the missing have dropped out) and answers what to send. */
export class SecureServer {
  readonly #parameters: RoundParameters;
  readonly #neighbours: ReadonlyMap<number, readonly number[]>;
  #offers = new Map<number, KeyOffer>();
  #sharers = new Set<number>();
  #survivors: number[] = [];
  #sum: Uint32Array | null = null;

  /** @param ring the sampled clients' numbers in a random order. */
  constructor(parameters: RoundParameters, ring: readonly number[]) {
    const {shares, threshold, quantisation} = parameters;
    if (ring.length * quantisation.targetRange >= 2 ** 32) {
      throw new RangeError(`clients times the target range must stay below 2^32, got ${ring.length} × ${quantisation.targetRange}`);
    }
    if (!(threshold > shares / 2 && threshold <= shares)) throw new RangeError(`the threshold must be above half of ${shares} shares and at most ${shares}, got ${threshold}`);
    this.#parameters = parameters;
    this.#neighbours = ringNeighbours(ring, shares);
  }

  /** After stage 1: for each client the keys of its neighbours. */
  distributeKeys(offers: readonly KeyOffer[]): ReadonlyMap<number, readonly KeyOffer[]> {
    this.#offers = new Map(offers.map((offer) => [offer.client, offer]));
    this.#requireNeighbours(new Set(this.#offers.keys()), "offering keys");
    return new Map([...this.#offers.keys()].map((client) => [client, this.#near(client).flatMap((id) => this.#offers.get(id) ?? [])]));
  }

  /** After stage 2: for each client the shares sealed for it, of those that sent all of theirs. */
  forwardShares(sent: ReadonlyMap<number, readonly SealedShares[]>): ReadonlyMap<number, readonly SealedShares[]> {
    const offered = (client: number) => this.#near(client).filter((id) => id !== client && this.#offers.has(id));
    const isWhole = ([client, messages]: readonly [number, readonly SealedShares[]]): boolean => {
      const receivers = new Set(messages.filter(({from}) => from === client).map(({to}) => to));
      return this.#offers.has(client) && messages.length === receivers.size && offered(client).length === receivers.size && offered(client).every((id) => receivers.has(id));
    };
    const whole = [...sent].filter(isWhole);
    this.#sharers = new Set(whole.map(([client]) => client));
    this.#requireNeighbours(this.#sharers, "sharing keys");
    const inboxes = new Map<number, SealedShares[]>([...this.#sharers].map((client) => [client, []]));
    for (const message of whole.flatMap(([, messages]) => messages)) inboxes.get(message.to)?.push(message);
    return inboxes;
  }

  /** After stage 3: adds the masked inputs and answers the list of survivors to be signed. An input of another length than most counts as not sent. */
  collectInputs(inputs: ReadonlyMap<number, Uint32Array>): readonly number[] {
    const length = mostCommon([...inputs.values()].map((input) => input.length));
    this.#survivors = [...inputs].filter(([client, input]) => this.#sharers.has(client) && input.length === length).map(([client]) => client).sort((a, b) => a - b);
    this.#requireNeighbours(new Set(this.#survivors), "sending their input");
    const sum = new Uint32Array(length);
    for (const client of this.#survivors) {
      const input = inputs.get(client)!;
      for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + input[i]!;
    }
    this.#sum = sum;
    return this.#survivors;
  }

  /** Stage 4: for each survivor the neighbours alive and dead (shared keys, sent no input), and the signatures of the survivors. */
  askToUnmask(signatures: readonly SurvivorSignature[]): ReadonlyMap<number, {alive: readonly number[]; dead: readonly number[]; signatures: readonly SurvivorSignature[]}> {
    const alive = new Set(this.#survivors);
    return new Map(
      this.#survivors.map((client) => {
        const near = this.#near(client).filter((id) => this.#sharers.has(id));
        return [client, {alive: near.filter((id) => alive.has(id)), dead: near.filter((id) => !alive.has(id)), signatures: signatures.filter((entry) => near.includes(entry.client))}];
      }),
    );
  }

  /**
   * After stage 4: takes the masks off the sum, over as many threads as `workers` says (one a core when absent).
   *
   * @throws AggregationAborted when too few shares of a secret came back, or those of a dead client's key do not fit the key that it offered.
   */
  async unmask(answers: readonly UnmaskingShares[], {workers = availableParallelism()}: {readonly workers?: number} = {}): Promise<SecureMean> {
    if (!this.#sum) throw new AggregationAborted("no input arrived");
    const alive = new Set(this.#survivors);
    const collect = (name: "alive" | "dead") => {
      const shares = new Map<number, Share[]>();
      for (const answer of new Map(answers.map((entry) => [entry.client, entry])).values()) {
        if (!alive.has(answer.client)) continue;
        for (const {of, bytes} of answer[name]) {
          const own = shares.get(of) ?? [];
          own.push({holder: answer.client, bytes});
          shares.set(of, own);
        }
      }
      return shares;
    };
    const [aliveShares, deadShares] = [collect("alive"), collect("dead")];
    const masks = this.#survivors.map((client): MaskSource => ({key: this.#recover(client, aliveShares.get(client)), sign: -1}));
    for (const dead of this.#sharers) {
      if (alive.has(dead)) continue;
      const near = this.#near(dead).filter((id) => alive.has(id));
      if (near.length === 0) continue;
      const secret = this.#recover(dead, deadShares.get(dead));
      if (Buffer.compare(toKeyPair(secret).open, this.#offers.get(dead)!.maskKey) !== 0) throw new AggregationAborted(`the shares of client ${dead} do not give back the key that it offered`);
      for (const other of near) {
        masks.push({secret, open: this.#offers.get(other)!.maskKey, purpose: maskPurpose(this.#parameters, dead, other), sign: maskSign(other, dead) === 1 ? -1 : 1});
      }
    }
    const sum = Uint32Array.from(this.#sum);
    await addByCrew(sum, masks, workers);
    return {mean: dequantiseSum(sum, this.#survivors.length, this.#parameters.quantisation), survivors: this.#survivors};
  }

  readonly #factors = new Map<string, Uint16Array>();

  #recover(client: number, shares: readonly Share[] = []): Uint8Array {
    const {threshold} = this.#parameters;
    if (shares.length < threshold) throw new AggregationAborted(`${shares.length} shares of client ${client} came back, ${threshold} are needed`);
    const used = shares.slice(0, threshold);
    const holders = used.map((share) => share.holder);
    const key = holders.join();
    const factors = this.#factors.get(key) ?? recoveryFactors(holders);
    this.#factors.set(key, factors);
    return recoverSecret(used, factors);
  }

  #near(client: number): readonly number[] {
    return this.#neighbours.get(client) ?? [];
  }

  #requireNeighbours(active: ReadonlySet<number>, doing: string): void {
    for (const client of active) {
      const near = this.#near(client).filter((id) => active.has(id)).length;
      if (near < this.#parameters.threshold) throw new AggregationAborted(`client ${client} has ${near} neighbours ${doing}, ${this.#parameters.threshold} are needed`);
    }
  }
}

function mostCommon(lengths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
