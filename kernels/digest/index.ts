/** The door of digests: canonical bytes of any value, digests, the Merkle root, and comparing records. On Node; a sandbox bundles `sandbox.ts`. */
export * from "./sandbox.ts";
export * from "./node.ts";
export {parseRecord} from "./parse-record.ts";
