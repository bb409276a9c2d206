/** Two forecasts over each other: the earlier one with its interval in grey, the later one in the accent's colour. */
import type {ForecastChange} from "#notebooks";
import {formatNumber, formatPlural} from "../components/format.ts";

const [width, height, inset] = [560, 160, 6];

export function ForecastChangeView({change}: {change: ForecastChange}) {
  const {shift, largest, outside, models, grown, compared, horizon} = change;
  return (
    <div class="forecast-change">
      <p class="number">
        {shift === null ? "The two have no step in common" : <>On average <strong>{shift > 0 ? "+" : ""}{formatNumber(shift)}</strong> over {formatPlural(compared, "step")}</>}
        {grown !== 0 && <span class="quiet"> · the series has {formatPlural(Math.abs(grown), "value")} {grown > 0 ? "more" : "fewer"}</span>}
        {horizon.from !== horizon.to && <span class="quiet"> · horizon {horizon.from} → {horizon.to}</span>}
      </p>
      {outside && <p class="quiet number">{outside.steps === 0 ? `Every step lies inside the earlier ${percent(outside.level)} interval` : `${formatPlural(outside.steps, "step")} outside the earlier ${percent(outside.level)} interval`}</p>}
      {largest && <p class="quiet number">Most at step {largest.step + 1}: {formatNumber(largest.from)} → {formatNumber(largest.to)}</p>}
      {models && <p class="quiet">Model: {models.from || "unnamed"} → {models.to || "unnamed"}</p>}
      <Chart steps={change.steps} />
    </div>
  );
}

const percent = (level: number): string => `${Number((level * 100).toFixed(1))} %`;

function Chart({steps}: {steps: ForecastChange["steps"]}) {
  const values = steps.flatMap(({from, to}) => [...(from ?? []), ...(to ?? [])]).filter((value) => Number.isFinite(value));
  if (steps.length < 2 || values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index: number): number => inset + (index / (steps.length - 1)) * (width - 2 * inset);
  const y = (value: number): number => height - inset - ((value - low) / (high - low || 1)) * (height - 2 * inset);
  const line = (which: "from" | "to"): string => steps.flatMap((step, index) => (step[which] ? [`${x(index).toFixed(1)},${y(step[which][0]!).toFixed(1)}`] : [])).join(" ");
  const band = (which: "from" | "to"): string => {
    const there = steps.flatMap((step, index) => (step[which]?.length === 3 ? [{index, values: step[which]}] : []));
    const upper = there.map(({index, values: [, , end]}) => `${x(index).toFixed(1)},${y(end!).toFixed(1)}`);
    const lower = there.map(({index, values: [, end]}) => `${x(index).toFixed(1)},${y(end!).toFixed(1)}`).reverse();
    return [...upper, ...lower].join(" ");
  };
  return (
    <figure>
      <svg class="forecast-chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="The earlier and the later forecast with their intervals">
        <polygon class="band before" points={band("from")} />
        <polygon class="band after" points={band("to")} />
        <polyline class="line before" points={line("from")} />
        <polyline class="line after" points={line("to")} />
      </svg>
      <figcaption class="quiet"><i class="key before" /> before <i class="key after" /> after</figcaption>
    </figure>
  );
}
