import {createCipheriv, generateKeyPairSync, type KeyObject} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {
  AggregationAborted, defaultQuantisation, SecureClient, SecureServer, type RoundParameters, type SealedShares, type UnmaskingShares,
} from "./index.ts";
import {addMasks} from "./key-stream.ts";
import {addByCrew} from "./mask-crew.ts";
import {agree, toKeyPair} from "./keys.ts";
import {maskPurpose, maskSign} from "./protocol.ts";
import {dequantiseSum, quantise} from "./quantise.ts";
import {recoverSecret, splitSecret} from "./shamir.ts";

/** A small generator of its own, so that every test is the same every time. */
function toRandom(seed: number) {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {random, randomBytes: (length: number) => Uint8Array.from({length}, () => Math.floor(random() * 256))};
}

interface Dropouts {
  readonly beforeOffering?: readonly number[];
  readonly beforeSharing?: readonly number[];
  readonly beforeInput?: readonly number[];
  readonly beforeUnmasking?: readonly number[];
}

/** What is changed on its way to the server. */
interface Meddling {
  readonly shares?: (sent: Map<number, readonly SealedShares[]>) => void;
  readonly inputs?: (inputs: Map<number, Uint32Array>) => void;
  readonly answers?: (answers: UnmaskingShares[]) => readonly UnmaskingShares[];
}

async function runRound(count: number, shares: number, threshold: number, dropouts: Dropouts = {}, meddling: Meddling = {}) {
  const {random, randomBytes} = toRandom(count * 31 + shares);
  const parameters: RoundParameters = {session: "test", round: 1, shares, threshold, quantisation: defaultQuantisation};
  const numbers = Array.from({length: count}, (_, i) => i + 1);
  const identities = new Map(numbers.map((client) => [client, generateKeyPairSync("ed25519")]));
  const directory = new Map<number, KeyObject>([...identities].map(([client, pair]) => [client, pair.publicKey]));
  /** What each client drew first: its mask key's secret, its transport key's, and its own mask. */
  const secrets = new Map<number, Uint8Array[]>(numbers.map((client) => [client, []]));
  const clients = new Map(numbers.map((client) => {
    const draw = (length: number) => {
      const bytes = randomBytes(length);
      secrets.get(client)!.push(bytes);
      return bytes;
    };
    return [client, new SecureClient({client, parameters, identity: identities.get(client)!.privateKey, directory, randomBytes: draw})];
  }));
  const updates = new Map(numbers.map((client) => [client, {weights: Float64Array.from({length: 50}, () => random() - 0.5), examples: 10 * client}]));
  const server = new SecureServer(parameters, numbers);
  const gone = (list: readonly number[] = []) => new Set(list);
  const offers = numbers.filter((client) => !gone(dropouts.beforeOffering).has(client)).map((client) => clients.get(client)!.offerKeys());
  const keys = server.distributeKeys(offers);
  const sent = new Map([...keys].filter(([client]) => !gone(dropouts.beforeSharing).has(client)).map(([client, near]) => [client, clients.get(client)!.shareKeys(near)]));
  meddling.shares?.(sent);
  const inboxes = server.forwardShares(sent);
  const inputs = new Map(
    [...inboxes].filter(([client]) => !gone(dropouts.beforeInput).has(client)).map(([client, inbox]) => {
      const {weights, examples} = updates.get(client)!;
      return [client, clients.get(client)!.maskInput(inbox, weights, examples, random)] as const;
    }),
  );
  meddling.inputs?.(inputs);
  const survivors = server.collectInputs(inputs);
  const signatures = survivors.map((client) => clients.get(client)!.signSurvivors(survivors));
  const requests = server.askToUnmask(signatures);
  const answers = [...requests].filter(([client]) => !gone(dropouts.beforeUnmasking).has(client)).map(([client, {alive, dead, signatures: signed}]) => clients.get(client)!.unmask(alive, dead, signed));
  const result = await server.unmask(meddling.answers?.(answers) ?? answers);
  const counted = survivors.map((client) => updates.get(client)!);
  const total = counted.reduce((sum, {examples}) => sum + examples, 0);
  const expected = Float64Array.from({length: 50}, (_, i) => counted.reduce((sum, {weights, examples}) => sum + (weights[i]! * examples) / total, 0));
  const error = Math.max(...result.mean.map((value, i) => Math.abs(value - expected[i]!)));
  return {error, survivors, inputs, updates, clients, requests, answers, offers, parameters, secrets};
}

