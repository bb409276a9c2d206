/** The engine: one tick after another through the channels, to divergence, acceptance and coherence; its whole memory is plain data. */
import {Channel, errorCap, startChannel} from "./channel.ts";
import type {ChannelState} from "./channel.ts";
import type {RnseSettings} from "./options.ts";
import {fillRandom, seedRandom} from "./random.ts";
import type {RandomState} from "./random.ts";
import type {RnseColumns} from "./result.ts";

/** The engine's memory between two ticks. Plain data. */
export interface EngineState {
  random: RandomState;
  /** The divergence of the tick last accepted, the state of the Metropolis–Hastings chain. */
  energy: number;
  /** The last window of relative errors, a ring in units of 2⁻²⁰, its sum, and its sum with the newest weighing most. */
  errors: Int32Array;
  errorSum: number;
  weightedSum: number;
  channels: ChannelState[];
}

/** What stands out at a tick whose divergence is above the threshold. */
export interface Finding {
  channel: number;
  rarity: number;
  expert: number;
}

const unit = 2 ** 20;
/** How fast coherence falls from 1 to 0 as the window's divergence passes `tau`. */
const softness = 0.0125;

/** A fresh memory. */
export function startEngine(settings: RnseSettings, channels: number): EngineState {
  return {
    random: seedRandom(BigInt(settings.seed64)),
    energy: 0,
    errors: new Int32Array(settings.window),
    errorSum: 0,
    weightedSum: 0,
    channels: Array.from({length: channels}, startChannel),
  };
}

/** Most ticks that are taken in at once. */
const pieceTicks = 1024;

/** Steps through ticks and writes their columns. */
export class Engine {
  private readonly state: EngineState;
  private readonly settings: RnseSettings;
  private readonly channels: Channel[];
  private readonly high = new Float64Array(pieceTicks);
  private readonly low = new Float64Array(pieceTicks);

  /** Takes over `state`, which it changes in place. */
  constructor(settings: RnseSettings, state: EngineState) {
    this.settings = settings;
    this.state = state;
    this.channels = state.channels.map((channel) => new Channel(channel, pieceTicks));
  }

  /** The memory as it is now; it shares nothing with the engine. */
  checkpoint(): EngineState {
    for (const channel of this.channels) channel.settle();
    return structuredClone(this.state);
  }

  /** Gives up what it holds; it can be used no more. */
  close(): void {
    for (const channel of this.channels) channel.close();
  }

  /**
   * Runs positions `from` to `to` of `columns`, whose `x` holds the observations (when `selfFed`, the engine's own noise is put
   * there), and fills in everything else. `found` is told of each position whose confidence is above the threshold.
   */
  run(columns: RnseColumns, from: number, to: number, selfFed: boolean, found: (position: number, finding: Finding) => void): void {
    const most = selfFed ? 1 : pieceTicks;
    for (let at = from; at < to; at += most) this.runPiece(columns, at, Math.min(to, at + most), selfFed, found);
  }

  private runPiece(columns: RnseColumns, from: number, to: number, selfFed: boolean, found: (position: number, finding: Finding) => void): void {
    const {channels, high, low} = this;
    const count = channels.length;
    const {x, noise} = columns;
    fillRandom(this.state.random, high, low, 0, to - from);
    for (let i = from; i < to; i++) noise[i] = Math.round((high[i - from]! / 2 ** 31 - 1) * 10_000) / 10_000 + 0;
    if (selfFed) x[from] = channels[0]!.expect() + noise[from]!;
    for (let c = 0; c < count; c++) channels[c]!.take(x, from * count + c, to * count, count);
    this.step(columns, from, to, found);
    for (let c = 0; c < count; c++) channels[c]!.end();
  }

  private step(columns: RnseColumns, from: number, to: number, found: (position: number, finding: Finding) => void): void {
    const {settings, state, channels, low} = this;
    const {tau, q, window, threshold} = settings;
    const alpha = settings.alpha ?? 1;
    const count = channels.length;
    const {x, h, D, w, C, missing, noise} = columns;
    const spanned = (window * (window + 1)) / 2;
    const tauSquared = tau * tau;
    const {errors} = state;
    let {energy, errorSum, weightedSum} = state;
    let tick = columns.start + from;
    let place = tick % window;
    let untilWeights = q - (tick % q);
    let [first, second, third] = this.weights();
    for (let i = from; i < to; i++, tick++) {
      let squares = 0;
      let error = 0;
      let worst = 0;
      let highest = 0;
      let present = 0;
      for (let c = 0; c < count; c++) {
        const channel = channels[c]!;
        const at = i * count + c;
        const expected = channel.expect();
        h[at] = expected;
        if (Number.isFinite(x[at]!)) {
          channel.judge();
          error += channel.relativeError;
          present++;
        } else {
          channel.miss();
          missing[at] = 1;
          x[at] = expected;
        }
        const divergence = channel.divergence;
        squares += divergence * divergence;
        if (divergence > highest) {
          highest = divergence;
          worst = c;
        }
      }
      const divergence = count === 1 ? highest : Math.sqrt(squares);
      D[i] = divergence;

      const pushed = divergence + 0.1 * tau * noise[i]!;
      const ratio = (tauSquared + energy * energy) / (tauSquared + pushed * pushed);
      const accepted = present > 0 && low[i - from]! < ratio * 2 ** 32;
      if (accepted) energy = pushed < 0 ? -pushed : pushed;
      columns.accepted[i] = accepted ? 1 : 0;

      const share = present > 0 ? error / present : 1;
      const entry = Math.round((share < errorCap ? share : errorCap) * unit);
      weightedSum += window * entry - errorSum;
      errorSum += entry - errors[place]!;
      errors[place] = entry;
      place = place + 1 === window ? 0 : place + 1;
      const filled = tick + 1 < window ? spanned - ((window - tick - 1) * (window - tick)) / 2 : spanned;
      const z = (tau - weightedSum / unit / filled / 4) / softness;
      C[i] = Math.round((0.5 + (0.5 * z) / Math.sqrt(1 + z * z)) * 10_000) / 10_000;

      w[3 * i] = first;
      w[3 * i + 1] = second;
      w[3 * i + 2] = third;

      if (divergence > threshold && Math.min(1, divergence) > threshold) {
        const {rarity, expert} = channels[worst]!;
        found(i, {channel: worst, rarity, expert});
      }
      for (let c = 0; c < count; c++) if (missing[i * count + c] === 0) channels[c]!.learn(accepted);
      if (--untilWeights === 0) {
        untilWeights = q;
        for (let c = 0; c < count; c++) channels[c]!.reweight(alpha);
        [first, second, third] = this.weights();
      }
    }
    Object.assign(state, {energy, errorSum, weightedSum});
  }

  /** The experts' weights, the mean over channels in four decimals. */
  private weights(): [number, number, number] {
    const {channels} = this;
    let first = 0;
    let second = 0;
    for (const {s} of channels) {
      first += s.weights[0]!;
      second += s.weights[1]!;
    }
    const k0 = Math.round((first / channels.length) * 10_000);
    const k1 = Math.min(10_000 - k0, Math.round((second / channels.length) * 10_000));
    return [k0 / 10_000, k1 / 10_000, (10_000 - k0 - k1) / 10_000];
  }
}
