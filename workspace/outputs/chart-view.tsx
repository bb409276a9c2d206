/** A Vega-Lite chart: drawn without evaluating code or loading anything, over the old one so that nothing jumps, in the theme's colours, as wide as the page. */
import {useEffect, useRef, useState} from "preact/hooks";
import embed, {type EmbedOptions, type Result, type VisualizationSpec} from "vega-embed";
import {expressionInterpreter} from "vega-interpreter";
import {describeError} from "../api/http.ts";
import {Icon} from "../components/icon.tsx";
import {MenuButton, MenuItem} from "../components/menu.tsx";
import {theme} from "../theme/theme.ts";
import {chartConfig, countRows, prepareSpecification, type Specification} from "./chart-config.ts";
import {correctDates} from "./chart-dates.ts";
import {readChartTokens} from "./chart-tokens.ts";

correctDates();

/** Charts of more rows than this are drawn as pixels. */
const mostRowsAsShapes = 2000;

const refuse = (address: string) => Promise.reject(new Error(`a chart may not load ${address}; give its data as values`));
const noLoader = {load: refuse, sanitize: refuse, http: refuse, file: refuse} as unknown as NonNullable<EmbedOptions["loader"]>;

export default function ChartView({specification}: {specification: Specification}) {
  const holder = useRef<HTMLDivElement>(null);
  const drawn = useRef<Result | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const themeInForce = theme.value;

  useEffect(() => {
    const host = holder.current;
    if (!host) return;
    let abandoned = false;
    const next = document.createElement("div");
    next.className = "chart-canvas chart-next";
    host.append(next);
    const options: EmbedOptions = {
      mode: "vega-lite",
      renderer: countRows(specification) > mostRowsAsShapes ? "canvas" : "svg",
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      loader: noLoader,
      defaultStyle: false,
      config: chartConfig(readChartTokens()) as NonNullable<EmbedOptions["config"]>,
      tooltip: {theme: "recto", disableDefaultStyle: true},
    };
    embed(next, prepareSpecification(specification) as VisualizationSpec, options).then(
      (result) => {
        if (abandoned) return void (result.finalize(), next.remove());
        drawn.current?.finalize();
        for (const old of [...host.children]) if (old !== next) old.remove();
        next.classList.remove("chart-next");
        drawn.current = result;
        setFault(null);
      },
      (error: unknown) => {
        next.remove();
        if (!abandoned) setFault(describeError(error));
      },
    );
    return () => void (abandoned = true);
  }, [specification, themeInForce]);

  useEffect(() => {
    const host = holder.current;
    if (!host) return;
    let width = host.clientWidth;
    const observer = new ResizeObserver(() => {
      if (Math.abs(host.clientWidth - width) < 2 || host.clientWidth === 0) return;
      width = host.clientWidth;
      if (drawn.current?.embedOptions && prepareSpecification(specification)["width"] === "container") void drawn.current.view.width(width).runAsync();
    });
    observer.observe(host);
    return () => observer.disconnect();
  }, [specification]);

  useEffect(() => () => drawn.current?.finalize(), []);

  async function save(format: "svg" | "png") {
    const address = await drawn.current?.view.toImageURL(format, 2);
    if (!address) return;
    const link = document.createElement("a");
    link.href = address;
    link.download = `chart.${format}`;
    link.click();
  }

  return (
    <div class="chart">
      <div ref={holder} class="chart-holder" />
      {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>The chart could not be drawn: {fault}</span></p>}
      <div class="chart-tools">
        <MenuButton label="Save the chart" align="end" items={() => (<><MenuItem onSelect={() => void save("svg")}>Save as SVG</MenuItem><MenuItem onSelect={() => void save("png")}>Save as PNG</MenuItem></>)}>
          <Icon name="more" />
        </MenuButton>
      </div>
    </div>
  );
}
