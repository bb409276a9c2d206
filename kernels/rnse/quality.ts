/** A quality card for a run: with labels, precision, recall and delay; without, how many false alarms a week to expect. */
import {refuseUnknown} from "./options.ts";
import type {RnseResult} from "./result.ts";

/** What the card is made from. */
export interface RnseQualityOptions {
  /** The true anomalies as `[first, last]` ticks, both included. */
  labels?: readonly (readonly [number, number])[];
  /** Time between two ticks in seconds; with it, false alarms are told by the week. */
  tickSeconds?: number;
  /** Ticks at the beginning that count neither way, while the engine learns. Default the lesser of 15 % and 750. */
  learning?: number;
}

/** The card. A field is `null` where it cannot be told. */
export interface RnseQuality {
  /** Ticks that count. */
  ticks: number;
  /** Alarms: runs of anomalies not more than `window` ticks apart count as one. */
  alarms: number;
  /** Share of the alarms that fall in a label. */
  precision: number | null;
  /** Share of the labels in which an alarm falls. */
  recall: number | null;
  /** Median ticks from the beginning of a found label to its first anomaly. */
  delayTicks: number | null;
  /** False alarms expected in a week; without labels every alarm is counted as false, so this is an upper bound. */
  falseAlarmsPerWeek: number | null;
  /** False alarms expected in a thousand ticks, in the same way. */
  falseAlarmsPerThousand: number | null;
  /** The card in one sentence. */
  text: string;
}

const weekSeconds = 7 * 24 * 3600;

/** The first tick of every alarm and its last. */
function gatherAlarms(result: RnseResult, from: number): [number, number][] {
  const alarms: [number, number][] = [];
  for (const {index} of result.anomalies) {
    if (index < from) continue;
    const last = alarms.at(-1);
    if (last && index - last[1] <= result.settings.window) last[1] = index;
    else alarms.push([index, index]);
  }
  return alarms;
}

/**
 * Makes the quality card of a run.
 * @throws TypeError for a misspelt option, RangeError for a label whose end lies before its beginning.
 */
export function qualityCard(result: RnseResult, options: RnseQualityOptions = {}): RnseQuality {
  refuseUnknown(options, ["labels", "tickSeconds", "learning"]);
  const {labels, tickSeconds} = options;
  if (tickSeconds !== undefined && !(tickSeconds > 0)) throw new RangeError(`option "tickSeconds" must be above 0, got ${tickSeconds}`);
  const learning = options.learning ?? Math.min(750, Math.floor(0.15 * result.ticks));
  const from = result.start + learning;
  const ticks = Math.max(0, result.ticks - learning);
  const alarms = gatherAlarms(result, from);
  const wrong = labels?.find(([first, last]) => !(last >= first));
  if (wrong) throw new RangeError(`a label must end at or after its beginning, got [${wrong.join(", ")}]`);
  const counted = labels?.filter(([, last]) => last >= from) ?? null;
  const hits = counted ? alarms.filter(([first, last]) => counted.some((label) => last >= label[0] && first <= label[1])).length : 0;
  const delays = (counted ?? [])
    .map(([first, last]) => result.anomalies.find(({index}) => index >= Math.max(from, first) && index <= last)?.index)
    .flatMap((index, i) => (index === undefined ? [] : [index - counted![i]![0]]))
    .sort((a, b) => a - b);
  const falseAlarms = alarms.length - hits;
  const perThousand = ticks > 0 ? (falseAlarms / ticks) * 1000 : null;
  const perWeek = ticks > 0 && tickSeconds !== undefined ? (falseAlarms / ticks) * (weekSeconds / tickSeconds) : null;
  const precision = counted && alarms.length > 0 ? hits / alarms.length : null;
  const recall = counted && counted.length > 0 ? delays.length / counted.length : null;
  const delayTicks = delays.length > 0 ? delays[(delays.length - 1) >> 1]! : null;
  const percent = (share: number | null) => (share === null ? "not known" : `${Math.round(share * 100)} %`);
  const rate =
    perWeek !== null ? `${perWeek.toPrecision(2)} a week` : perThousand !== null ? `${perThousand.toPrecision(2)} in 1,000 ticks` : "not known";
  const text = counted
    ? `${alarms.length} alarms in ${ticks} ticks: precision ${percent(precision)}, recall ${percent(recall)} of ${counted.length}` +
      `${delayTicks === null ? "" : `, median delay ${delayTicks} ticks`}; false alarms ${rate}`
    : `${alarms.length} alarms in ${ticks} ticks, none checked against labels; if all were false: ${rate}`;
  return {ticks, alarms: alarms.length, precision, recall, delayTicks, falseAlarmsPerWeek: perWeek, falseAlarmsPerThousand: perThousand, text};
}
