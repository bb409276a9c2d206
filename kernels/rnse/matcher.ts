/** The recurrence expert: how far the last stretch of a series is from the nearest stretch of its past, whatever their level. */

/** The memory of a matcher. Plain data. */
export interface MatcherState {
  /** Ticks gathered into the open block, and their sum. */
  gathered: number;
  sum: number;
  /** Blocks finished. */
  blocks: number;
  /** Block means, with the fading mean and the inverse deviation of the series at each block; rings that grow up to the memory's length. */
  values: Float64Array;
  means: Float64Array;
  inverses: Float64Array;
  /** The weighted means of the near, middle and far part of the stretch that ends at each block, standardised: a bound on any distance. */
  near: Float64Array;
  middle: Float64Array;
  far: Float64Array;
  /** Fading mean of the blocks, and of their squares about it. */
  mean: number;
  variance: number;
  /** Blocks that were near of late; each moves on with the series. */
  followed: Float64Array;
  /** How many terms may still be computed. */
  allowance: number;
  /** Smoothed squared distance, and its slow mean. */
  smoothed: number;
  slow: number;
  /** The last block's squared distance, and the block it was nearest to, -1 for none. */
  distance: number;
  nearest: number;
}

/** What a matcher looks at. */
export interface MatcherShape {
  /** Ticks in a block. */
  blockTicks: number;
  /** Blocks over which the comparison fades by 1/e. */
  fade: number;
  /** Blocks kept, a power of two. */
  memory: number;
  /** Terms that may be computed at once, and how many are added a tick. */
  allowance: number;
  allowancePerTick: number;
}

const followedCount = 4;
const smoothingTicks = 12;
const slowShare = 0.0003;
const regular = 0.09;

/** A matcher that has seen nothing. */
export function startMatcher(shape: MatcherShape): MatcherState {
  const first = Math.min(256, shape.memory);
  return {
    gathered: 0,
    sum: 0,
    blocks: 0,
    values: new Float64Array(first),
    means: new Float64Array(first),
    inverses: new Float64Array(first),
    near: new Float64Array(first),
    middle: new Float64Array(first),
    far: new Float64Array(first),
    mean: 0,
    variance: 0,
    followed: new Float64Array(followedCount).fill(-1),
    allowance: shape.allowance,
    smoothed: 0,
    slow: 0,
    distance: 0,
    nearest: -1,
  };
}

/** Compares the present with the past, block by block. */
export class Matcher {
  readonly s: MatcherState;
  private readonly shape: MatcherShape;
  private readonly terms: number;
  private readonly exclusion: number;
  private readonly weights: Float64Array;
  /** The present stretch, standardised, newest first. */
  private readonly present: Float64Array;
  /** Where the near and the middle part end, and the weight of each part. */
  private readonly nearEnd: number;
  private readonly middleEnd: number;
  private readonly partWeights = new Float64Array(3);

  constructor(shape: MatcherShape, state: MatcherState) {
    this.shape = shape;
    this.s = state;
    this.terms = 3 * shape.fade;
    this.exclusion = 2 * shape.fade;
    this.weights = new Float64Array(this.terms);
    let weight = 1 / shape.fade;
    for (let i = 0; i < this.terms; i++) {
      this.weights[i] = weight;
      weight *= 1 - 1 / shape.fade;
    }
    this.present = new Float64Array(this.terms);
    this.nearEnd = Math.round(shape.fade * 0.375);
    this.middleEnd = shape.fade;
    for (let i = 0; i < this.terms; i++) this.partWeights[i < this.nearEnd ? 0 : i < this.middleEnd ? 1 : 2]! += this.weights[i]!;
  }

  /** Takes in the next value, relative to the series' origin; `spread` is the series' variance. Says whether a block was finished. */
  push(value: number, spread: number): boolean {
    const {s, shape} = this;
    s.sum += value;
    s.gathered++;
    if (s.gathered < shape.blockTicks) return false;
    const block = s.sum / shape.blockTicks;
    s.sum = 0;
    s.gathered = 0;
    const rate = s.blocks < shape.fade ? 1 / (s.blocks + 1) : 1 / shape.fade;
    const deviation = block - s.mean;
    s.mean += rate * deviation;
    s.variance += rate * (deviation * deviation * (1 - rate) - s.variance);
    if (s.blocks === s.values.length && s.values.length < shape.memory) this.grow();
    const place = s.blocks & (s.values.length - 1);
    s.values[place] = block;
    s.means[place] = s.mean;
    const scale = Math.sqrt(s.variance + regular * spread);
    s.inverses[place] = scale > 0 ? 1 / scale : 0;
    s.blocks++;
    this.standardise(place);
    s.allowance = Math.min(shape.allowance, s.allowance + shape.allowancePerTick * shape.blockTicks);
    this.match();
    return true;
  }

