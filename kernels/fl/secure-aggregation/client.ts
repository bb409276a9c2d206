/** The client's side of secure aggregation (SecAgg+): its update leaves it only under masks that vanish in the sum. */
import {sign, verify, type KeyObject} from "node:crypto";
import {agree, seal, toKeyPair, toPrivateKey, unseal, type KeyPair} from "./keys.ts";
import {addMasks, type Mask} from "./key-stream.ts";
import {
  AggregationAborted, maskPurpose, maskSign, survivorText, transportPurpose,
  type KeyOffer, type RoundParameters, type SealedShares, type SurvivorSignature, type UnmaskingShares,
} from "./protocol.ts";
import {quantise} from "./quantise.ts";
import {splitSecret} from "./shamir.ts";

export interface ClientOptions {
  readonly client: number;
  readonly parameters: RoundParameters;
  /** Ed25519, long-lived; with the directory it keeps the server from telling different clients different survivors. */
  readonly identity: KeyObject;
  readonly directory: ReadonlyMap<number, KeyObject>;
  readonly randomBytes: (length: number) => Uint8Array;
}

interface Kept {
  readonly ownMaskShare: Uint8Array;
  readonly maskKeyShare: Uint8Array;
}

/** One client in one round; its methods are the stages, in their order, each once. */
export class SecureClient {
  readonly #options: ClientOptions;
  readonly #mask: KeyPair;
  readonly #transport: KeyPair;
  readonly #ownMask: Uint8Array;
  readonly #kept = new Map<number, Kept>();
  #offers = new Map<number, KeyOffer>();
  #sharing = new Set<number>();
  #survivors: readonly number[] | null = null;
  #stage: "offer" | "share" | "mask" | "sign" | "unmask" | "over" = "offer";

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#mask = toKeyPair(options.randomBytes(32));
    this.#transport = toKeyPair(options.randomBytes(32));
    this.#ownMask = options.randomBytes(32);
  }

  offerKeys(): KeyOffer {
    this.#enter("offer", "share");
    return {client: this.#options.client, maskKey: this.#mask.open, transportKey: this.#transport.open};
  }

  /** Takes the neighbours' keys (its own among them) and seals a share of each of its secrets for every one. */
  shareKeys(offers: readonly KeyOffer[]): readonly SealedShares[] {
    this.#enter("share", "mask");
    const {client, parameters, randomBytes} = this.#options;
    this.#offers = new Map(offers.map((offer) => [offer.client, offer]));
    const keys = new Set(offers.flatMap((offer) => [Buffer.from(offer.maskKey).toString("hex"), Buffer.from(offer.transportKey).toString("hex")]));
    const own = this.#offers.get(client);
    if (offers.length < parameters.threshold) throw new AggregationAborted(`${offers.length} neighbours offered keys, ${parameters.threshold} are needed`);
    if (this.#offers.size !== offers.length || keys.size !== 2 * offers.length) throw new AggregationAborted("two neighbours have one number or one key");
    if (!own || Buffer.compare(own.maskKey, this.#mask.open) !== 0 || Buffer.compare(own.transportKey, this.#transport.open) !== 0) {
      throw new AggregationAborted("the server shows other keys for this client than it offered");
    }
    const holders = offers.map((offer) => offer.client);
    const maskShares = splitSecret(this.#ownMask, parameters.threshold, holders, randomBytes);
    const keyShares = splitSecret(this.#mask.secret, parameters.threshold, holders, randomBytes);
    return offers.flatMap((offer, i) => {
      const both = Buffer.concat([maskShares[i]!.bytes, keyShares[i]!.bytes]);
      if (offer.client === client) {
        this.#keep(client, both);
        return [];
      }
      const purpose = transportPurpose(parameters, client, offer.client);
      return [{from: client, to: offer.client, sealed: seal(agree(this.#transport.secret, offer.transportKey, purpose), purpose, both)}];
    });
  }

  /** Opens the shares of the neighbours that are still there and answers the masked update. */
  maskInput(received: readonly SealedShares[], weights: ArrayLike<number>, examples: number, random: () => number): Uint32Array {
    this.#enter("mask", "sign");
    const {client, parameters} = this.#options;
    for (const {from, to, sealed} of received) {
      const offer = this.#offers.get(from);
      if (!offer || to !== client || this.#kept.has(from)) throw new AggregationAborted(`shares from client ${from} were not asked for`);
      const purpose = transportPurpose(parameters, from, client);
      this.#keep(from, unseal(agree(this.#transport.secret, offer.transportKey, purpose), purpose, sealed));
    }
    this.#sharing = new Set(this.#kept.keys());
    if (this.#sharing.size < parameters.threshold) throw new AggregationAborted(`${this.#sharing.size} neighbours shared keys, ${parameters.threshold} are needed`);
    const vector = quantise(weights, examples, parameters.quantisation, random);
    const secret = toPrivateKey(this.#mask.secret);
    const between = [...this.#sharing].filter((other) => other !== client).map((other): Mask => {
      const key = agree(secret, this.#offers.get(other)!.maskKey, maskPurpose(parameters, client, other));
      return {key, sign: maskSign(client, other)};
    });
    addMasks(vector, [{key: this.#ownMask, sign: 1}, ...between]);
    return vector;
  }

  /** Signs the list of clients whose input the server says it has. */
  signSurvivors(survivors: readonly number[]): SurvivorSignature {
    this.#enter("sign", "unmask");
    this.#survivors = [...survivors];
    return {client: this.#options.client, signature: sign(null, survivorText(this.#options.parameters, survivors), this.#options.identity)};
  }

  /** Gives the shares that take the masks off, once, and only for the list that at least a threshold of neighbours signed. */
  unmask(alive: readonly number[], dead: readonly number[], signatures: readonly SurvivorSignature[]): UnmaskingShares {
    this.#enter("unmask", "over");
    const {client, parameters, directory} = this.#options;
    const text = survivorText(parameters, this.#survivors ?? []);
    const survivors = new Set(this.#survivors);
    const signers = new Set(signatures.filter(({client: by, signature}) => {
      const key = directory.get(by);
      return this.#sharing.has(by) && survivors.has(by) && key !== undefined && verify(null, text, key, signature);
    }).map((entry) => entry.client));
    if (signers.size < parameters.threshold) throw new AggregationAborted(`${signers.size} neighbours signed the same survivors, ${parameters.threshold} are needed`);
    const deadSet = new Set(dead);
    if (alive.some((id) => deadSet.has(id))) throw new AggregationAborted("a client cannot be both alive and dead");
    if (alive.some((id) => !survivors.has(id)) || dead.some((id) => survivors.has(id))) throw new AggregationAborted("the request does not follow the signed survivors");
    const pick = (ids: readonly number[], name: keyof Kept) =>
      ids.filter((id) => this.#kept.has(id)).map((of) => ({of, bytes: this.#kept.get(of)![name]}));
    return {client, alive: pick(alive, "ownMaskShare"), dead: pick(dead, "maskKeyShare")};
  }

  #keep(from: number, both: Uint8Array): void {
    this.#kept.set(from, {ownMaskShare: both.subarray(0, 32), maskKeyShare: both.subarray(32, 64)});
  }

  #enter(stage: "offer" | "share" | "mask" | "sign" | "unmask", next: "share" | "mask" | "sign" | "unmask" | "over"): void {
    if (this.#stage !== stage) throw new AggregationAborted(`the client is at stage ${this.#stage}, and was asked for stage ${stage}`);
    this.#stage = next;
  }
}
