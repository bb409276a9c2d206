/** The process that draws charts: a Vega-Lite specification a line in, an answer a line out. It loads nothing and evaluates no code. */
import {createInterface} from "node:readline";
import {Error as errorLevel, View, logger, parse, type Loader} from "vega";
import {expressionInterpreter} from "vega-interpreter";
import {compile, type TopLevelSpec} from "vega-lite";

export type ChartAnswer = {readonly svg: string} | {readonly failed: string};

/** The width of a chart that takes that of its container, in pixels. */
const containerWidth = 640;
const containerHeight = 360;

const refuse = (): Promise<never> => Promise.reject(new Error("a chart may not load anything"));
const loader: Loader = {load: refuse, sanitize: refuse, http: refuse, file: refuse} as unknown as Loader;

async function draw(specification: Record<string, unknown>): Promise<ChartAnswer> {
  try {
    const {usermeta: _, ...wanted} = specification;
    if (wanted.width === "container") wanted.width = containerWidth;
    if (wanted.height === "container") wanted.height = containerHeight;
    const silent = logger(errorLevel);
    const {spec} = compile(wanted as unknown as TopLevelSpec, {logger: silent});
    const runtime = parse(spec, undefined, {ast: true});
    const view = new View(runtime, {renderer: "none", loader, expr: expressionInterpreter, logger: silent});
    const svg = await view.toSVG();
    view.finalize();
    return {svg};
  } catch (error) {
    return {failed: error instanceof Error ? error.message : String(error)};
  }
}

for await (const line of createInterface({input: process.stdin})) {
  process.stdout.write(`${JSON.stringify(await draw(JSON.parse(line) as Record<string, unknown>))}\n`);
}
