/** The roots of a run, and which leaf group was changed. */
import {createHash} from "node:crypto";
import {expect, test} from "vitest";
import {lines, resume, rnse, verify} from "./index.ts";

const x = Float64Array.from({length: 1050}, (_, i) => ((i * 7919) % 1000) / 64);
const result = rnse(x, {merkleR: 100});
const written = Buffer.concat([...lines(result)]).toString("utf8");
const hash = (...parts: (string | Buffer)[]) => parts.reduce((h, part) => h.update(part), createHash("sha256")).digest();
const leafOf = (text: string) => hash(Buffer.of(0), text);
const nodeOf = (left: Buffer, right: Buffer) => hash(Buffer.of(1), left, right);

/** The tree hash as RFC 9162 defines it, by recursion. */
function tree(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeOf(tree(leaves.slice(0, half)), tree(leaves.slice(half)));
}

test("the leaves and the root are those of RFC 9162 over groups of lines", () => {
  const rows = written.split(/(?<=\n)/);
  const leaves = Array.from({length: 11}, (_, g) => leafOf(rows.slice(100 * g, 100 * g + 100).join("")));
  expect(result.roots).toEqual({merkleR: 100, firstGroup: 0, leaves: leaves.map((leaf) => leaf.toString("hex")), root: tree(leaves).toString("hex")});
});

test("lines as they were are intact, as text, bytes or chunks", () => {
  for (const given of [written, Buffer.from(written), lines(result), written.match(/[^]{1,777}/g)!])
    expect(verify(given, result.roots!)).toEqual({intact: true, changed: [], lines: [], root: result.roots!.root});
});

test.each([0, 3, 10])("one changed character in group %d names that group and no other", (group) => {
  const rows = written.split("\n");
  rows[group * 100 + 7] = rows[group * 100 + 7]!.replace('"t":', '"t": ');
  const found = rnse.verify(rows.join("\n"), result.roots!);
  expect(found.intact).toBe(false);
  expect(found.changed).toEqual([group]);
  expect(found.lines).toEqual([{first: group * 100, last: Math.min(1049, group * 100 + 99)}]);
});

test("two changed groups are both named", () => {
  const rows = written.split("\n");
  rows[105] = rows[106]!;
  rows[905] = "";
  expect(verify(rows.join("\n"), result.roots!).changed).toEqual([1, 9]);
});

test("a missing or an added last line, and a torn end, change the last group", () => {
  const rows = written.split("\n");
  expect(verify(rows.slice(0, -2).join("\n") + "\n", result.roots!).changed).toEqual([10]);
  expect(verify(written + rows[0]! + "\n", result.roots!).changed).toEqual([10]);
  expect(verify(written.slice(0, -1), result.roots!).changed).toEqual([10]);
  expect(verify("", result.roots!).changed).toHaveLength(11);
});

test("a root that was exchanged is found although every group is as it was", () => {
  expect(verify(written, {...result.roots!, root: "0".repeat(64)})).toMatchObject({intact: false, changed: []});
});

test("the part after a checkpoint at the end of a group is verified by itself", () => {
  const first = rnse(x.subarray(0, 300), {merkleR: 100});
  const second = resume(first.state, x.subarray(300));
  expect(verify(lines(second), second.roots!)).toMatchObject({intact: true, changed: []});
  const rows = Buffer.concat([...lines(second)]).toString().split("\n");
  rows[0] = rows[1]!;
  expect(verify(rows.join("\n"), second.roots!).changed).toEqual([3]);
});

test("roots that are none are refused", () => {
  expect(() => verify(written, rnse(x).roots!)).toThrow(/run with the option "merkleR"/);
});
