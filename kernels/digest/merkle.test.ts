/** The Merkle tree against the published roots of Certificate Transparency's reference tests, and its proofs against every tree up to 40 leaves. */
import {describe, expect, it} from "vitest";
import {fromHexadecimal, inclusionProof, isIncluded, merkleRoot} from "./index.ts";

const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(fromHexadecimal);

/** The roots over the first 0, 1, 2 … leaves, as in `merkle_tree_test.go` of google/certificate-transparency. */
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the Merkle tree", () => {
  it("has the published roots for 0 to 8 leaves", () => {
    expect(roots.map((_, count) => merkleRoot(leaves.slice(0, count)))).toEqual(roots);
  });

  it("proves every leaf of every tree up to 40 leaves, and nothing else", () => {
    for (let count = 1; count <= 40; count++) {
      const many = Array.from({length: count}, (_, i) => Uint8Array.of(i));
      const root = merkleRoot(many);
      for (let index = 0; index < count; index++) {
        const proof = inclusionProof(many, index);
        expect(isIncluded(many[index]!, index, count, proof, root)).toBe(true);
        expect(isIncluded(Uint8Array.of(99), index, count, proof, root)).toBe(false);
        expect(isIncluded(many[index]!, (index + 1) % count, count, proof, root)).toBe(count === 1);
        expect(isIncluded(many[index]!, index, count, [...proof, root], root)).toBe(false);
        if (proof.length > 0) expect(isIncluded(many[index]!, index, count, proof.slice(1), root)).toBe(false);
      }
    }
  });

  it("does not take a node for a leaf", () => {
    const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
    const node = fromHexadecimal(merkleRoot([one]) + merkleRoot([two]));
    expect(merkleRoot([node])).not.toBe(merkleRoot([one, two]));
  });

  it("refuses a proof for a leaf that is not there", () => {
    expect(() => inclusionProof([Uint8Array.of(1)], 1)).toThrow(new RangeError("inclusionProof requires an index from 0 to 0, got 1"));
  });
});
