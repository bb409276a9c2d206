/** Why a tick is an anomaly, in numbers and in one sentence. */
import type {Finding} from "./engine.ts";
import {rnseExperts} from "./result.ts";
import type {RnseAnomaly, RnseColumns} from "./result.ts";

const reasons = {
  level: "its level is not one that this series keeps",
  trend: "it left the course that the series was on",
  recurrence: "its shape is not one that this series has shown before",
};

/** A number in at most five significant digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** The anomaly at a position of the columns. */
export function explain(columns: RnseColumns, position: number, finding: Finding): RnseAnomaly {
  const at = position * columns.channels + finding.channel;
  const expert = rnseExperts[finding.expert]!;
  const observed = columns.x[at]!;
  const expected = columns.h[at]!;
  const rarity = Math.max(1, Math.round(finding.rarity));
  const channel = columns.channels > 1 ? ` in channel ${finding.channel}` : "";
  return {
    index: columns.start + position,
    confidence: Math.min(1, columns.D[position]!),
    channel: finding.channel,
    expected,
    observed,
    rarity,
    expert,
    text:
      `tick ${columns.start + position}${channel}: expected ${short(expected)}, saw ${short(observed)}; ` +
      `${reasons[expert]} (${expert}), about once in ${rarity} ticks`,
  };
}