/** A round in which everybody stays, for looking at what went over the wire. */
const observed = await runRound(10, 10, 6);

describe("secure aggregation", () => {
  it.each<[string, number, number, number, Dropouts]>([
    ["nobody drops out", 10, 10, 6, {}],
    ["two drop out before offering keys", 10, 10, 6, {beforeOffering: [2, 7]}],
    ["two drop out before sharing keys", 10, 10, 6, {beforeSharing: [3, 4]}],
    ["two drop out before sending their input", 10, 10, 6, {beforeInput: [1, 9]}],
    ["two drop out before unmasking", 10, 10, 6, {beforeUnmasking: [2, 10]}],
    ["one drops out at each stage", 12, 12, 7, {beforeOffering: [4], beforeSharing: [5], beforeInput: [6], beforeUnmasking: [7]}],
    ["each client has 7 of 20 others as neighbours", 20, 7, 4, {beforeInput: [8], beforeUnmasking: [15]}],
  ])("gives the survivors' weighted mean when %s", async (_, count, shares, threshold, dropouts) => {
    const {error, survivors} = await runRound(count, shares, threshold, dropouts);
    expect(error).toBeLessThan(5e-5);
    expect(survivors).toHaveLength(count - (dropouts.beforeOffering?.length ?? 0) - (dropouts.beforeSharing?.length ?? 0) - (dropouts.beforeInput?.length ?? 0));
  });
  it("aborts, naming the number, when fewer than the threshold are left", async () => {
    await expect(runRound(10, 10, 6, {beforeInput: [1, 2, 3, 4, 5]})).rejects.toThrow(new AggregationAborted("client 6 has 5 neighbours sending their input, 6 are needed"));
    await expect(runRound(10, 10, 6, {beforeUnmasking: [1, 2, 3, 4, 5]})).rejects.toThrow("5 shares of client 1 came back, 6 are needed");
  });
  it("asks for the mask keys of those who shared keys and sent no input (U2 without U3), and of nobody who left earlier", async () => {
    const {requests} = await runRound(12, 12, 7, {beforeOffering: [4], beforeSharing: [5], beforeInput: [6]});
    for (const {alive, dead} of requests.values()) expect([alive, dead]).toEqual([[1, 2, 3, 7, 8, 9, 10, 11, 12], [6]]);
  });
  it("counts who sent shares to some neighbours only as gone", async () => {
    const {error, survivors} = await runRound(10, 10, 6, {}, {shares: (sent) => sent.set(3, sent.get(3)!.slice(1))});
    expect(survivors).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(error).toBeLessThan(5e-5);
  });
  it("counts an input of another length as not sent", async () => {
    const {error, survivors} = await runRound(10, 10, 6, {}, {inputs: (inputs) => inputs.set(1, new Uint32Array(7))});
    expect(survivors).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(error).toBeLessThan(5e-5);
  });
  it("takes one answer of each survivor, however often it comes, and none of the dead", async () => {
    const {error} = await runRound(10, 10, 6, {beforeInput: [2]}, {answers: (answers) => [...answers, ...answers, {...answers[0]!, client: 2}]});
    expect(error).toBeLessThan(5e-5);
    await expect(runRound(10, 10, 6, {}, {answers: ([first]) => Array.from({length: 6}, () => first!)})).rejects.toThrow("1 shares of client 1 came back, 6 are needed");
  });
  it("aborts when a false share gives back another key than the dead client offered", async () => {
    const forge = (answers: UnmaskingShares[]) => answers.map((answer) => (answer.client === 1 ? {...answer, dead: answer.dead.map(({of, bytes}) => ({of, bytes: bytes.map((byte) => byte ^ 1)}))} : answer));
    await expect(runRound(10, 10, 6, {beforeInput: [2]}, {answers: forge})).rejects.toThrow("the shares of client 2 do not give back the key that it offered");
  });
  it("what the server receives of one client looks nothing like its update", async () => {
    const {inputs, updates} = await runRound(10, 10, 6);
    const {weights, examples} = updates.get(1)!;
    const plain = quantise(weights, examples, defaultQuantisation, () => 1);
    const close = [...inputs.get(1)!].filter((value, i) => Math.abs(value - plain[i]!) < 2 ** 24).length;
    expect(close).toBeLessThan(4);
  });
  describe("a server with what it receives of client 1", () => {
    const {inputs, updates, answers, offers, parameters, secrets, survivors} = observed;
    const [maskSecret, , ownMask] = secrets.get(1)! as [Uint8Array, Uint8Array, Uint8Array];
    const {weights, examples} = updates.get(1)!;
    const plain = quantise(weights, examples, defaultQuantisation, () => 1);
    const shares = answers.flatMap(({client, alive}) => alive.filter(({of}) => of === 1).map(({bytes}) => ({holder: client, bytes})));
    const between = (secret: Uint8Array) => survivors.filter((other) => other !== 1).map((other) => {
      const key = agree(secret, offers.find(({client}) => client === other)!.maskKey, maskPurpose(parameters, 1, other));
      return {key, sign: maskSign(1, other) === 1 ? (-1 as const) : (1 as const)};
    });
    const countRight = (masks: Parameters<typeof addMasks>[1]) => {
      const vector = Uint32Array.from(inputs.get(1)!);
      addMasks(vector, masks);
      return [...vector].filter((value, i) => Math.abs(value - plain[i]!) <= 1).length;
    };
    it("would read the input if it had both of the client's secrets, so that what follows can fail", () => {
      expect(countRight([{key: ownMask, sign: -1}, ...between(maskSecret)])).toBe(51);
    });
    it("reads nothing with the own mask alone, which is all that honest neighbours of one alive give", () => {
      expect(recoverSecret(shares.slice(0, 6))).toEqual(ownMask);
      expect(countRight([{key: recoverSecret(shares.slice(0, 6)), sign: -1}])).toBeLessThan(2);
      expect(answers.flatMap(({dead}) => dead)).toEqual([]);
    });
    it("reads nothing with one share of the own mask too few, even if it knew the masks between clients", () => {
      expect(countRight([{key: recoverSecret(shares.slice(0, 5)), sign: -1}, ...between(maskSecret)])).toBeLessThan(2);
    });
    it("cannot tell the secret from any other with one share too few: each value of the missing one gives another secret", async () => {
      const possible = new Set(Array.from({length: 256}, (_, value) => recoverSecret([...shares.slice(0, 5), {holder: shares[5]!.holder, bytes: shares[5]!.bytes.map((byte, i) => (i === 1 ? value : byte))}]).join()));
      expect(possible.size).toBe(256);
    });
  });
  describe("a client that is asked what it should not be", () => {
    const signed = async () => {
      const round = await runRound(10, 10, 6, {beforeUnmasking: [1]});
      return {client: round.clients.get(1)!, request: round.requests.get(1)!};
    };
    it("refuses one neighbour as both alive and dead, which would lay that one's input open", async () => {
      const {client, request} = await signed();
      expect(() => client.unmask(request.alive, [3], request.signatures)).toThrow("a client cannot be both alive and dead");
    });
    it("refuses to call dead who was signed as alive", async () => {
      const {client, request} = await signed();
      expect(() => client.unmask(request.alive.filter((id) => id !== 3), [3], request.signatures)).toThrow("the request does not follow the signed survivors");
    });
    it("refuses when fewer than the threshold signed the same survivors, as when the server told others another list", async () => {
      const {client, request} = await signed();
      expect(() => client.unmask(request.alive, request.dead, request.signatures.slice(0, 5))).toThrow("5 neighbours signed the same survivors, 6 are needed");
      const again = await signed();
      const forged = again.request.signatures.map(({client: by, signature}) => ({client: by, signature: signature.map((byte) => byte ^ 1)}));
      expect(() => again.client.unmask(again.request.alive, again.request.dead, forged)).toThrow("0 neighbours signed");
    });
  });
  it("a client answers one request to unmask, and refuses the second", async () => {
    const {clients, requests} = await runRound(10, 10, 6);
    const {alive, dead, signatures} = requests.get(1)!;
    expect(() => clients.get(1)!.unmask(alive, dead, signatures)).toThrow("the client is at stage over");
  });
  it("the sum is the same for any number of threads, and a thread's failure leaves the vector as it was", async () => {
    const words = 2 ** 18;
    const masks = Array.from({length: 80}, (_, i) => ({key: Uint8Array.from({length: 32}, (__, k) => i + k), sign: i % 3 === 0 ? (-1 as const) : (1 as const)}));
    const alone = new Uint32Array(words).fill(7);
    const shared = Uint32Array.from(alone);
    await addByCrew(alone, masks, 1);
    await addByCrew(shared, masks, 2);
    expect(Buffer.compare(Buffer.from(shared.buffer), Buffer.from(alone.buffer))).toBe(0);
    await expect(addByCrew(shared, [...masks, {key: new Uint8Array(31), sign: 1}], 2)).rejects.toThrow("a mask's key has 32 bytes, got 31");
    expect(Buffer.compare(Buffer.from(shared.buffer), Buffer.from(alone.buffer))).toBe(0);
  });
  it("more clients than the modulus allows are refused", () => {
    expect(() => new SecureServer({session: "", round: 1, shares: 3, threshold: 2, quantisation: defaultQuantisation}, Array.from({length: 1024}, (_, i) => i + 1))).toThrow("must stay below 2^32");
  });
});

