/** How long a server of secure aggregation takes to take the masks off a sum, with some clients gone after they shared keys. */
import {randomBytes} from "node:crypto";
import {defaultQuantisation, SecureServer} from "#kernels/fl";
import {toKeyPair} from "../kernels/fl/secure-aggregation/keys.ts";
import {ringNeighbours} from "../kernels/fl/secure-aggregation/protocol.ts";
import {splitSecret} from "../kernels/fl/secure-aggregation/shamir.ts";

/**
 * Milliseconds of the last stage, on the clock and of the processor. The clients are played: their keys and shares are real, their inputs are
 * zeros, since taking streams off costs the same whatever they are taken from (that the sum is right is a matter of the tests).
 */
export async function measureUnmasking(clients: number, shares: number, gone: number, weights: number): Promise<{readonly wall: number; readonly processor: number}> {
  const ring = Array.from({length: clients}, (_, i) => i + 1);
  const threshold = (shares >> 1) + 1;
  const parameters = {session: "bench", round: 1, shares, threshold, quantisation: defaultQuantisation};
  const server = new SecureServer(parameters, ring);
  const near = ringNeighbours(ring, shares);
  const pairs = ring.map(() => toKeyPair(randomBytes(32)));
  server.distributeKeys(ring.map((client, i) => ({client, maskKey: pairs[i]!.open, transportKey: pairs[i]!.open})));
  const sealed = new Uint8Array(0);
  server.forwardShares(new Map(ring.map((client) => [client, near.get(client)!.filter((to) => to !== client).map((to) => ({from: client, to, sealed}))])));
  const dead = new Set(ring.filter((client) => gone > 0 && client % Math.floor(clients / gone) === 0).slice(0, gone));
  const zeros = new Uint32Array(weights + 1);
  const survivors = server.collectInputs(new Map(ring.filter((client) => !dead.has(client)).map((client) => [client, zeros])));
  const answers = new Map(survivors.map((client) => [client, {client, alive: [] as {of: number; bytes: Uint8Array}[], dead: [] as {of: number; bytes: Uint8Array}[]}]));
  for (const client of ring) {
    const secret = dead.has(client) ? pairs[client - 1]!.secret : randomBytes(32);
    const holders = near.get(client)!.filter((holder) => !dead.has(holder));
    for (const {holder, bytes} of splitSecret(secret, threshold, holders, (length) => randomBytes(length))) answers.get(holder)![dead.has(client) ? "dead" : "alive"].push({of: client, bytes});
  }
  const start = performance.now();
  const before = process.cpuUsage();
  await server.unmask([...answers.values()]);
  const {user, system} = process.cpuUsage(before);
  return {wall: performance.now() - start, processor: (user + system) / 1000};
}
