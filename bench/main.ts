/** Runs the measurements (all, or those named) one after the other and prints one table: `npm run bench [name …]`. */
import {readdirSync} from "node:fs";
import {cpus, totalmem} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Row} from "./row.ts";

const folder = dirname(fileURLToPath(import.meta.url));
const parts = new Set(["main", "row"]);

interface Bench {
  run?: () => Promise<readonly Row[]>;
}

const wanted = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => name.slice(0, -3))
  .filter((name) => !parts.has(name) && (wanted.length === 0 || wanted.includes(name)));

const rows: Row[] = [];
for (const name of names) {
  const bench = (await import(join(folder, `${name}.ts`))) as Bench;
  if (!bench.run) continue;
  process.stderr.write(`measuring ${name} …\n`);
  rows.push(...(await bench.run()));
}

console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`);
console.log("| what | measured | target | reached |");
console.log("|---|---|---|---|");
for (const row of rows) console.log(`| ${row.name} | ${row.measured} | ${row.target} | ${row.reached ? "yes" : "no"} |`);
process.exit(0);