describe("whole numbers for weights", () => {
  const exact = () => 1;
  it("by hand: half of the examples give half of the weight, ±C the ends of the range", () => {
    const small = {maximumExamples: 10, clippingRange: 1, targetRange: 4};
    expect([...quantise([0, 1, -1, 5], 5, small, exact)]).toEqual([2, 2, 3, 1, 4]);
    expect([...dequantiseSum(Uint32Array.of(2, 2, 3, 1), 1, small)]).toEqual([0, 1, -1]);
  });
  it.each([[[NaN], 10, "weights must be finite, got NaN at index 0"], [[0, Infinity], 10, "weights must be finite, got Infinity at index 1"], [[0], 0, "examples must be at least"], [[0], NaN, "examples must be at least"]])(
    "a client's weights %j with %d examples leave it under no mask: %s", (weights, examples, message) => {
      expect(() => quantise(weights, examples, defaultQuantisation, exact)).toThrow(message);
    },
  );
});

describe("secret sharing", () => {
  const secret = Uint8Array.from({length: 32}, (_, i) => i * 7);
  it("any threshold of shares recovers the secret", () => {
    const shares = splitSecret(secret, 3, [1, 2, 3, 4, 500], toRandom(1).randomBytes);
    for (const chosen of [[0, 1, 2], [1, 3, 4], [4, 2, 0]]) expect(recoverSecret(chosen.map((i) => shares[i]!))).toEqual(secret);
  });
  it("one share fewer fits every secret equally, and recovers none", () => {
    const shares = splitSecret(secret, 3, [1, 2, 3], toRandom(2).randomBytes);
    expect(recoverSecret(shares.slice(0, 2))).not.toEqual(secret);
  });
});

