/** The properties that RNSE promises: replay, no look-ahead, invariance, answers for any input, resume and stream, refusals. */
import {execFileSync} from "node:child_process";
import {createHash} from "node:crypto";
import {fileURLToPath} from "node:url";
import {describe, expect, test} from "vitest";
import {lines, resume, rnse, RnseStream} from "./index.ts";
import type {RnseOptions, RnseResult, RnseValues} from "./index.ts";
import {nextRandom, seedRandom} from "./random.ts";

/** Uniform numbers 0 to 1 from the engine's own generator. */
function uniforms(count: number, seed: bigint): Float64Array {
  const state = seedRandom(seed);
  const out = new Float64Array(2);
  return Float64Array.from({length: count}, () => (nextRandom(state, out), out[0]! / 2 ** 32));
}

/** A wave with noise in whole 1/1024ths, so that shifts are exact, a jump and a spike. */
function series(ticks: number, seed = 1n): Float64Array {
  const noise = uniforms(ticks, seed);
  return noise.map((u, i) => Math.round(1024 * (8 * Math.sin(i / 9) + 3 * u + (i > ticks * 0.7 ? 4 : 0) + (i === 500 ? 60 : 0))) / 1024);
}

const text = (result: RnseResult) => Buffer.concat([...lines(result)]).toString("utf8");
const sha256 = (bytes: string) => createHash("sha256").update(bytes).digest("hex");

/** Every number in a value, however deep. */
function numbers(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (value !== null && typeof value === "object") return Object.values(value).flatMap(numbers);
  return [];
}

describe("the same input gives the same bytes", () => {
  test("twice in one process, and the input is left as it was", () => {
    const x = series(2000);
    const before = x.slice();
    const first = rnse(x);
    expect(rnse(x)).toEqual(first);
    expect(x).toEqual(before);
  });

  test("in another process", () => {
    const door = fileURLToPath(new URL("./index.ts", import.meta.url));
    const program = `import {rnse} from ${JSON.stringify(door)};
      const x = Float64Array.from({length: 3000}, (_, i) => ((i * 7919) % 1000) / 64 + (i % 50));
      process.stdout.write(rnse(x, {merkleR: 100}).digest + rnse(x, {merkleR: 100}).roots.root);`;
    const there = execFileSync(process.execPath, ["--input-type=module", "-e", program], {encoding: "utf8"});
    const x = Float64Array.from({length: 3000}, (_, i) => ((i * 7919) % 1000) / 64 + (i % 50));
    const here = rnse(x, {merkleR: 100});
    expect(there).toBe(here.digest! + here.roots!.root);
  });

  test("another seed gives another digest and the same divergence to the choices that acceptance makes", () => {
    const x = series(1000);
    const one = rnse(x, {seed64: 1});
    expect(rnse(x, {seed64: 2}).digest).not.toBe(one.digest);
    expect(rnse(x, {seed64: "0x1"}).digest).toBe(one.digest);
    expect(rnse(x, {seed64: 1n}).digest).toBe(one.digest);
  });

  test("the digest is the SHA-256 of the lines, by either way of hashing", () => {
    const x = series(1500);
    const kept = rnse(x, {checkpoint: true});
    const fast = rnse(x, {checkpoint: false});
    expect(kept.digest).toBe(sha256(text(kept)));
    expect(fast.digest).toBe(kept.digest);
    expect(rnse(x, {hashing: false}).digest).toBeNull();
    expect(rnse(x, {hashing: false}).D).toEqual(kept.D);
  });

  test("each line is canonical JSON: the keys in order, the numbers as ECMAScript writes them", () => {
    const written = text(rnse(Float64Array.of(1e21, 1e-7, Number.NaN, -0, 5e-324))).split("\n");
    expect(written.pop()).toBe("");
    expect(written).toHaveLength(5);
    for (const [t, line] of written.entries()) {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      expect(Object.keys(parsed)).toEqual(["C", "D", "accepted", "h", "noise", "t", "w", "x"]);
      expect(JSON.stringify(parsed)).toBe(line);
      expect(parsed.t).toBe(t);
    }
    expect(written.map((line) => (JSON.parse(line) as {x: unknown}).x)).toEqual([1e21, 1e-7, null, 0, 5e-324]);
  });
});

