/** The look of charts that are drawn before anybody looks: colours are the page's own variables, so that one drawing serves light and dark. */

/** Colours of categories, by their names in the page's style. */
export const categoryColors = Array.from({length: 8}, (_, index) => `var(--chart-${index + 1})`);

const text = "var(--text)";
const muted = "var(--quiet)";
const line = "var(--line)";
const first = "var(--chart-1)";
const font = "Inter, system-ui, sans-serif";
/** What is blended between needs colours that can be computed with: these two are told apart on light and on dark. */
const [low, high, middle, other] = ["#a9cbe6", "#1d5a8c", "#b9b4a8", "#cb5d24"];

export const chartConfig = {
  background: "transparent",
  font,
  padding: 2,
  view: {stroke: null, continuousHeight: 260, continuousWidth: 704},
  axis: {
    labelColor: muted, titleColor: muted, labelFontSize: 11.5, titleFontSize: 12, titleFontWeight: 500, titlePadding: 8, labelPadding: 6,
    gridColor: line, domainColor: line, tickColor: line, tickSize: 4, domain: false, ticks: false,
  },
  axisX: {grid: false, domain: true, ticks: true, labelFlush: true},
  axisQuantitative: {tickCount: 5},
  axisTemporal: {tickCount: 8},
  legend: {labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500, orient: "top", symbolSize: 60, padding: 0, offset: 12},
  title: {color: text, fontSize: 14, fontWeight: 600, anchor: "start", offset: 12, subtitleColor: muted, subtitleFontSize: 12.5, subtitlePadding: 4},
  header: {labelColor: text, titleColor: muted, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500},
  range: {category: categoryColors, ramp: [low, high], heatmap: [low, high], ordinal: [low, high], diverging: [other, middle, high]},
  // A label on each of a thousand points helps nobody who listens, and makes the picture three times as large; axes and legends keep theirs.
  mark: {color: first, aria: false},
  line: {strokeWidth: 1.75, strokeJoin: "round", strokeCap: "round"},
  area: {fillOpacity: 0.2, line: true, strokeWidth: 1.5},
  point: {size: 36, filled: true, opacity: 0.85},
  circle: {size: 36, opacity: 0.85},
  rule: {color: muted},
  text: {color: text, fontSize: 12, font},
  trail: {color: first},
} as const;
