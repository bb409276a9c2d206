/** Every example gives one root whatever the order in which its cells run, and on the next version of the engine. */
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {createKernelHost} from "#kernels/host";
import {exampleNotebooks} from "#notebooks/examples";
import {shuffling} from "../kernels/session/testing/shuffled-host.ts";
import {openEngine, runExample, type RunningEngine} from "./example-run.ts";

const node26 = process.env["RECTO_NODE_26"];

let engine: RunningEngine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

describe.each(exampleNotebooks())("the example “$title”", (example) => {
  const rootOn = async (host: RunningEngine["host"]): Promise<string> => {
    const session = await runExample({...engine, host}, example);
    try {
      const {root, verifiable} = session.record();
      expect(verifiable).toBe(true);
      return root;
    } finally {
      await session.close();
    }
  };

  it("gives the same root whatever the order in which its cells run", async () => {
    const root = await rootOn(engine.host);
    for (const order of ["one", "another", "a third"]) expect(await rootOn(shuffling(engine.host, order))).toBe(root);
  });

  it.skipIf(node26 === undefined)("gives the same root on Node 26 (skipped unless RECTO_NODE_26 names its executable)", async () => {
    const other = await createKernelHost({engine: node26 ?? ""});
    try {
      expect(await rootOn(other)).toBe(await rootOn(engine.host));
    } finally {
      await other.close();
    }
  });
});