describe("no look-ahead", () => {
  test("the lines of a prefix are a prefix of the lines", () => {
    const x = series(3000);
    const whole = text(rnse(x));
    for (const ticks of [1, 2, 31, 500, 501, 1023, 1024, 1025, 2500]) {
      const part = text(rnse(x.subarray(0, ticks)));
      expect(whole.startsWith(part)).toBe(true);
      expect(part.split("\n")).toHaveLength(ticks + 1);
    }
  });
});

describe("the unit of the series does not matter", () => {
  const x = series(4000);
  const plain = rnse(x);

  function sameDecisions(other: RnseResult): void {
    for (let t = 0; t < x.length; t++) expect(Math.abs(other.D[t]! - plain.D[t]!)).toBeLessThanOrEqual(1e-9);
    expect(other.accepted).toEqual(plain.accepted);
    expect(other.anomalies.map(({index, expert}) => [index, expert])).toEqual(plain.anomalies.map(({index, expert}) => [index, expert]));
  }

  test.each([1, -64, 4096, 1e6])("a shift by %d changes no decision", (shift) => sameDecisions(rnse(x.map((v) => v + shift))));
  test.each([-40, -3, 1, 20])("scaling by 2 to the %d changes no decision", (power) => sameDecisions(rnse(x.map((v) => v * 2 ** power))));
  test("a shift of values that it rounds changes D by less than 1e-9", () => {
    const rough = uniforms(3000, 7n).map((u, i) => Math.sin(i / 11) + 0.2 * u + (i === 2000 ? 5 : 0));
    const one = rnse(rough).D;
    const two = rnse(rough.map((v) => v + 10)).D;
    for (let t = 0; t < rough.length; t++) expect(Math.abs(one[t]! - two[t]!)).toBeLessThanOrEqual(1e-9);
  });
});

describe("any input has an answer without NaN", () => {
  const wave = series(700);
  const odd: Record<string, RnseValues> = {
    nothing: new Float64Array(0),
    "one point": Float64Array.of(3),
    "one missing point": Float64Array.of(Number.NaN),
    "only missing": new Float64Array(200).fill(Number.NaN),
    constant: new Float64Array(900).fill(7),
    "minus zero": new Float64Array(200).fill(-0),
    huge: Float64Array.from({length: 900}, (_, i) => (i % 3 === 0 ? 1e308 : i % 3 === 1 ? -1e308 : 1.7e308)),
    tiny: Float64Array.from({length: 900}, (_, i) => (i % 7) * 5e-324),
    "from tiny to huge": Float64Array.from({length: 600}, (_, i) => (i % 2 === 0 ? 1e-300 : 1) * 10 ** (i % 300)),
    infinite: wave.map((v, i) => (i % 50 === 10 ? Infinity : i % 50 === 20 ? -Infinity : v)),
    gaps: wave.map((v, i) => (i > 100 && i < 300 ? Number.NaN : v)),
    "a constant that jumps": Float64Array.from({length: 900}, (_, i) => (i < 600 ? 5 : 6)),
    "a ramp": Float64Array.from({length: 900}, (_, i) => i),
    "its own noise": {ticks: 700},
    channels: [wave, wave.map((v) => -v), new Float64Array(700).fill(Number.NaN)],
  };

  test.each(Object.keys(odd))("%s", (name) => {
    const result = rnse(odd[name]!, {merkleR: 64});
    for (const value of numbers(result)) expect(Number.isFinite(value)).toBe(true);
    for (let t = 0; t < result.ticks; t++) {
      expect(result.D[t]).toBeGreaterThanOrEqual(0);
      expect(result.C[t]! >= 0 && result.C[t]! <= 1).toBe(true);
      const [a, b, c] = result.w.subarray(3 * t, 3 * t + 3);
      expect(Math.min(a!, b!, c!)).toBeGreaterThanOrEqual(0);
      expect(a! + b! + c!).toBeCloseTo(1, 12);
    }
    for (const line of text(result).split("\n").slice(0, -1)) expect(JSON.stringify(JSON.parse(line))).toBe(line);
  });

  test("a missing tick is a line that says so, is no anomaly, and leaves the rest as it is", () => {
    const x = series(400);
    x[200] = Number.NaN;
    const result = rnse(x);
    const line = JSON.parse(text(result).split("\n")[200]!) as {x: unknown; D: number; accepted: number};
    expect(line).toMatchObject({x: null, D: 0, accepted: 0});
    expect([...result.missing].flatMap((m, t) => (m ? [t] : []))).toEqual([200]);
    expect(result.x[200]).toBe(result.h[200]);
  });

  test("null and undefined in a plain array are missing", () => {
    const result = rnse([1, 2, null as unknown as number, 4]);
    expect([...result.missing]).toEqual([0, 0, 1, 0]);
  });
});

