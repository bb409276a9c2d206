/** Makes the test vectors of `docs/digest.md`: values with their bytes and digests, and one small record. Run it to print `vectors.json`. */
import {fileURLToPath} from "node:url";
import * as aq from "arquero";
import {toCell, toNotebook} from "#notebooks";
import type {RunRecord} from "#notebooks";
import {encodeValue} from "../encode.ts";
import {toLeaves} from "../leaves.ts";
import {toHexadecimal} from "../merkle.ts";
import {buildRecord, digestBytes, digestCellSource, digestSource, digestValue} from "../node.ts";

/** JavaScript expressions; `aq` is Arquero. */
const expressions: readonly string[] = [
  "null", "undefined", "true", "false",
  "0", "-0", "1", "-1.5", "NaN", "Infinity", "2 ** 53", "5e-324",
  '""', '"a"', '"é😀"', '"x".repeat(24)', '"x".repeat(256)', '"a\\ud800"',
  "0n", "1n", "-1n", "255n", "256n", "-256n", "10n ** 30n",
  "[]", '[1, "a", null, true]', "[[], {}]", "[1, , 3]", "Object.assign([1], {x0: 0})",
  "{}", "{b: 1, a: undefined}", "{a: {b: [2]}}", "Object.create(null)", '{"\\ud800": 1}',
  "(() => { const one = {}; return [one, one]; })()", "[{}, {}]", "(() => { const ring = {}; ring.self = ring; return ring; })()",
  'new Map([["b", 1], ["a", {}]])', "new Set([2, 1])", "new Date(0)", "new Date(NaN)", "/a+/gi", "Object(1)", 'Object("ab")', "Object(true)", "Object(5n)",
  "new Uint8Array([1, 2])", "new Uint8ClampedArray([255])", "new Uint16Array([1])", "new Uint32Array([1])", "new BigUint64Array([1n])",
  "new Int8Array([-1])", "new Int16Array([-2])", "new Int32Array([-2])", "new BigInt64Array([-1n])", "new Float16Array([1.5, NaN])", "new Float32Array([0.5, NaN])",
  "new Float64Array([1, -0, NaN])", "new ArrayBuffer(2)", "new DataView(new ArrayBuffer(2))",
  'new Error("message")', 'new Error("outer", {cause: 1})', 'new TypeError("worded by the engine")', 'Object.assign(new RangeError("x"), {code: 7})',
  "() => 1", "[Symbol(\"a\")]", "new (class Point { x = 1; })()", "Object.defineProperty({}, \"hidden\", {value: 1})", "({get x() { return 1; }})", "Promise.resolve(1)",
  "aq.table({n: [1, null, 3], t: [\"a\", null, \"é\"]})",
  "aq.table({d: [new Date(1), null], f: [true, false], i: [1n, -1n], e: [null, null], m: [1, \"a\"]})",
  'aq.table({n: [3, 1, 2]}).orderby("n").filter("d => d.n > 1")',
  'aq.table({n: [3, 1, 2], t: ["a", "b", "a"]}).groupby("t").params({k: 1})',
];

/** The description that stands for opaque parts in the vectors. */
export const description = "cell source and inputs";

export function evaluate(expression: string): unknown {
  return (new Function("aq", `return (${expression});`) as (given: typeof aq) => unknown)(aq);
}

const cells = [
  toCell({id: 1, kind: "markdown", source: "# Prices"}),
  toCell({id: 2, source: "const factor = view(Inputs.range([0, 5], {value: 2}))"}),
  toCell({id: 3, source: 'const prices = data("prices")'}),
  toCell({id: 5, kind: "sql", source: "select 1", output: "one", disabled: true, attributes: [["database", "var:db"]]}),
];

export const notebook = toNotebook({title: "A small notebook", cells});

export function makeRecord(): RunRecord {
  const dataDigest = digestBytes(new TextEncoder().encode("price\n1\n2.5\n"));
  const settled = {displayDigests: [], reads: [], calls: [], status: "done" as const, valueDigest: digestValue(undefined)};
  return buildRecord({
    source: digestSource(notebook),
    parameters: {threshold: 0.5, names: ["a", {z: null, é: true, 9: -1, 10: 0}]},
    inputs: {"2/0": 3, "10/0": {$date: 86_400_000}},
    seed: 42,
    now: 1_700_000_000_000,
    data: [{name: "prices", digest: dataDigest, rows: 2}],
    cells: [
      {...settled, id: 1, kind: "markdown", sourceDigest: digestCellSource(cells[0]!), displayDigests: [digestValue("<h1>Prices</h1>")]},
      {...settled, id: 2, kind: "typescript", sourceDigest: digestCellSource(cells[1]!), reads: [{name: "input:2/0", digest: digestValue(3)}], valueDigest: digestValue({factor: 3})},
      {
        ...settled,
        id: 3,
        kind: "typescript",
        sourceDigest: digestCellSource(cells[2]!),
        reads: [{name: "seed", digest: digestValue(42)}, {name: "data:prices", digest: dataDigest}],
        calls: [{name: "rnse", argumentDigest: digestValue([1, 2.5]), resultDigest: digestValue({anomalies: []})}],
      },
      {...settled, id: 5, kind: "sql", sourceDigest: digestCellSource(cells[3]!), status: "disabled", valueDigest: null},
    ],
    kernel: {version: "0.1.0", engine: "node 24.21.0"},
    measured: {startedAt: 1_700_000_000_123, durationMs: 45},
  });
}

export function makeVectors() {
  const record = makeRecord();
  return {
    description,
    values: expressions.map((expression) => {
      const bytes = encodeValue(evaluate(expression), {description});
      return {value: expression, bytes: toHexadecimal(bytes), sha256: digestBytes(bytes)};
    }),
    notebook,
    cellSourceDigests: cells.map((cell) => digestCellSource(cell)),
    record,
    leaves: toLeaves(record).map(toHexadecimal),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(makeVectors(), null, 1)}\n`);
