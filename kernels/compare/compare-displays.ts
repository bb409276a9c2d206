/** What a cell showed then and now, where the values behind it were not kept: by what stood on the page. */
import type {DisplayContent, ValueChange} from "#notebooks";
import {compareStructures} from "./compare-structures.ts";
import {compareTexts} from "./compare-text.ts";
import {compareValues} from "./compare-values.ts";

export function compareDisplays(before: DisplayContent | null, after: DisplayContent | null): ValueChange {
  if (before && after && before.type === after.type) {
    if (before.type === "inspect" && after.type === "inspect") {
      const [from, to] = [before.node, after.node];
      const [a, b] = [Number(from.text), Number(to.text)];
      if (from.type === "number" && to.type === "number" && Number.isFinite(a) && Number.isFinite(b)) return compareValues(a, b);
      if (from.children && to.children) return compareStructures(toPlain(from), toPlain(to));
    }
    if (before.type === "text" && after.type === "text") return compareTexts(before.text, after.text);
    if ((before.type === "markdown" || before.type === "html") && (after.type === "markdown" || after.type === "html"))
      return compareTexts(toText(before.html), toText(after.html));
    if (before.type === "vega-lite" && after.type === "vega-lite") return compareStructures(before.specification, after.specification);
    if (before.type === "input" && after.type === "input") return compareStructures(before.value, after.value);
  }
  return {type: "other", from: before && describe(before), to: after && describe(after)};
}

type InspectNode = Extract<DisplayContent, {type: "inspect"}>["node"];

function toPlain({text, children}: InspectNode): unknown {
  return children ? Object.fromEntries(children.map(({key, value}) => [key, toPlain(value)])) : text;
}

/** The words of a piece of HTML, a line for each of its blocks. */
function toText(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h[1-6])[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&nbsp;/g, " ").replace(/&amp;/g, "&")
    .split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n");
}

function describe(content: DisplayContent): string {
  switch (content.type) {
    case "inspect":
      return content.node.text.slice(0, 200);
    case "table":
      return `table of ${content.rows} rows`;
    case "vega-lite":
      return "chart";
    case "error":
      return `${content.error.name}: ${content.error.message}`.slice(0, 200);
    case "text":
      return content.text.slice(0, 200);
    case "markdown":
    case "html":
      return toText(content.html).slice(0, 200);
    case "input":
      return `input ${content.key}`;
  }
}
