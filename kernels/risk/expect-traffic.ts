/** The traffic to expect in a window: what its hours and the same time of other days are like. */
import {orderStatistic} from "./usual.ts";

const nearMs = 2 * 3_600_000;
const dayMs = 86_400_000;
const seasonMs = 30 * 60_000;
/** So many windows at least are needed to say what is usual. */
const leastWindows = 6;

interface TrafficWindow {
  readonly start: number;
  readonly calm: number;
}

/**
 * The calm lines to expect in each window of a series at equal steps: the median of the windows within two hours; where other days are known, the lesser of that
 * and the median of the same time of day (within half an hour) on other days, of the same kind (working day or weekend) when there are such.
 */
export function expectTraffic(windows: readonly TrafficWindow[], stepMs: number): (number | null)[] {
  const near = Math.max(3, Math.round(nearMs / stepMs));
  const sameTime = new SameTimes(windows, stepMs);
  return windows.map((_, i) => {
    const local: number[] = [];
    for (let at = Math.max(0, i - near); at <= Math.min(windows.length - 1, i + near); at += 1) if (at !== i) local.push(windows[at]!.calm);
    if (local.length < leastWindows) return null;
    const around = orderStatistic(local, 0.5);
    const season = sameTime.medianOfOthers(i);
    return season === null ? around : Math.min(around, season);
  });
}

/** Calm lines around one time of day over all days, in ascending order. */
interface TimeOfDay {
  readonly all: readonly number[];
  readonly weekend: readonly number[];
  readonly working: readonly number[];
}

/** Medians over the other days at the time of a window. All windows of one time of day share one sorted list; those of a window's own day are counted out of it. */
class SameTimes {
  readonly #windows: readonly TrafficWindow[];
  readonly #isWeekend: readonly boolean[];
  readonly #side: number;
  /** Windows of a day; 0 when one is longer than that. */
  readonly #day: number;
  readonly #times = new Map<number, TimeOfDay>();

  constructor(windows: readonly TrafficWindow[], stepMs: number) {
    this.#windows = windows;
    this.#isWeekend = windows.map(({start}) => [0, 6].includes(new Date(start).getUTCDay()));
    this.#side = Math.round(seasonMs / stepMs);
    this.#day = Math.round(dayMs / stepMs);
  }

  /** Null where too few other days are known. */
  medianOfOthers(i: number): number | null {
    if (this.#day === 0) return null;
    const time = this.#timeOf(i % this.#day);
    const own = this.#around(i);
    const kind = this.#isWeekend[i]!;
    const ofKind = own.filter((at) => this.#isWeekend[at] === kind);
    return this.#medianWithout(kind ? time.weekend : time.working, ofKind) ?? this.#medianWithout(time.all, own);
  }

  #timeOf(slot: number): TimeOfDay {
    let time = this.#times.get(slot);
    if (!time) {
      const places: number[] = [];
      for (let at = slot; at < this.#windows.length; at += this.#day) places.push(...this.#around(at));
      const sorted = (chosen: readonly number[]) => chosen.map((at) => this.#windows[at]!.calm).sort((a, b) => a - b);
      time = {all: sorted(places), weekend: sorted(places.filter((at) => this.#isWeekend[at])), working: sorted(places.filter((at) => !this.#isWeekend[at]))};
      this.#times.set(slot, time);
    }
    return time;
  }

  #around(i: number): number[] {
    const places: number[] = [];
    for (let at = Math.max(0, i - this.#side); at <= Math.min(this.#windows.length - 1, i + this.#side); at += 1) places.push(at);
    return places;
  }

  /** The upper median of a sorted list once some of its values are taken out; null when fewer than six are left. */
  #medianWithout(sorted: readonly number[], without: readonly number[]): number | null {
    const left = sorted.length - without.length;
    if (left < leastWindows) return null;
    let at = Math.floor(left / 2);
    for (const value of without.map((place) => this.#windows[place]!.calm).sort((a, b) => a - b)) if (value <= sorted[at]!) at += 1;
    return sorted[at]!;
  }
}
