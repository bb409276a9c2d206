/** The page's custom properties as plain colours, which is what a chart understands. */
import type {ChartTokens} from "./chart-config.ts";

const categories = [1, 2, 3, 4, 5, 6, 7, 8];

export function readChartTokens(): ChartTokens {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tokens: ChartTokens = {
    text: read("text"),
    muted: read("muted"),
    line: read("line"),
    surface: read("surface"),
    categories: categories.map((category) => read(`chart-${category}`)),
    low: read("chart-low"),
    middle: read("chart-middle"),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return tokens;
}
