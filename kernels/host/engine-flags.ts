/** Flags of V8 that decide how cells run; a snapshot holds only under the flags that it was made with. */
export const engineFlags: readonly string[] = [
  /** isolated-vm asks for it. */
  "--no-node-snapshot",
  /** Without it, V8 13.6 makes some loops that nothing can stop. */
  "--no-turboshaft-loop-unrolling",
  "--max-semi-space-size=1",
];
