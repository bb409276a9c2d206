/** What canonical bytes cost beside hashing: the digest of a table of a million rows against SHA-256 over the same bytes. */
import {createHash} from "node:crypto";
import * as aq from "arquero";
import {digestValue, encodeValue, offerColumn} from "#kernels/digest";
import type {Row} from "./row.ts";

const rows = 1_000_000;
const limit = 1.5;
const rounds = 15;

/** A table over buffers, as `data("name")` gives it: its columns offer their buffers to the digest. */
function toOfferedTable(): unknown {
  const numbers = new Float64Array(rows);
  const integers = new Float64Array(rows);
  const offsets = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    numbers[i] = Math.sin(i) * 100;
    integers[i] = i;
    offsets[i + 1] = offsets[i]! + 5 + (i % 7);
  }
  const bytes = new Uint8Array(offsets[rows]!);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 97 + (i % 26);
  const columns = {
    integer: {type: "number" as const, values: integers, valid: null},
    text: {type: "text" as const, offsets, bytes, valid: null},
    number: {type: "number" as const, values: numbers, valid: null},
  };
  const entries = Object.entries(columns).map(([name, column]) => {
    const values = {length: rows, at: () => null};
    offerColumn(values, column);
    return [name, values];
  });
  return aq.table(Object.fromEntries(entries) as {[name: string]: unknown[]});
}

/** Milliseconds of the median round, alternating, so that both meet the same machine. */
function medians(ours: () => void, theirs: () => void): readonly [number, number] {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [which, work] of [ours, theirs].entries()) {
      const start = performance.now();
      work();
      times[which]!.push(performance.now() - start);
    }
  }
  const [first, second] = times.map((list) => list.sort((a, b) => a - b)[rounds >> 1]!);
  return [first!, second!];
}

export async function run(): Promise<readonly Row[]> {
  const offered = toOfferedTable();
  const measure = (name: string, value: unknown): Row => {
    const bytes = encodeValue(value);
    const [ours, plain] = medians(() => void digestValue(value), () => void createHash("sha256").update(bytes).digest("hex"));
    const ratio = ours / plain;
    const megabytes = (bytes.length / 1e6).toFixed(1);
    return {
      name,
      measured: `${ours.toFixed(1)} ms for ${megabytes} MB; SHA-256 alone ${plain.toFixed(1)} ms (${ratio.toFixed(2)}×)`,
      target: `≤ ${limit}× SHA-256 over the same bytes`,
      ratio,
      reached: ratio <= limit,
    };
  };
  return [
    measure("Canonical digest of a table, 1,000,000 rows × 3 columns", offered),
    measure("Canonical digest of a Float64Array, 1,000,000 numbers", new Float64Array(rows).fill(0.1)),
  ];
}