  /** The smoothed squared distance over its slow mean: 1 is usual, 0 while nothing can be said. */
  get ratio(): number {
    return this.s.slow > 0 ? this.s.smoothed / this.s.slow : 0;
  }

  private grow(): void {
    const {s} = this;
    const longer = (ring: Float64Array) => {
      const next = new Float64Array(ring.length * 2);
      next.set(ring);
      return next;
    };
    s.values = longer(s.values);
    s.means = longer(s.means);
    s.inverses = longer(s.inverses);
    s.near = longer(s.near);
    s.middle = longer(s.middle);
    s.far = longer(s.far);
  }

  /** Sets the present stretch, and the means of its parts at `place`. */
  private standardise(place: number): void {
    const {s, present, weights, terms, nearEnd, middleEnd, partWeights} = this;
    const mask = s.values.length - 1;
    const last = s.blocks - 1;
    const mean = s.means[place]!;
    const inverse = s.inverses[place]!;
    let near = 0;
    let middle = 0;
    let far = 0;
    for (let i = 0; i < terms; i++) {
      const z = (s.values[(last - i) & mask]! - mean) * inverse;
      present[i] = z;
      if (i < nearEnd) near += weights[i]! * z;
      else if (i < middleEnd) middle += weights[i]! * z;
      else far += weights[i]! * z;
    }
    s.near[place] = near / partWeights[0]!;
    s.middle[place] = middle / partWeights[1]!;
    s.far[place] = far / partWeights[2]!;
  }

  /** Squared distance of the present to the stretch that ends at block `end`, given up once it passes `best`. */
  private distanceTo(end: number, best: number): number {
    const {values, means, inverses} = this.s;
    const {weights, present, terms} = this;
    const mask = values.length - 1;
    const mean = means[end & mask]!;
    const inverse = inverses[end & mask]!;
    let sum = 0;
    let i = 0;
    while (i < terms) {
      let d = present[i]! - (values[(end - i) & mask]! - mean) * inverse;
      sum += weights[i]! * d * d;
      i++;
      d = present[i]! - (values[(end - i) & mask]! - mean) * inverse;
      sum += weights[i]! * d * d;
      i++;
      if (sum >= best) break;
    }
    this.s.allowance -= i + 2;
    return sum;
  }

  private match(): void {
    const {s, terms, exclusion, shape} = this;
    const last = s.blocks - 1;
    const newest = last - exclusion;
    const oldest = Math.max(terms - 1, s.blocks - s.values.length + terms - 1);
    if (newest < oldest + terms) return;
    let best = Infinity;
    let nearest = -1;
    for (let f = 0; f < followedCount; f++) {
      const end = s.followed[f]! + 1;
      if (end <= oldest) continue;
      s.followed[f] = end;
      const d = this.distanceTo(end, best);
      if (d < best) {
        best = d;
        nearest = end;
      }
    }
    const usual = s.slow;
    const left = s.allowance / shape.allowance;
    const thrift = left > 0.1 ? 1 : left > 0.01 ? 10 * left : 0.1;
    if ((nearest < 0 || best * thrift > searchAbove * usual) && s.allowance > 0) {
      const enough = enoughBelow * usual;
      const {near, middle, far} = s;
      const mask = near.length - 1;
      const a = near[last & mask]!;
      const b = middle[last & mask]!;
      const c = far[last & mask]!;
      const wa = this.partWeights[0]!;
      const wb = this.partWeights[1]!;
      const wc = this.partWeights[2]!;
      const stop = Math.max(oldest, newest - Math.floor(shape.memory * thrift * thrift));
      let end = newest;
      for (; end >= stop; end--) {
        const place = end & mask;
        const da = a - near[place]!;
        const db = b - middle[place]!;
        const dc = c - far[place]!;
        if (wa * da * da + wb * db * db + wc * dc * dc >= best) continue;
        const d = this.distanceTo(end, best);
        if (d < best) {
          best = d;
          nearest = end;
          if (best < enough) break;
        }
      }
      s.allowance -= newest - end;
      let taken = false;
      for (let f = 0; f < followedCount; f++) if (s.followed[f] === nearest) taken = true;
      if (!taken) {
        s.followed.copyWithin(1, 0);
        s.followed[0] = nearest;
      }
    }
    s.distance = best;
    s.nearest = nearest;
    const share = shape.blockTicks / smoothingTicks;
    s.smoothed += (share < 1 ? share : 1) * (best - s.smoothed);
    const counted = s.blocks - exclusion - 2 * terms;
    const slow = slowShare * shape.blockTicks;
    s.slow += Math.max(slow, 1 / (counted + 1)) * (s.smoothed - s.slow);
  }
}

/** Search the memory where the followed stretches are further than this share of the usual distance. */
const searchAbove = 1.5;
/** A stretch nearer than this share of the usual distance ends the search. */
const enoughBelow = 0.5;
