/** What the network looked at: its attention over time, and the weight of each variable, as means over windows. */
import type {NetworkOutput} from "./network.ts";
import type {Tensor} from "./tape.ts";
import type {Variables} from "./variables.ts";

export interface VariableWeight {
  readonly variable: string;
  /** Share from 0 to 1; those of one list sum to 1. */
  readonly weight: number;
}

export interface VariableWeights {
  /** Of what describes a series as a whole, of the past, and of what is known ahead. */
  readonly series: readonly VariableWeight[];
  readonly past: readonly VariableWeight[];
  readonly ahead: readonly VariableWeight[];
}

/** Where a step ahead looks: `time` 0 is the last step known. */
export interface Attention {
  readonly time: Int32Array;
  /** Mean over all steps ahead; sums to 1. */
  readonly weight: Float64Array;
}

/** Gathers attention over batches of windows. */
export function toAttention(before: number, horizon: number): {add: (output: NetworkOutput, windows: number) => void; result: () => Attention} {
  const sums = new Float64Array(before + horizon);
  let rows = 0;
  return {
    add({attention}) {
      addRows(attention, sums);
      rows += attention.rows;
    },
    result: () => ({time: Int32Array.from(sums, (_, k) => k - before + 1), weight: sums.map((sum) => sum / rows)}),
  };
}

/** Gathers the weights of variables over batches of windows. */
export function toWeights({observed, known}: Variables, hasSeries: boolean): {add: (output: NetworkOutput) => void; result: () => VariableWeights} {
  const totals = new Map<"fixedWeights" | "pastWeights" | "aheadWeights", {sums: Float64Array; rows: number}>();
  const read = (name: "fixedWeights" | "pastWeights" | "aheadWeights", names: readonly string[]): VariableWeight[] => {
    const {sums, rows} = totals.get(name)!;
    return Array.from(sums, (sum, k) => ({variable: names[k]!, weight: sum / rows})).sort((a, b) => b.weight - a.weight);
  };
  return {
    add(output) {
      for (const name of ["fixedWeights", "pastWeights", "aheadWeights"] as const) {
        const total = totals.get(name) ?? {sums: new Float64Array(output[name].columns), rows: 0};
        addRows(output[name], total.sums);
        total.rows += output[name].rows;
        totals.set(name, total);
      }
    },
    result: () => ({
      series: read("fixedWeights", ["level", ...(hasSeries ? ["series"] : [])]),
      past: read("pastWeights", [...observed, ...known].map(({name}) => name)),
      ahead: read("aheadWeights", known.map(({name}) => name)),
    }),
  };
}

function addRows({data, rows, columns}: Tensor, sums: Float64Array): void {
  for (let row = 0; row < rows; row += 1) for (let k = 0; k < columns; k += 1) sums[k] = sums[k]! + data[row * columns + k]!;
}
