/** The engine: one tick after another through the channels, to divergence, acceptance and coherence; its whole memory is plain data. */
import {Channel, errorCap, startChannel} from "./channel.ts";
import type {ChannelState} from "./channel.ts";
import type {RnseSettings} from "./options.ts";
import {nextRandom, seedRandom} from "./random.ts";
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

/** Steps through ticks and writes their columns. */
export class Engine {
  readonly state: EngineState;
  private readonly settings: RnseSettings;
  private readonly channels: Channel[];
  private readonly drawn = new Float64Array(2);

  /** Takes over `state`, which it changes in place. */
  constructor(settings: RnseSettings, state: EngineState) {
    this.settings = settings;
    this.state = state;
    this.channels = state.channels.map((channel) => new Channel(channel));
  }

  /**
   * Runs positions `from` to `to` of `columns`, whose `x` holds the observations (when `selfFed`, the engine's own noise is put
   * there), and fills in everything else. `found` is told of each position whose confidence is above the threshold.
   */
  run(columns: RnseColumns, from: number, to: number, selfFed: boolean, found: (position: number, finding: Finding) => void): void {
    const {settings, state, channels, drawn} = this;
    const {tau, q, window, threshold} = settings;
    const alpha = settings.alpha ?? 1;
    const count = channels.length;
    const {x, h, D, w, C, missing} = columns;
    const spanned = (window * (window + 1)) / 2;
    for (let i = from; i < to; i++) {
      const tick = columns.start + i;
      nextRandom(state.random, drawn);
      const noise = Math.round((drawn[0]! / 2 ** 31 - 1) * 10_000) / 10_000 + 0;
      let squares = 0;
      let error = 0;
      let worst = 0;
      let present = 0;
      for (let c = 0; c < count; c++) {
        const channel = channels[c]!;
        const at = i * count + c;
        const expected = channel.expect();
        h[at] = expected;
        if (selfFed) x[at] = expected + noise;
        const value = x[at]!;
        channel.observe(value);
        if (Number.isFinite(value)) {
          error += channel.relativeError;
          present++;
        } else {
          missing[at] = 1;
          x[at] = expected;
        }
        squares += channel.divergence * channel.divergence;
        if (channel.divergence > channels[worst]!.divergence) worst = c;
      }
      const divergence = count === 1 ? channels[0]!.divergence : Math.sqrt(squares);
      D[i] = divergence;

      const proposed = Math.abs(divergence + 0.1 * tau * noise);
      const ratio = (tau * tau + state.energy * state.energy) / (tau * tau + proposed * proposed);
      const accepted = present > 0 && drawn[1]! < ratio * 2 ** 32;
      if (accepted) state.energy = proposed;
      columns.accepted[i] = accepted ? 1 : 0;
      columns.noise[i] = noise;

      const entry = Math.round(Math.min(errorCap, present > 0 ? error / present : 1) * unit);
      const place = tick % window;
      state.weightedSum += window * entry - state.errorSum;
      state.errorSum += entry - state.errors[place]!;
      state.errors[place] = entry;
      const filled = tick + 1 < window ? spanned - ((window - tick - 1) * (window - tick)) / 2 : spanned;
      const z = (tau - state.weightedSum / unit / filled / 4) / softness;
      C[i] = Math.round((0.5 + (0.5 * z) / Math.sqrt(1 + z * z)) * 10_000) / 10_000;

      let first = 0;
      let second = 0;
      for (let c = 0; c < count; c++) {
        const weights = channels[c]!.s.weights;
        first += weights[0]!;
        second += weights[1]!;
      }
      const k0 = Math.round((first / count) * 10_000);
      const k1 = Math.min(10_000 - k0, Math.round((second / count) * 10_000));
      w[3 * i] = k0 / 10_000;
      w[3 * i + 1] = k1 / 10_000;
      w[3 * i + 2] = (10_000 - k0 - k1) / 10_000;

      if (divergence > threshold && Math.min(1, divergence) > threshold) {
        const {rarity, expert} = channels[worst]!;
        found(i, {channel: worst, rarity, expert});
      }
      for (let c = 0; c < count; c++) channels[c]!.learn(tick, q, alpha, accepted);
    }
  }
}
