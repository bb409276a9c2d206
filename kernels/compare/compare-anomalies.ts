/** Two lists of anomalies: which came, which went, which moved by a few ticks. */
import type {AnomalyChange, AnomalyPoint} from "#notebooks";

/** An anomaly that went and one that came at most so many ticks away are one that moved. */
const nearTicks = 5;
const shownPoints = 50;

/** The anomalies of a result that has some: `anomalies` is a list of ticks, or of records with an `index`. Null: it is no such result. */
export function findAnomalies(value: unknown): AnomalyPoint[] | null {
  if (typeof value !== "object" || value === null || !("anomalies" in value)) return null;
  const list = value.anomalies;
  if (!Array.isArray(list) && !(ArrayBuffer.isView(list) && "length" in list)) return null;
  const points = Array.from(list as ArrayLike<unknown>, toPoint);
  return points.every((point) => point !== null) ? points : null;
}

function toPoint(value: unknown): AnomalyPoint | null {
  if (typeof value === "number" && Number.isInteger(value)) return {index: value, confidence: null, text: ""};
  if (typeof value !== "object" || value === null || !("index" in value) || !Number.isInteger(value.index)) return null;
  const {confidence, text} = value as {readonly confidence?: unknown; readonly text?: unknown};
  return {
    index: value.index as number,
    confidence: typeof confidence === "number" ? confidence : null,
    text: typeof text === "string" ? text.slice(0, 300) : "",
  };
}

export function compareAnomalies(before: readonly AnomalyPoint[], after: readonly AnomalyPoint[]): AnomalyChange {
  const earlier = new Map(before.map((point) => [point.index, point]));
  const later = new Map(after.map((point) => [point.index, point]));
  const went = before.filter(({index}) => !later.has(index));
  const moved: AnomalyChange["moved"][number][] = [];
  const came: AnomalyPoint[] = [];
  for (const point of after) {
    if (earlier.has(point.index)) continue;
    const distances = went.map(({index}) => Math.abs(index - point.index));
    const nearest = distances.indexOf(Math.min(...distances));
    const [from] = (distances[nearest] ?? Infinity) <= nearTicks ? went.splice(nearest, 1) : [];
    if (from) moved.push({from, to: point});
    else came.push(point);
  }
  const kept = before.length - went.length - moved.length;
  return {
    type: "anomalies", from: before.length, to: after.length,
    counts: {came: came.length, went: went.length, moved: moved.length, kept},
    came: came.slice(0, shownPoints), went: went.slice(0, shownPoints), moved: moved.slice(0, shownPoints),
  };
}
