/** Secure aggregation without a transport: both sides as libraries. */
export {SecureClient, type ClientOptions} from "./client.ts";
export {AggregationAborted, type KeyOffer, type RoundParameters, type SealedShares, type SurvivorSignature, type UnmaskingShares} from "./protocol.ts";
export {defaultQuantisation, type Quantisation} from "./quantise.ts";
export {SecureServer, type SecureMean} from "./server.ts";
