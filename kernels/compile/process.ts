/** The process that compiles cells: it is killed when it takes too long, so it keeps nothing. */
import {compileCell} from "./compile-cell.ts";
import {serve} from "./serve.ts";

/** Milliseconds after which an idle process gets ready for types. */
const warmAfterMs = 20;

/** Cells that use most of the compiler, so that the first real ones find it loaded and compiled itself. */
const sampleSources = [
  "interface Row {x: number}\nconst rows: Row[] = data('x').objects() as Row[];\nconst mean = d3.mean(rows, (row: Row): number => row.x)!;",
  "for (const row of rows) { if (row.x > tau) total += row.x; else break; }",
  "view(Inputs.range([0, 1], {label: `tau ${now}`}))",
];
const warmRounds = 30;

function warm(): void {
  for (let round = 0; round < warmRounds; round++) {
    for (const source of sampleSources) compileCell({id: 1, kind: "typescript", source, hidden: false, output: null});
  }
}

serve((request) => {
  if (request.type !== "compile") throw new TypeError(`compiling process takes compile requests, got ${request.type}`);
  return request.cells.map(compileCell);
});

setTimeout(warm, warmAfterMs);
