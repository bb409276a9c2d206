/** The quality card, by hand. */
import {expect, test} from "vitest";
import {qualityCard, rnse} from "./index.ts";
import type {RnseAnomaly, RnseResult} from "./index.ts";

/** A result of a thousand ticks with anomalies at the given ticks. */
function withAnomalies(indices: number[]): RnseResult {
  const result = rnse(new Float64Array(1000), {window: 10, hashing: false});
  const anomalies = indices.map(
    (index): RnseAnomaly => ({index, confidence: 0.5, channel: 0, expected: 0, observed: 1, rarity: 100, expert: "level", text: ""}),
  );
  return {...result, anomalies};
}

test("with labels: precision over alarms, recall over labels, median delay; what falls in the learning time does not count", () => {
  const card = qualityCard(withAnomalies([50, 205, 209, 400, 612, 800]), {
    labels: [[10, 60], [200, 220], [600, 650], [900, 950]],
    tickSeconds: 60,
  });
  expect(card).toMatchObject({ticks: 850, alarms: 4, precision: 0.5, recall: 2 / 3, delayTicks: 5});
  expect(card.falseAlarmsPerWeek).toBeCloseTo((2 / 850) * 10_080, 9);
  expect(card.text).toBe("4 alarms in 850 ticks: precision 50 %, recall 67 % of 3, median delay 5 ticks; false alarms 24 a week");
});

test("without labels: every alarm counts as false, by the thousand ticks or by the week", () => {
  const card = qualityCard(withAnomalies([300, 305, 700]), {learning: 0});
  expect(card).toMatchObject({alarms: 2, precision: null, recall: null, delayTicks: null, falseAlarmsPerWeek: null, falseAlarmsPerThousand: 2});
  expect(qualityCard(withAnomalies([]), {tickSeconds: 300})).toMatchObject({alarms: 0, falseAlarmsPerWeek: 0});
});

test("refuses a label that ends before it begins, and a misspelt option", () => {
  expect(() => qualityCard(withAnomalies([]), {labels: [[5, 4]]})).toThrow(/a label must end at or after its beginning, got \[5, 4\]/);
  expect(() => qualityCard(withAnomalies([]), {label: []} as never)).toThrow(/did you mean "labels"/);
});
