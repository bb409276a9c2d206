/**
 * Next-day forecasts of risk beside persistence and the mean of seven days, on histories made from scored windows of the public streams.
 *
 * A history is 60 days of 288 windows: quiet windows and whole incidents are drawn with a seed from the streams' scores; how many incidents a day has is Poisson with a mean
 * that is lower at weekends (× 0.4) and wanders (autoregressive logarithm). Settings and seeds of the tables differ from those that the method was chosen with.
 */
import {forecast as forecaster} from "#kernels/forecast";
import {type HistoryPoint, forecast, score} from "#kernels/risk";
import {type Stream, readStreams} from "./risk-data.ts";
import type {Row} from "./row.ts";

const windowMs = 300_000;
const perDay = 288;
const days = 60;
const learnt = 28;
const monday = Date.UTC(2026, 0, 5);

function toRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Pool {
  readonly quiet: number[];
  readonly incidents: number[][];
}

function gather(streams: readonly Stream[]): Pool {
  const pool: Pool = {quiet: [], incidents: []};
  for (const {lines, start, incidents} of streams) {
    const windows = score(lines).windows.map((window) => ({score: window.score, minute: (window.start! - start) / 60_000}));
    const touches = (minute: number, of: {start: number; end: number}) => Math.min(of.end, minute + 5) > Math.max(of.start, minute);
    for (const window of windows) if (!incidents.some((of) => touches(window.minute, of))) pool.quiet.push(window.score);
    for (const of of incidents) pool.incidents.push(windows.filter(({minute}) => touches(minute, of)).map((window) => window.score));
  }
  return pool;
}

function poisson(mean: number, random: () => number): number {
  let [count, share] = [0, Math.exp(-mean)];
  let sum = share;
  for (const draw = random(); draw > sum && count < 40; sum += share) share *= mean / (count += 1);
  return count;
}

function makeHistory({quiet, incidents}: Pool, seed: number, mean: number, memory: number): number[][] {
  const random = toRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let wander = 0;
  return Array.from({length: days}, (_, d) => {
    wander = memory * wander + 0.4 * normal();
    const day = Array.from({length: perDay}, () => quiet[Math.floor(random() * quiet.length)]!);
    for (let left = poisson(mean * (d % 7 >= 5 ? 0.4 : 1) * Math.exp(wander), random); left > 0; left -= 1) {
      const incident = incidents[Math.floor(random() * incidents.length)]!;
      const at = Math.floor(random() * (perDay - incident.length));
      incident.forEach((value, i) => (day[at + i] = Math.max(day[at + i]!, value)));
    }
    return day;
  });
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export async function forecastRows(): Promise<Row[]> {
  const pool = gather(readStreams());
  const errors = {ours: [] as number[], alone: [] as number[], persistence: [] as number[], week: [] as number[]};
  let covered = 0;
  for (const [mean, memory] of [[2, 0.3], [4, 0.6], [6, 0.8], [3, 0]] as const) {
    for (let seed = 1; seed <= 6; seed += 1) {
      const history = makeHistory(pool, seed * 7919 + mean, mean, memory);
      const daily = history.map(average);
      const points: HistoryPoint[] = history.flatMap((windows, d) =>
        windows.map((value, i) => ({time: monday + (d * perDay + i) * windowMs, score: value, cause: null, service: null, points: 0, figures: null, template: null})),
      );
      for (let d = learnt; d < days; d += 1) {
        const known = points.slice(0, d * perDay);
        const {risk, lower, upper} = await forecast(known, {forecaster});
        const truth = daily[d]!;
        if (truth >= lower && truth <= upper) covered += 1;
        errors.ours.push(Math.abs(risk - truth));
        errors.alone.push(Math.abs((await forecast(known)).risk - truth));
        errors.persistence.push(Math.abs(daily[d - 1]! - truth));
        errors.week.push(Math.abs(average(daily.slice(d - 7, d)) - truth));
      }
    }
  }
  const [ours, persistence, week] = [average(errors.ours), average(errors.persistence), average(errors.week)];
  return [{
    name: `next-day risk, mean absolute error over ${errors.ours.length} days of 24 histories`,
    measured: `${ours.toFixed(3)}; persistence ${persistence.toFixed(3)}, mean of 7 days ${week.toFixed(3)}, without a forecaster ${average(errors.alone).toFixed(3)}; the 80 % interval held ${((100 * covered) / errors.ours.length).toFixed(1)} %`,
    target: "below both",
    ratio: ours / Math.min(persistence, week),
    reached: ours < persistence && ours < week,
  }];
}
