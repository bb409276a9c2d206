import {describe, expect, it} from "vitest";
import {eachTile, precisionOf, sortingNetwork, sortingTile, Tile} from "./index.ts";

function runNetwork(values: number[], pairs: Uint32Array): number[] {
  const places = [...values];
  for (let i = 0; i < pairs.length; i += 2) {
    const [low, high] = [pairs[i]!, pairs[i + 1]!];
    if (places[low]! > places[high]!) [places[low], places[high]] = [places[high]!, places[low]!];
  }
  return places;
}

const bitsOf = (number: number, n: number) => Array.from({length: n}, (_, i) => (number >> i) & 1);

function vectors(rows: number, columns: number, make: Float32ArrayConstructor | Float64ArrayConstructor) {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 32 - 0.5) * 1000) / 16;
  };
  return Array.from({length: rows}, () => make.from(Array.from({length: columns}, next)));
}

describe("a sorting network", () => {
  it("sorts every list of zeros and ones up to eleven long, hence every list (Knuth's zero-one principle)", () => {
    for (let n = 1; n <= 11; n += 1) {
      const pairs = sortingNetwork(n);
      for (let number = 0; number < 2 ** n; number += 1) {
        const values = bitsOf(number, n);
        expect(runNetwork(values, pairs)).toEqual(values.sort());
      }
    }
  });
  it("for some places only has fewer pairs and still brings the right values there", () => {
    const pairs = sortingNetwork(9, 4, 5);
    expect(pairs.length).toBeLessThan(sortingNetwork(9).length);
    for (let number = 0; number < 512; number += 1) {
      const values = bitsOf(number, 9);
      expect(runNetwork(values, pairs)[4]).toBe(values.sort()[4]);
    }
  });
  it("of 16 has the 63 pairs that Batcher counts", () => {
    expect(sortingNetwork(16).length / 2).toBe(63);
  });
});

describe.each([["float32", Float32Array], ["float64", Float64Array]] as const)("a tile of %s", (_, make) => {
  it.each([[1, 1], [2, 15], [7, 33], [40, 1000], [130, 5]])("of %i clients with %i weights gives what sorting each column gives", (rows, columns) => {
    const given = vectors(rows, columns, make);
    const from = Math.floor(rows / 4);
    const to = rows - from;
    const tile = sortingTile(given, from, to);
    const means = eachTile(given, tile, () => {
      tile.sort();
      return tile.mean(from, to);
    });
    const expected = Array.from({length: columns}, (__, i) => {
      const column = given.map((vector) => vector[i]!).sort((a, b) => a - b);
      return column.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    });
    expect([...means]).toEqual(expected);
  });
  it("adds up rows by their shares", () => {
    const given = vectors(5, 100, make);
    const shares = [0.5, 0.25, 2, 0, -1];
    const tile = new Tile(5, precisionOf(given), 1024);
    tile.setShares(shares);
    const sums = eachTile(given, tile, () => tile.weightedSum());
    expect([...sums]).toEqual(Array.from({length: 100}, (__, i) => given.reduce((sum, vector, k) => sum + shares[k]! * vector[i]!, 0)));
  });
});

it("vectors of both kinds together are worked on as float64", () => {
  expect(precisionOf([new Float32Array(1), new Float64Array(1)])).toBe(64);
  expect(precisionOf([new Float32Array(1), new Float32Array(1)])).toBe(32);
});
