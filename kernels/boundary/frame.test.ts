/** Frames come out of a stream as they went in, however the stream is cut. */
import {expect, it} from "vitest";
import {encodeFrame, FrameReader, type Frame} from "./frame.ts";

const frames: readonly Frame[] = [
  {target: 0, json: "{}", attachments: []},
  {target: 1, json: JSON.stringify({text: "ä🙂", list: [1, 2, 3]}), attachments: [new Uint8Array([1, 2, 3]), new Uint8Array(0), new Uint8Array(17).fill(9)]},
  {target: 1, json: "[]", attachments: [new Uint8Array(100_000).map((_, index) => index % 251)]},
];

const bytes = Buffer.concat(frames.flatMap((frame) => encodeFrame(frame)));

it("frames are read from chunks of any size", () => {
  for (const size of [1, 3, 7, 64, 1000, bytes.length]) {
    const read: Frame[] = [];
    const reader = new FrameReader(1_000_000, ({target, json, attachments}) => read.push({target, json, attachments: attachments.map((part) => part.slice())}));
    for (let offset = 0; offset < bytes.length; offset += size) reader.push(bytes.subarray(offset, offset + size));
    expect(read).toEqual(frames);
  }
});

it("attachments begin where typed arrays can be laid over them", () => {
  const reader = new FrameReader(1_000_000, ({attachments}) => expect(attachments.every((part) => part.byteOffset % 8 === 0)).toBe(true));
  reader.push(bytes);
  expect.assertions(frames.length);
});

it("a frame that is too long, or longer inside than outside, is refused", () => {
  expect(() => new FrameReader(10, () => undefined).push(bytes.subarray(0, 200_000))).toThrow(/at most 10 bytes/);
  const wrong = Buffer.from(encodeFrame({target: 0, json: "{}", attachments: []})[0] as Uint8Array);
  wrong.writeUInt32LE(1000, 12);
  expect(() => new FrameReader(1000, () => undefined).push(wrong)).toThrow(/longer than the frame/);
});
