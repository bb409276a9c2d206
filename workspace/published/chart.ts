/** A published chart drawn again so that it answers the mouse: in place of its picture, without evaluating code or loading anything. */
import embed, {type EmbedOptions, type VisualizationSpec} from "vega-embed";
import {expressionInterpreter} from "vega-interpreter";
import {chartConfig, countRows, prepareSpecification, type Specification} from "../outputs/chart-config.ts";
import {correctDates} from "../outputs/chart-dates.ts";

correctDates();

/** Charts of more rows than this are drawn as pixels. */
const mostRowsAsShapes = 2000;
const refuse = (address: string) => Promise.reject(new Error(`a chart may not load ${address}`));
const noLoader = {load: refuse, sanitize: refuse, http: refuse, file: refuse} as unknown as NonNullable<EmbedOptions["loader"]>;

/** The picture stays when the chart cannot be drawn. */
export async function drawChart(holder: HTMLElement, address: string): Promise<void> {
  const picture = holder.firstElementChild;
  try {
    const response = await fetch(address);
    if (!response.ok) return;
    const specification = (await response.json()) as Specification;
    const canvas = document.createElement("div");
    canvas.className = "chart-canvas";
    canvas.tabIndex = 0;
    const hadFocus = holder.contains(document.activeElement);
    // The page does not jump while the chart is drawn.
    holder.style.minHeight = `${holder.clientHeight}px`;
    holder.append(canvas);
    if (picture instanceof HTMLElement) picture.hidden = true;
    await embed(canvas, prepareSpecification(specification) as VisualizationSpec, {
      mode: "vega-lite",
      renderer: countRows(specification) > mostRowsAsShapes ? "canvas" : "svg",
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      loader: noLoader,
      defaultStyle: false,
      config: chartConfig(readTokens()) as NonNullable<EmbedOptions["config"]>,
      tooltip: {theme: "recto", disableDefaultStyle: true},
    });
    picture?.remove();
    if (hadFocus) canvas.focus({preventScroll: true});
    holder.style.minHeight = "";
  } catch (error) {
    holder.querySelector(".chart-canvas")?.remove();
    if (picture instanceof HTMLElement) picture.hidden = false;
    throw error;
  }
}

/** The page's colours as a chart understands them. */
function readTokens() {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tokens = {
    text: read("text"), muted: read("quiet"), line: read("line"), surface: read("back"),
    categories: Array.from({length: 8}, (_, index) => read(`chart-${index + 1}`)),
    low: read("chart-low"), middle: read("chart-middle"),
    font: "Inter, system-ui, sans-serif",
  };
  probe.remove();
  return tokens;
}
