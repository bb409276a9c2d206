/** How fast cells compile over the process boundary, and how fast types are checked and completed in a notebook of 50 cells. */
import {createCompiler} from "#kernels/compile";
import {toCell, type Cell} from "#notebooks";
import type {Row} from "./row.ts";

const cellCount = 50;

/** Each cell reads a table and a number of the cell before. */
function makeNotebook(): Cell[] {
  return Array.from({length: cellCount}, (_, index) => {
    const id = index + 1;
    const source =
      index === 0
        ? 'const t1 = data("prices");\nconst tau = view(Inputs.range([0, 1]));'
        : `const t${id} = t${index}.filter((row) => row.price > ${id}).derive({scaled: (row) => row.price * tau});\nconst m${id}: number = d3.mean(t${id}.array("price")) ?? 0;`;
    return toCell({id, source});
  });
}

/** The milliseconds that a share of the runs stays below. */
function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))] ?? NaN;
}

async function time(repetitions: number, run: (repetition: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = performance.now();
    await run(repetition);
    times.push(performance.now() - start);
  }
  return times;
}

function toRow(name: string, times: readonly number[], limitMs: number): Row {
  const median = quantile(times, 0.5);
  const digits = limitMs < 5 ? 2 : 1;
  const measured = `${median.toFixed(digits)} ms (p95 ${quantile(times, 0.95).toFixed(digits)} ms)`;
  return {name, measured, target: `≤ ${limitMs} ms`, ratio: median / limitMs, reached: median <= limitMs};
}

export async function run(): Promise<Row[]> {
  const compiler = createCompiler();
  try {
    const small = (n: number): Cell[] => [
      toCell({id: 1, source: `const a: number = ${n};`}),
      toCell({id: 2, source: `const b = [a, ${n}].map((x: number): number => x + 1);`}),
      toCell({id: 3, source: `d3.mean(b) + ${n}`}),
    ];
    await time(200, (n) => compiler.compile(small(-n - 1)));
    const compiling = await time(500, (n) => compiler.compile(small(n)));

    let cells = makeNotebook();
    const check = (): Promise<unknown> => compiler.check("bench", cells);
    const replace = (id: number, source: string): void => void (cells = cells.map((cell) => (cell.id === id ? {...cell, source} : cell)));
    const first = cells[0]?.source ?? "";
    const last = cells.at(-1)?.source ?? "";
    await time(5, (n) => (replace(cellCount, `${last} // ${n}`), check()));
    const leaf = await time(30, (n) => (replace(cellCount, `${last} // leaf ${n}`), check()));
    const root = await time(30, (n) => (replace(1, `${first} // root ${n}`), check()));
    const types = await time(20, (n) => (replace(1, first.replace("view(Inputs.range([0, 1]))", `${n} as ${n} | 0.5`)), check()));
    replace(1, first);
    const complete = (source: string): Promise<unknown> => (replace(cellCount, source), compiler.complete("bench", cells, cellCount, source.length));
    const members = await time(30, (n) => complete(`const fresh${n} = 1;\nt${cellCount - 1}.`));
    const names = await time(30, (n) => complete(`const fresh${n} = 1;\nt`));

    return [
      toRow("compile three small cells, in the compiler's process and back", compiling, 1),
      toRow(`check types after an edit of the last of ${cellCount} cells`, leaf, 40),
      toRow(`check types after an edit of the first of ${cellCount} cells that keeps its types`, root, 40),
      toRow(`check types after an edit that changes the types of all ${cellCount} cells`, types, 100),
      toRow(`complete a table's members in ${cellCount} cells, after an edit`, members, 50),
      toRow(`complete a name in ${cellCount} cells, after an edit`, names, 50),
    ];
  } finally {
    await compiler.close();
  }
}
