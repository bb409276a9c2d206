/** Typed text reaches the server once, in order, whatever others do and however often the connection is cut. */
import {ChangeSet, Text} from "@codemirror/state";
import {expect, test} from "vitest";
import type {Edit} from "#notebooks";
import {CellText} from "./cell-text.ts";
import {differenceOf, reconcile} from "./reconcile.ts";

type SourceEdit = Extract<Edit, {type: "edit-source"}>;

/** A server in three lines: a text and a version, an edit against another version is refused. */
function makeServer(source: string) {
  let document = Text.of(source.split("\n"));
  let version = 0;
  return {
    accept(edit: SourceEdit): boolean {
      if (edit.version !== version) return false;
      document = ChangeSet.fromJSON(edit.changes).apply(document);
      version++;
      return true;
    },
    get source() {
      return document.toString();
    },
    get version() {
      return version;
    },
  };
}

const type = (text: CellText, at: number, insert: string) => text.dispatch({changes: {from: at, insert}});
const read = (text: CellText) => text.document.value.toString();

test("several key presses go as one edit, and are confirmed together", () => {
  const server = makeServer("1 + 1");
  const text = new CellText(1, "1 + 1", 0, "me");
  type(text, 5, " ");
  type(text, 6, "+ 2");
  const edit = text.takeEdit()!;
  expect(edit).toMatchObject({version: 0, changes: [5, [0, " + 2"]], client: "me"});
  expect(server.accept(edit)).toBe(true);
  text.receive(edit);
  expect(text.isUnsaved).toBe(false);
  expect(server.source).toBe(read(text));
});

test("nothing is sent while an edit is on its way", () => {
  const text = new CellText(1, "", 0, "me");
  type(text, 0, "a");
  const edit = text.takeEdit()!;
  type(text, 1, "b");
  expect(text.takeEdit()).toBeNull();
  text.receive(edit);
  expect(text.takeEdit()).toMatchObject({version: 1, changes: [1, [0, "b"]]});
});

test("two people who type at once end with the same text", () => {
  const server = makeServer("x");
  const mine = new CellText(1, "x", 0, "me");
  const yours = new CellText(1, "x", 0, "you");
  type(mine, 0, "A");
  type(yours, 1, "B");
  const first = mine.takeEdit()!;
  const second = yours.takeEdit()!;
  expect([server.accept(first), server.accept(second)]).toEqual([true, false]);
  for (const text of [mine, yours]) text.receive(first);
  yours.release();
  const again = yours.takeEdit()!;
  expect(server.accept(again)).toBe(true);
  for (const text of [mine, yours]) text.receive(again);
  expect([read(mine), read(yours), server.source]).toEqual(["AxB", "AxB", "AxB"]);
});

test("typing is kept through a cut, and sent once, when the server never got it", () => {
  const server = makeServer("x");
  const text = new CellText(1, "x", 0, "me");
  type(text, 1, "1");
  text.takeEdit();
  type(text, 2, "2");
  text.resume(server.source, server.version);
  expect(read(text)).toBe("x12");
  const edit = text.takeEdit()!;
  expect(server.accept(edit)).toBe(true);
  expect(server.source).toBe("x12");
});

test("typing is not doubled when the server got it and only the answer was lost", () => {
  const server = makeServer("x");
  const text = new CellText(1, "x", 0, "me");
  type(text, 1, "1");
  server.accept(text.takeEdit()!);
  type(text, 2, "2");
  text.resume(server.source, server.version);
  expect(read(text)).toBe("x12");
  const edit = text.takeEdit()!;
  expect(edit.changes).toEqual([2, [0, "2"]]);
  expect(server.accept(edit)).toBe(true);
  expect(server.source).toBe("x12");
});

test("a server that was started again counts versions from the beginning, and still nothing is doubled", () => {
  const server = makeServer("x");
  const text = new CellText(1, "x", 0, "me");
  type(text, 1, "1");
  server.accept(text.takeEdit()!);
  type(text, 2, "2");
  text.resume(server.source, 0);
  expect(read(text)).toBe("x12");
  expect(text.takeEdit()).toMatchObject({version: 0, changes: [2, [0, "2"]]});
});

test("what others wrote during the cut is kept beside one's own", () => {
  const server = makeServer("one two");
  const text = new CellText(1, "one two", 0, "me");
  type(text, 7, " three");
  server.accept(text.takeEdit()!);
  const other = new CellText(1, server.source, server.version, "you");
  type(other, 0, "zero ");
  server.accept(other.takeEdit()!);
  type(text, 13, " four");
  text.resume(server.source, server.version);
  expect(read(text)).toBe("zero one two three four");
  server.accept(text.takeEdit()!);
  expect(server.source).toBe("zero one two three four");
});

test("an edit that does not fit the text is an error, not a garbled text", () => {
  const text = new CellText(1, "abc", 0, "me");
  expect(() => text.receive({type: "edit-source", id: 1, version: 0, changes: [9, [1]], client: "you"})).toThrow(RangeError);
});

test("the difference of two texts is the stretch between what they share", () => {
  const difference = (before: string, after: string) => differenceOf(Text.of([before]), Text.of([after])).toJSON();
  expect(difference("abc", "abc")).toEqual([3]);
  expect(difference("abc", "abXc")).toEqual([2, [0, "X"], 1]);
  expect(difference("aaa", "aa")).toEqual([2, [1]]);
});

test("reconciling applies to the server's text, whatever was typed", () => {
  const texts = ["", "a", "ab", "abc", "xabc", "abxc", "hello"];
  for (const base of texts)
    for (const mine of texts)
      for (const theirs of texts) {
        const [from, to, other] = [base, mine, theirs].map((text) => Text.of([text])) as [Text, Text, Text];
        const kept = reconcile({base: from, sent: null, unsent: differenceOf(from, to), theirs: other});
        expect(kept.length).toBe(other.length);
        if (base === theirs) expect(kept.apply(other).toString()).toBe(mine);
      }
});
