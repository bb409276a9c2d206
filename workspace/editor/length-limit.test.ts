/** What would make a cell's text too long is not taken; what others write is. */
import {EditorState, Transaction} from "@codemirror/state";
import {expect, test} from "vitest";
import {limitLength} from "./length-limit.ts";

function start(doc: string) {
  const told: string[] = [];
  return {told, state: EditorState.create({doc, extensions: limitLength((text) => told.push(text), 10)})};
}

test("a text up to the limit is taken, one beyond is not, and the person is told how long it would be", () => {
  const {told, state} = start("12345");
  expect(state.update({changes: {from: 5, insert: "67890"}}).newDoc.toString()).toBe("1234567890");
  expect(told).toEqual([]);
  expect(state.update({changes: {from: 5, insert: "678901"}}).newDoc.toString()).toBe("12345");
  expect(told).toEqual([expect.stringContaining("may hold 10 characters, and this would make 11")]);
});

test("a text that is too long already can be made shorter, and follows what others write", () => {
  const {told, state} = start("123456789012345");
  expect(state.update({changes: {from: 0, to: 1}}).newDoc.length).toBe(14);
  expect(state.update({changes: {from: 0, insert: "abc"}, annotations: Transaction.remote.of(true)}).newDoc.length).toBe(18);
  expect(told).toEqual([]);
});
