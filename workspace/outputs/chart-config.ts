/** One look for every chart: Vega-Lite's configuration from the page's own colours and type, and a specification made safe and responsive. */
import type {Json} from "#notebooks";

/** The page's tokens, resolved to colours of the theme in force. */
export interface ChartTokens {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly categories: readonly string[];
  readonly low: string;
  readonly middle: string;
  readonly font: string;
}

export type Specification = {readonly [key: string]: Json};

export function chartConfig({text, muted, line, surface, categories, low, middle, font}: ChartTokens) {
  const first = categories[0] ?? text;
  const second = categories[1] ?? text;
  return {
    background: "transparent",
    font,
    padding: 2,
    view: {stroke: null, continuousHeight: 260, continuousWidth: 400},
    axis: {
      labelColor: muted, titleColor: muted, labelFontSize: 11.5, titleFontSize: 12, titleFontWeight: 500, titlePadding: 8, labelPadding: 6,
      gridColor: line, domainColor: line, tickColor: line, tickSize: 4, gridDash: [], domain: false, ticks: false,
    },
    axisX: {grid: false, domain: true, ticks: true, labelFlush: true},
    axisQuantitative: {tickCount: 5},
    axisTemporal: {tickCount: 8},
    legend: {labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500, orient: "top", symbolSize: 60, padding: 0, offset: 12},
    title: {color: text, fontSize: 14, fontWeight: 600, anchor: "start", offset: 12, subtitleColor: muted, subtitleFontSize: 12.5, subtitlePadding: 4},
    header: {labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500},
    range: {category: [...categories], ramp: [low, first], heatmap: [low, first], ordinal: [low, first], diverging: [second, middle, first]},
    mark: {color: first, tooltip: true},
    line: {strokeWidth: 1.75, strokeJoin: "round", strokeCap: "round"},
    area: {fillOpacity: 0.2, line: true, strokeWidth: 1.5},
    point: {size: 36, filled: true, opacity: 0.85},
    circle: {size: 36, opacity: 0.85},
    bar: {cornerRadiusEnd: 2},
    rule: {color: muted},
    text: {color: text, fontSize: 12, font},
    trail: {color: first},
    rect: {stroke: surface, strokeWidth: 0},
    arc: {stroke: surface, strokeWidth: 1},
  };
}

const multipleViews = ["hconcat", "vconcat", "concat", "facet", "repeat", "spec"];
const forbiddenKeys = new Set(["usermeta", "href", "url", "$schema"]);

/**
 * The specification as it is drawn: without addresses, links and metadata that a chart library would act on, and as wide as the page where the author says nothing of
 * width.
 */
export function prepareSpecification(specification: Specification): Specification {
  const safe = withoutAddresses(specification) as Specification;
  const isSingle = !multipleViews.some((key) => key in safe);
  const hasFacets = typeof safe["encoding"] === "object" && safe["encoding"] !== null && ["row", "column", "facet"].some((channel) => channel in (safe["encoding"] as object));
  if (!isSingle || hasFacets || "width" in safe) return safe;
  return {...safe, width: "container", autosize: safe["autosize"] ?? {type: "fit-x", contains: "padding"}};
}

/** Takes out addresses wherever they act: at any depth, but not in rows of data, which are only values. */
function withoutAddresses(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutAddresses);
  if (typeof value !== "object" || value === null) return value;
  const kept: {[key: string]: Json} = {};
  for (const [key, inner] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) continue;
    kept[key] = key === "values" || key === "datasets" ? inner : withoutAddresses(inner);
  }
  return kept;
}

/** How many rows of data a specification carries, to choose between sharp shapes and fast pixels. */
export function countRows(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + countRows(inner), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + (key === "values" && Array.isArray(inner) ? inner.length : key === "datasets" ? countDataSets(inner) : countRows(inner)), 0);
}

function countDataSets(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, rows) => sum + (Array.isArray(rows) ? rows.length : 0), 0);
}
