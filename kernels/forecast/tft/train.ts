/** Trains the network on windows drawn from all series, keeps the weights that do best on what was held out, and lets it forecast. */
import {drawSorted, toUniform} from "../seeded.ts";
import type {FitOptions, PreparedSeries} from "../model.ts";
import {Adam} from "./adam.ts";
import {Network, type NetworkOutput} from "./network.ts";
import {pinballLoss} from "./pinball.ts";
import {Tape} from "./tape.ts";
import {chooseVariables, type Variables, type Window} from "./variables.ts";
import {pastSteps, toBatch, toStanding, toWindow, type Standing} from "./windows.ts";

export interface Training {
  readonly network: Network;
  readonly variables: Variables;
  readonly standings: readonly Standing[];
  readonly before: number;
  /** Of the quantiles: 0.5, then the lower and upper end of each level. */
  readonly levels: readonly number[];
  /** Windows held out that chose the weights. */
  readonly heldOut: readonly Window[];
  /** Steps taken until the weights that were kept, of `steps`. */
  readonly bestStep: number;
  readonly steps: number;
  /** Mean pinball loss on what was held out: of the base alone, and of the weights kept. */
  readonly lossAtStart: number;
  readonly loss: number;
}

const size = 16;
const heads = 2;
const rate = 4e-3;
const dropShare = 0.1;
const stepsBetweenLooks = 20;
/** Looks without gain until it ends. */
const patience = 7;
const mostHeldOut = 256;
/** More series have no place of their own in the network: it could only learn them by heart. */
const mostOwnSeries = 200;
const windowsAtOnce = 64;

export interface Effort {
  readonly steps: number;
  readonly windows: number;
}

/** Fewer series, fewer and smaller steps. */
export function toEffort(series: number): Effort {
  return series < 10 ? {steps: 300, windows: 16} : series < 100 ? {steps: 600, windows: 32} : {steps: 1000, windows: 64};
}

export function train(series: readonly PreparedSeries[], {horizon, levels: asked, seed, holidays, onProgress}: FitOptions, effort: Effort = toEffort(series.length)): Training {
  const uniform = toUniform(seed);
  const levels = [0.5, ...asked.flatMap((level) => [(1 - level) / 2, (1 + level) / 2])];
  const variables = chooseVariables(series, holidays, horizon);
  const network = new Network(
    {
      size, heads, series: series.length > 1 && series.length <= mostOwnSeries ? series.length : 0, fixed: 1,
      observed: variables.observed.map(({columns}) => columns), known: variables.known.map(({columns}) => columns), quantiles: levels.length,
    },
    uniform,
  );
  const standings = series.map((one, number) => toStanding(one, number, horizon));
  const before = pastSteps(Math.max(...series.map(({season}) => season)));
  const heldOut = holdOut(standings, horizon, uniform);
  const adam = new Adam(network.parameters);
  const tape = new Tape();
  const lossOf = (): number => evaluate({network, variables, before, levels}, heldOut, horizon);
  const lossAtStart = lossOf();
  let best = {loss: lossAtStart, step: 0, weights: network.parameters.copy()};
  for (let step = 1; step <= effort.steps; step += 1) {
    const drawn = Array.from({length: effort.windows}, () => drawWindow(standings, horizon, uniform));
    const {input, targets, weights} = toBatch(tape, drawn.map(({window}) => window), variables, before, horizon, drawn.map(({end}) => end));
    const {quantiles} = network.run(tape, input, {share: dropShare, uniform});
    tape.differentiate(pinballLoss(tape, quantiles, targets, weights, levels));
    tape.reset();
    adam.step(rate * Math.min(1, step / 20) * (0.05 + 0.95 * (0.5 + 0.5 * Math.cos((Math.PI * step) / effort.steps))));
    if (step % stepsBetweenLooks === 0 || step === effort.steps) {
      const loss = lossOf();
      if (loss < best.loss) best = {loss, step, weights: network.parameters.copy()};
      else if (step - best.step >= patience * stepsBetweenLooks) break;
    }
    onProgress?.(step / effort.steps, `tft: step ${step} of ${effort.steps}`);
  }
  onProgress?.(1, "tft: trained");
  network.parameters.restore(best.weights);
  return {network, variables, standings, before, levels, heldOut, bestStep: best.step, steps: effort.steps, lossAtStart, loss: best.loss};
}

/** Windows that end before what is held out: whole ones where there are any. */
function drawWindow(standings: readonly Standing[], horizon: number, uniform: () => number): {window: Window; end: number} {
  const standing = standings[Math.floor(uniform() * standings.length)]!;
  const {end, series: {season}} = standing;
  const least = Math.min(end - 2, Math.max(2, season));
  const most = Math.max(least, end - 1 - horizon);
  return {window: toWindow(standing, least + Math.floor(uniform() * (most - least + 1))), end};
}

/** The window before what is held out of each series; of few series also some within it. */
function holdOut(standings: readonly Standing[], horizon: number, uniform: () => number): Window[] {
  const chosen = standings.length > mostHeldOut ? Array.from(drawSorted(standings.length, mostHeldOut, uniform), (k) => standings[k]!) : standings;
  const each = Math.max(1, Math.floor(16 / chosen.length));
  return chosen.flatMap((standing) => {
    const room = Math.max(1, standing.series.values.length - standing.end - Math.min(horizon, 3));
    const stride = Math.max(1, Math.ceil(room / each));
    return Array.from({length: Math.ceil(room / stride)}, (_, k) => toWindow(standing, standing.end - 1 + k * stride)).slice(0, each);
  });
}

/** Runs windows through the network, so many at a time, without gradients; `read` sees each batch. */
export function runWindows(
  {network, variables, before}: Pick<Training, "network" | "variables" | "before">, windows: readonly Window[], horizon: number,
  read: (output: NetworkOutput, batch: readonly Window[], targets: ReturnType<typeof toBatch>, tape: Tape) => void,
): void {
  const tape = new Tape();
  tape.isRecording = false;
  for (let from = 0; from < windows.length; from += windowsAtOnce) {
    const batch = windows.slice(from, from + windowsAtOnce);
    const made = toBatch(tape, batch, variables, before, horizon, batch.map(({series}) => series.values.length));
    read(network.run(tape, made.input, {share: 0, uniform: () => 0}), batch, made, tape);
    tape.reset();
  }
}

function evaluate(training: Pick<Training, "network" | "variables" | "before" | "levels">, windows: readonly Window[], horizon: number): number {
  let sum = 0;
  let count = 0;
  runWindows(training, windows, horizon, ({quantiles}, _, {targets, weights}, tape) => {
    let known = 0;
    for (let row = 0; row < weights.length; row += 1) known += weights[row]!;
    sum += pinballLoss(tape, quantiles, targets, weights, training.levels).data[0]! * known;
    count += known;
  });
  return count > 0 ? sum / count : 0;
}
