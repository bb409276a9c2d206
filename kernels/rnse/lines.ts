/** The audit lines: one line of canonical JSON (RFC 8785) a tick, made from the columns whenever they are asked for. */
import type {RnseColumns} from "./result.ts";

/** Four-decimal values 0…1 as text, so that most numbers of a line are looked up and not formatted. */
const decimals = Array.from({length: 10_001}, (_, i) => String(i / 10_000));

/** How many ticks are made into bytes at once. */
export const linesPerChunk = 1024;

function decimal(value: number): string {
  const i = Math.round(value * 10_000);
  return i < 0 ? `-${decimals[-i]!}` : decimals[i]!;
}

function observation(columns: RnseColumns, i: number): string {
  return columns.missing[i] === 1 ? "null" : `${columns.x[i]!}`;
}

/** The lines of ticks `from` to `to` (exclusive, positions in the columns) as bytes. */
export function writeLines(columns: RnseColumns, from: number, to: number): Buffer {
  const {channels, h, x, missing, D, w, C, accepted, noise, start} = columns;
  let text = "";
  for (let i = from; i < to; i++) {
    let expected: string;
    let observed: string;
    if (channels === 1) {
      expected = `${h[i]!}`;
      observed = missing[i] === 1 ? "null" : `${x[i]!}`;
    } else {
      const first = i * channels;
      expected = `[${h.subarray(first, first + channels).join(",")}]`;
      observed = `[${Array.from({length: channels}, (_, c) => observation(columns, first + c)).join(",")}]`;
    }
    text +=
      '{"C":' + decimal(C[i]!) + ',"D":' + D[i]! + ',"accepted":' + (accepted[i] === 1 ? "1" : "0") + ',"h":' + expected +
      ',"noise":' + decimal(noise[i]!) + ',"t":' + (start + i) + ',"w":[' + decimal(w[3 * i]!) + "," + decimal(w[3 * i + 1]!) + "," +
      decimal(w[3 * i + 2]!) + '],"x":' + observed + "}\n";
  }
  return Buffer.from(text, "latin1");
}

/** The bytes of all lines of a result, in chunks; nothing is held. */
export function* lines(result: RnseColumns): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < result.ticks; at += linesPerChunk) yield writeLines(result, at, Math.min(result.ticks, at + linesPerChunk));
}