describe("the key stream", () => {
  const streamOf = (key: Uint8Array, words: number) => {
    const vector = new Uint32Array(words);
    addMasks(vector, [{key, sign: 1}]);
    return vector;
  };
  it("of a key of zeros begins as in RFC 8439, appendix A.1, test vector 1", () => {
    expect(Buffer.from(streamOf(new Uint8Array(32), 16).buffer).toString("hex")).toBe(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
    );
  });
  it.each([1, 63, 64, 65, 5000])("of %i words is the platform's own ChaCha20, and taken away again leaves the vector", (words) => {
    const {randomBytes} = toRandom(words);
    const key = randomBytes(32);
    const stream = createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(4 * words));
    expect(Buffer.from(streamOf(key, words).buffer).equals(stream)).toBe(true);
    const vector = Uint32Array.from({length: words}, (_, i) => i);
    addMasks(vector, [{key, sign: 1}, {key: randomBytes(32), sign: -1}, {key, sign: -1}]);
    addMasks(vector, [{key: toRandom(words).randomBytes(64).subarray(32), sign: 1}]);
    expect(vector).toEqual(Uint32Array.from({length: words}, (_, i) => i));
  });
});

const file = join(process.env.RECTO_SHARED ?? join(import.meta.dirname, "../../../../shared"), "data/fl/secagg.json");
describe.skipIf(!existsSync(file))("keys and quantisation against reference vectors (skipped without the reference data folder)", () => {
  const reference = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
  it("X25519 and HKDF agree", () => {
    const {sk_a, sk_b, pk_a, pk_b, hkdf_sha256_len32_nosalt_noinfo_hex} = reference.ecdh_x25519;
    expect(Buffer.from(toKeyPair(hex(sk_a)).open).toString("hex")).toBe(pk_a);
    expect(Buffer.from(agree(hex(sk_a), hex(pk_b), "")).toString("hex")).toBe(hkdf_sha256_len32_nosalt_noinfo_hex);
    expect(agree(hex(sk_b), hex(pk_a), "")).toEqual(agree(hex(sk_a), hex(pk_b), ""));
  });
  it("quantised values are the reference's floor, or one more", () => {
    const {values, floor} = reference.quantise;
    const full = quantise(values, 1000, defaultQuantisation, () => 1);
    expect([...full.subarray(1)]).toEqual(floor);
  });
});
