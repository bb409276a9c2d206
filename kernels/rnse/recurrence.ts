/** The recurrence expert: what followed the nearest stretch of the past, and how new the present stretch is, at three sizes. */
import {Matcher, startMatcher} from "./matcher.ts";
import type {MatcherShape, MatcherState} from "./matcher.ts";

/** What is remembered. Plain data. */
export interface RecurrenceState {
  seen: number;
  matchers: MatcherState[];
  /** What is expected of the next value. */
  next: number;
}

/** The last 32,768 values, in blocks of 1, 2 and 4. */
const shapes: readonly MatcherShape[] = [
  {blockTicks: 1, memory: 32_768, allowance: 1.2e8, allowancePerTick: 60},
  {blockTicks: 2, memory: 16_384, allowance: 3e7, allowancePerTick: 20},
  {blockTicks: 4, memory: 8192, allowance: 1e7, allowancePerTick: 6},
];
/** What the ratios of the three count. */
const ratioWeights = [1, 0.97, 0.69] as const;
/** What the unsmoothed ratio of the finest counts where a surprise is to be told from what was seen before. */
const suddenWeight = 1.28;
/** The finest matcher's usual distance from which recurrence is not believed, and below which it is believed wholly. */
const trustNone = 0.235;
const trustFull = 0.082;
/** Values until recurrence is fully heard. */
const trustTicks = 400;

/** A recurrence that has seen nothing. */
export function startRecurrence(): RecurrenceState {
  return {seen: 0, matchers: shapes.map(startMatcher), next: 0};
}

/** Follows a series, value by value. */
export class Recurrence {
  readonly s: RecurrenceState;
  /** What was expected before each value of the piece last taken, and after the last. */
  readonly expected: Float64Array;
  /** Of each value: how new its stretch is (about 1 is usual), and how far recurrence is to be believed, 0 to 1. */
  readonly shape: Float64Array;
  readonly trust: Float64Array;
  /** Of each value: how new its stretch is without smoothing. */
  readonly sudden: Float64Array;
  private readonly matchers: Matcher[];

  /** For pieces of at most `most` values. */
  constructor(state: RecurrenceState, most: number) {
    this.s = state;
    this.expected = new Float64Array(most + 1);
    this.shape = new Float64Array(most);
    this.trust = new Float64Array(most);
    this.sudden = new Float64Array(most);
    this.matchers = state.matchers.map((matcher, i) => new Matcher(shapes[i]!, matcher, most));
    this.expected[0] = state.next;
  }

  /** Takes in `count` values; `spread` is the variance of the series at each. */
  take(values: Float64Array, spread: Float64Array, count: number): void {
    const {s, expected, shape, sudden, trust} = this;
    const [fine, middle, coarse] = this.matchers as [Matcher, Matcher, Matcher];
    for (const matcher of this.matchers) matcher.take(values, spread, count);
    expected[0] = s.next;
    for (let k = 0; k < count; k++) {
      s.seen++;
      expected[k + 1] = fine.expected[k]!;
      const slow = fine.usual[k]!;
      let newness = 0;
      let believed = 0;
      if (slow > 0) {
        const first = ratioWeights[0] * fine.ratio[k]!;
        const second = ratioWeights[1] * middle.ratio[k]!;
        const third = ratioWeights[2] * coarse.ratio[k]!;
        newness = first > second ? first : second;
        if (third > newness) newness = third;
        believed = (trustNone - slow) / (trustNone - trustFull);
        believed = believed < 0 ? 0 : believed > 1 ? 1 : believed;
        if (s.seen <= trustTicks) believed *= (s.seen - 1) / trustTicks;
      }
      shape[k] = newness;
      const last = suddenWeight * fine.sudden[k]!;
      sudden[k] = last > newness ? last : newness;
      trust[k] = believed;
    }
    s.next = expected[count]!;
  }

  /** Brings what the matchers hold into the state. */
  settle(): void {
    for (const matcher of this.matchers) matcher.settle();
  }

  /** Gives up what the matchers hold. */
  close(): void {
    for (const matcher of this.matchers) matcher.close();
  }
}
