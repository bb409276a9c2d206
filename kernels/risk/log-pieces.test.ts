import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {scoreStream} from "./index.ts";
import {mostLineCharacters, splitLines, type LogPieces} from "./log-pieces.ts";

async function linesOf(pieces: LogPieces): Promise<string[]> {
  const all: string[] = [];
  for await (const lines of splitLines(pieces)) all.push(...lines);
  return all;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** A text in pieces of one length. */
function cut(whole: Uint8Array, length: number): Uint8Array[] {
  return Array.from({length: Math.ceil(whole.length / length)}, (_, i) => whole.subarray(i * length, (i + 1) * length));
}

describe("a log in pieces", () => {
  const text = "first\r\nzweite Zeile äöü 🐚\n\nlast without end";
  const lines = ["first", "zweite Zeile äöü 🐚", "", "last without end"];

  it.each([1, 2, 3, 7, 1000])("has the same lines however it is cut, here by %i bytes, plain and gzip", async (length) => {
    expect(await linesOf(cut(bytes(text), length))).toEqual(lines);
    expect(await linesOf(cut(gzipSync(text), length))).toEqual(lines);
  });
  it("is read as text too, with a character that is cut in two", async () => {
    expect(await linesOf(["a \ud83d", "\udc1a b\nc"])).toEqual(["a 🐚 b", "c"]);
  });
  it("is read through gzip members one after the other, as rotated logs are joined", async () => {
    expect(await linesOf([Buffer.concat([gzipSync("one\n"), gzipSync("two\n")])])).toEqual(["one", "two"]);
  });
  it("loses a byte order mark at its beginning only", async () => {
    expect(await linesOf([bytes("\uFEFFone\n\uFEFFtwo")])).toEqual(["one", "\uFEFFtwo"]);
  });
  it("keeps of a line without an end no more than a line may hold", async () => {
    const piece = bytes("x".repeat(1 << 16));
    const [line] = await linesOf(Array.from({length: 64}, () => piece));
    expect(line!.length).toBe(4 * mostLineCharacters);
  });
  it("is refused when its gzip is cut off or damaged, and when a piece is neither text nor bytes", async () => {
    const whole = gzipSync("one\n".repeat(1000));
    await expect(linesOf([whole.subarray(0, whole.length - 9)])).rejects.toThrow("the gzip log is damaged or cut off");
    await expect(linesOf([5 as never])).rejects.toThrow("a piece of a log is a text or bytes, got number");
  });
  it("is scored like the lines themselves, and tells how far it is", async () => {
    const log = Array.from({length: 25_000}, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()} INFO [a] served ${i}`).join("\n");
    const told: (number | null)[] = [];
    const {lines: count, unparsed} = await scoreStream(cut(gzipSync(log), 1 << 14), {onProgress: (share) => void told.push(share)});
    expect({count, unparsed}).toEqual({count: 25_000, unparsed: 0});
    expect(told.length).toBeGreaterThan(0);
  });
});
