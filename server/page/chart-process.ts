/** The process that draws charts: a request a line in, an answer a line out. It loads nothing and evaluates no code. */
import {createInterface} from "node:readline";
import {Error as errorLevel, View, expressionFunction, logger, parse, type Loader} from "vega";
import {expressionInterpreter} from "vega-interpreter";
import {compile, type Config, type TopLevelSpec} from "vega-lite";
import {chartConfig} from "./chart-config.ts";
import {compactDrawing} from "./compact-drawing.ts";

/** Draw a Vega-Lite specification as SVG, or SVG as pixels. */
export type ChartRequest = {readonly specification: {readonly [key: string]: unknown}} | {readonly picture: string};

export type ChartAnswer = {readonly svg: string} | {readonly failed: string};

/** PNG as base64. */
export type PictureAnswer = {readonly png: string} | {readonly failed: string};

/** The width of a chart that takes that of its container, in pixels. */
const containerWidth = 704;
const containerHeight = 360;

const refuse = (): Promise<never> => Promise.reject(new Error("a chart may not load anything"));
const loader: Loader = {load: refuse, sanitize: refuse, http: refuse, file: refuse} as unknown as Loader;

/** The interpreter takes a single number for a year; it is milliseconds, as Vega itself and a numeric domain on a time axis mean it. */
expressionFunction("datetime", (first: number | string, month?: number, day = 1, hours = 0, minutes = 0, seconds = 0, milliseconds = 0) =>
  typeof first === "string" || month === undefined ? new Date(first) : new Date(first, month, day, hours, minutes, seconds, milliseconds));

async function draw(specification: Record<string, unknown>): Promise<ChartAnswer> {
  try {
    const {usermeta: _, ...wanted} = specification;
    if (takesContainerWidth(wanted)) Object.assign(wanted, {width: containerWidth, autosize: wanted.autosize ?? {type: "fit-x", contains: "padding"}});
    if (wanted.height === "container") wanted.height = containerHeight;
    const silent = logger(errorLevel);
    const {spec} = compile(wanted as unknown as TopLevelSpec, {logger: silent, config: chartConfig as unknown as Config});
    const runtime = parse(spec, undefined, {ast: true});
    const view = new View(runtime, {renderer: "none", loader, expr: expressionInterpreter, logger: silent});
    const svg = await view.toSVG();
    view.finalize();
    return {svg: compactDrawing(svg)};
  } catch (error) {
    return {failed: error instanceof Error ? error.message : String(error)};
  }
}

const multipleViews = ["hconcat", "vconcat", "concat", "facet", "repeat", "spec"];

/** As in the workspace: a single chart whose author says nothing of its width is as wide as the page. */
function takesContainerWidth(specification: Record<string, unknown>): boolean {
  if (specification.width !== undefined) return specification.width === "container";
  const {encoding} = specification;
  const hasFacets = typeof encoding === "object" && encoding !== null && ["row", "column", "facet"].some((channel) => channel in encoding);
  return !hasFacets && !multipleViews.some((key) => key in specification);
}

async function paint(svg: string): Promise<PictureAnswer> {
  try {
    const {toPng} = await import("./rasterise.ts");
    return {png: Buffer.from(await toPng(svg)).toString("base64")};
  } catch (error) {
    return {failed: error instanceof Error ? error.message : String(error)};
  }
}

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line) as ChartRequest;
  process.stdout.write(`${JSON.stringify("picture" in request ? await paint(request.picture) : await draw({...request.specification}))}\n`);
}