describe("a checkpoint", () => {
  const x = series(2500);
  const options: RnseOptions = {merkleR: 100, window: 20, q: 3, alpha: 0.5};

  test.each([0, 1, 99, 100, 1024, 1777, 2500])("resumed after %d ticks gives byte for byte the lines, digest and root of one long run", (cut) => {
    const whole = rnse(x, options);
    const first = rnse(x.subarray(0, cut), options);
    const second = resume(structuredClone(first.state), x.subarray(cut));
    expect(text(first) + text(second)).toBe(text(whole));
    expect(second.digest).toBe(whole.digest);
    expect(second.roots!.root).toBe(whole.roots!.root);
    expect(second.beta).toBe(whole.beta);
    expect(second.varTail).toBe(whole.varTail);
    expect([...first.anomalies, ...second.anomalies]).toEqual(whole.anomalies);
    expect(second.state).toEqual(whole.state);
  });

  test("can be resumed twice", () => {
    const {state} = rnse(x.subarray(0, 1000), options);
    expect(rnse.resume(state, x.subarray(1000)).digest).toBe(rnse.resume(state, x.subarray(1000)).digest);
  });

  test("without the digest's state still gives the lines, and says that it has no digest", () => {
    const {state} = rnse(x.subarray(0, 1000), {...options, checkpoint: false});
    const second = resume(state, x.subarray(1000));
    expect(text(rnse(x, options)).endsWith(text(second))).toBe(true);
    expect(second.digest).toBeNull();
  });

  test("of what is no checkpoint, or with another number of channels, is refused", () => {
    expect(() => resume({} as never, x)).toThrow(/state must be the "state" of a result/);
    expect(() => resume(rnse(x).state, [x, x])).toThrow(/more must have 1 channels as the state has, got 2/);
  });
});

describe("a stream", () => {
  test("gives the lines of the whole, however it is cut", () => {
    const x = series(2100);
    const whole = rnse(x, {merkleR: 50});
    for (const sizes of [[1, 2, 3, 5, 700], [64], [2100]]) {
      const stream = new RnseStream({merkleR: 50});
      const parts: Uint8Array[] = [];
      const leaves: string[] = [];
      for (let at = 0, i = 0; at < x.length; i++) {
        const push = stream.push(x.subarray(at, at + sizes[i % sizes.length]!));
        parts.push(push.lines);
        leaves.push(...push.leaves);
        at += push.ticks;
      }
      expect(Buffer.concat(parts).toString()).toBe(text(whole));
      expect(stream.digest).toBe(whole.digest);
      expect(stream.root).toBe(whole.roots!.root);
      expect(leaves).toEqual(whole.roots!.leaves);
      expect(stream.beta).toBe(whole.beta);
      expect(stream.varTail).toBe(whole.varTail);
      const again = new RnseStream(stream.state()!);
      expect(again.push(x.subarray(0, 10)).lines).toEqual(Buffer.concat([...lines(resume(whole.state, x.subarray(0, 10)))]));
    }
  });

  test("has a checkpoint whose size stops growing", () => {
    const size = (ticks: number) => {
      const stream = new RnseStream({hashing: false});
      for (let at = 0; at < ticks; at += 5000) stream.push(Float64Array.from({length: 5000}, (_, i) => ((at + i) * 7919) % 101));
      let sizeBytes = 0;
      const visit = (value: unknown) => {
        if (ArrayBuffer.isView(value)) sizeBytes += value.byteLength;
        else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
        else sizeBytes += 8;
      };
      visit(stream.state());
      return sizeBytes;
    };
    expect(size(90_000)).toBe(size(45_000));
  }, 60_000);
});

