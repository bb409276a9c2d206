/** What comparing two runs costs that each hold a table of a million rows: bytes decoded, rows matched by their key or by their cells. */
import * as aq from "arquero";
import {compareBytes} from "#kernels/compare";
import {encodeValue} from "#kernels/digest";
import type {Row} from "./row.ts";

const rows = 1_000_000;
const limitMs = 2000;
const rounds = 3;

/** Every 1000th row has another number, the first 100 rows went and 100 others came. */
function toTable(isLater: boolean, hasKey: boolean): unknown {
  const from = isLater ? 100 : 0;
  const indices = Array.from({length: rows}, (_, index) => index + from);
  return aq.table({
    ...(hasKey && {time: indices.map((index) => new Date(1_700_000_000_000 + index * 60_000))}),
    place: indices.map((index) => `place ${index % 1000}`),
    count: indices.map((index) => index % 977),
    value: indices.map((index) => (isLater && index % 1000 === 0 ? -1 : Math.sqrt(index))),
  });
}

export async function run(): Promise<readonly Row[]> {
  return [true, false].map((hasKey) => {
    const [before, after] = [encodeValue(toTable(false, hasKey)), encodeValue(toTable(true, hasKey))];
    let best = Infinity;
    let said = "";
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      const change = compareBytes(before, after);
      best = Math.min(best, performance.now() - start);
      if (change.type === "table") said = `${change.added} added, ${change.removed} removed, ${change.changed} changed`;
    }
    return {
      name: `Comparison of two tables of 1,000,000 rows ${hasKey ? "by a column that names the rows" : "without such a column"}`,
      measured: `${best.toFixed(0)} ms (${said})`,
      target: `≤ ${limitMs} ms`,
      ratio: best / limitMs,
      reached: best <= limitMs,
    };
  });
}
