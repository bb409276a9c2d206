/** A dragged slider neither floods the server nor loses its last value. */
import {expect, test} from "vitest";
import type {InputValue} from "#notebooks";
import {InputSender} from "./input-sender.ts";

function makeSender() {
  const sent: [string, InputValue][] = [];
  const answers: (() => void)[] = [];
  let frames: (() => void)[] = [];
  const sender = new InputSender({
    frame: (callback) => void frames.push(callback),
    send: (key, value) => {
      sent.push([key, value]);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  const draw = () => {
    const due = frames;
    frames = [];
    for (const callback of due) callback();
  };
  const answer = async () => {
    answers.shift()?.();
    await new Promise(setImmediate);
  };
  return {sender, sent, draw, answer};
}

test("the first value is sent at once, and of the others within a frame only the last", async () => {
  const {sender, sent, draw, answer} = makeSender();
  for (const value of [1, 2, 3]) sender.set("1/0", value);
  expect(sent).toEqual([["1/0", 1]]);
  await answer();
  draw();
  expect(sent.at(-1)).toEqual(["1/0", 3]);
  expect(sent).toHaveLength(2);
});

test("while one is on its way the newest waits, and then goes", async () => {
  const {sender, sent, draw, answer} = makeSender();
  sender.set("1/0", 1);
  draw();
  sender.set("1/0", 2);
  draw();
  sender.set("1/0", 3);
  draw();
  expect(sent).toEqual([["1/0", 1]]);
  expect(sender.isBusy("1/0")).toBe(true);
  await answer();
  expect(sent).toEqual([["1/0", 1], ["1/0", 3]]);
  await answer();
  expect(sender.isBusy("1/0")).toBe(false);
});

test("inputs do not wait for each other", () => {
  const {sender, sent, draw} = makeSender();
  sender.set("1/0", 1);
  sender.set("2/0", true);
  draw();
  expect(sent).toEqual([["1/0", 1], ["2/0", true]]);
});