describe("channels", () => {
  test("D is the L2 norm over channels, and a line holds all of them", () => {
    const a = series(800);
    const b = series(800, 5n);
    const both = rnse([a, b]);
    expect(both.channels).toBe(2);
    expect([both.x[2 * 500], both.x[2 * 500 + 1]]).toEqual([a[500], b[500]]);
    const again = rnse([a, a]);
    const single = rnse(a);
    for (let t = 0; t < 30; t++) expect(again.D[t]).toBeCloseTo(Math.SQRT2 * single.D[t]!, 12);
    expect((JSON.parse(text(both).split("\n")[3]!) as {x: number[]}).x).toEqual([a[3], b[3]]);
  });

  test("of unequal length are refused", () => {
    expect(() => rnse([new Float64Array(3), new Float64Array(4)])).toThrow(/channels must be of equal length, got 3 in channel 0 and 4 in channel 1/);
  });
});

describe("options", () => {
  test.each([
    [{treshold: 0.4}, /option "treshold" is not known to rnse: did you mean "threshold"/],
    [{tau: 0}, /option "tau" must be a number above 0/],
    [{q: 1.5}, /option "q" must be a whole number/],
    [{window: 1}, /option "window" must be a whole number from 2/],
    [{alpha: 2}, /option "alpha" must be a number from 0 to 1, got 2/],
    [{merkleR: 0}, /option "merkleR" must be a whole number from 1/],
    [{threshold: Number.NaN}, /option "threshold" must be a number from 0 to 1, got NaN/],
    [{seed64: "twelve"}, /option "seed64" must be a bigint/],
    [{tau: "0.2"}, /option "tau" must be a number, got 0.2/],
  ])("%j is refused", (options, message) => {
    expect(() => rnse(new Float64Array(3), options as unknown as RnseOptions)).toThrow(message);
  });

  test("values that are no numbers are refused", () => {
    expect(() => rnse("12" as never)).toThrow(/values must be a Float64Array, an array of them, or \{ticks\}, got string/);
    expect(() => rnse(["a"] as never)).toThrow(/values must hold numbers/);
    expect(() => rnse({ticks: -1})).toThrow(/ticks must be a whole number/);
  });

  test("a larger tau makes more ticks coherent and accepts more of them", () => {
    const x = series(2000);
    const results = [0.05, 0.25, 1].map((tau) => rnse(x, {tau}));
    const coherence = results.map(({C}) => C.reduce((sum, c) => sum + c, 0) / C.length);
    expect(coherence[0]!).toBeLessThan(coherence[1]!);
    expect(coherence[1]!).toBeLessThan(coherence[2]!);
    expect(results[0]!.beta).toBeLessThan(results[1]!.beta);
    expect(results[1]!.beta).toBeLessThanOrEqual(results[2]!.beta);
  });

  test("a lower threshold adds anomalies and takes none away", () => {
    const x = series(2000);
    const few = rnse(x, {threshold: 0.3}).anomalies.map(({index}) => index);
    const many = rnse(x, {threshold: 0.1}).anomalies.map(({index}) => index);
    expect(many).toEqual(expect.arrayContaining(few));
    expect(many.length).toBeGreaterThan(few.length);
  });

  test("progress ends at 1 and changes nothing", () => {
    const x = series(40_000);
    const shares: number[] = [];
    const told = rnse(x, {onProgress: (share) => shares.push(share)});
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(told.digest).toBe(rnse(x).digest);
  });
});

describe("an anomaly", () => {
  test("is where the spike is, and says what was expected, what was seen, how rare it is and which expert said so", () => {
    const x = series(2000);
    const result = rnse(x);
    const found = result.anomalies.find(({index}) => index === 500)!;
    expect(found.observed).toBe(x[500]);
    expect(found.expected).toBe(result.h[500]);
    expect(Math.abs(found.expected - x[499]!)).toBeLessThan(20);
    expect(found.confidence).toBeGreaterThan(0.3);
    expect(found.rarity).toBeGreaterThan(100);
    expect(["level", "trend", "recurrence"]).toContain(found.expert);
    expect(found.text).toMatch(/^tick 500: expected .*, saw .*; .* \((level|trend|recurrence)\), about once in \d+ ticks$/);
    expect(result.anomalies.length).toBeLessThan(12);
  });

  test("beta is the mean of accepted and varTail the variance of D over the last window, by hand", () => {
    const result = rnse(series(100), {window: 4});
    expect(result.beta).toBeCloseTo(result.accepted.reduce((sum, a) => sum + a, 0) / 100, 15);
    const last = [...result.D.subarray(96)];
    const mean = (last[0]! + last[1]! + last[2]! + last[3]!) / 4;
    expect(result.varTail).toBeCloseTo(last.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 4, 14);
  });
});
