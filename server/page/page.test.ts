import {describe, expect, it} from "vitest";
import {emptyAnalysis, emptyResult, toCell, toNotebook, toNotebookState, type DisplayContent, type Json, type NotebookState, type RunRecord} from "#notebooks";
import {ChartDrawer} from "./charts.ts";
import {embedFile, readEmbeddedFile} from "./embedded-file.ts";
import {findChangedDisplay, renderPage} from "./page.ts";
import {toCellText} from "./render-display.ts";
import {sanitise} from "./sanitise.ts";

describe("sanitising", () => {
  it("keeps what only shows", () => {
    const markup = '<h2>Title</h2><p>Some <strong>bold</strong> &amp; <a href="https://example.org/x?y=1">a link</a><br></p><table><tbody><tr><td colspan="2">1</td></tr></tbody></table>';
    expect(sanitise(markup, "a")).toBe(markup.replace('y=1"', 'y=1" rel="noopener noreferrer"'));
  });

  it.each([
    ["<script>alert(1)</script>after", "after"],
    ["<img src=x onerror=alert(1)>", "<img>"],
    ["<img src='data:image/svg+xml,<svg onload=alert(1)>'>", "<img>"],
    ["<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer">x</a>'],
    ["<a href='java\nscript:alert(1)'>x</a>", '<a rel="noopener noreferrer">x</a>'],
    ["<a href=' https://x'>x</a>", '<a rel="noopener noreferrer">x</a>'],
    ["<svg><script>alert(1)</script><g onclick='x' style='fill:url(http://x)'><path d='M0 0' fill='url(http://x)'/></g></svg>", '<svg><g><path d="M0 0"></path></g></svg>'],
    ["<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "<svg><text>x</text></svg>"],
    ["<svg><foreignObject><iframe src=x></iframe><p>y</p></foreignObject></svg>", "<svg></svg>"],
    ["<svg><desc><b>x</b><img src=x onerror=alert(1)></desc></svg>", "<svg><desc>x</desc></svg>"],
    ["<math><mi><style><img src=x onerror=alert(1)></style></mi></math>", ""],
    ["<form action=x><input name=y><button>z</button></form>", "z"],
    ["<style>body{display:none}</style><p style='color:red' class='c' id='i'>x</p>", "<p>x</p>"],
    ["<template><p>x</p></template><noscript><p>y</p></noscript>", ""],
    ["<iframe src=x></iframe><object data=x></object><embed src=x><base href=x><meta http-equiv=refresh content=0><link rel=stylesheet href=x>", ""],
    ["<!-- <script> -->x", "x"],
    ["a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"],
  ])("%s becomes %s", (markup, safe) => {
    expect(sanitise(markup, "a")).toBe(safe);
    expect(sanitise(safe, "a")).toBe(safe);
  });

  it("keeps the ids of a chart apart from those of others, and local references with them", () => {
    const chart = "<svg><defs><clipPath id='clip7'><rect width='1'/></clipPath></defs><g clip-path='url(#clip7)'></g></svg>";
    expect(sanitise(chart, "c")).toBe('<svg><defs><clipPath id="c-0"><rect width="1"></rect></clipPath></defs><g clip-path="url(#c-0)"></g></svg>');
  });
});

describe("the file inside a page", () => {
  it("comes back as it was, whatever is in it", () => {
    const file = '<!doctype html>\r\n<notebook><script id="1">a < b && "c" // </template> &lt; &amp;amp; <!-- é 😀</script>\n</notebook>\n';
    expect(readEmbeddedFile(`<!doctype html><body><p>before</p>${embedFile(file)}</body>`)).toBe(file);
  });

  it("is the last one: nothing that a cell shows can pretend to be it", () => {
    expect(readEmbeddedFile(`<body><section>${embedFile("false")}</section>${embedFile("true")}</body>`)).toBe("true");
    expect(readEmbeddedFile("<p>no notebook</p>")).toBeNull();
  });
});

describe("a table's cell as text", () => {
  it("shows dates without an empty time, and numbers that JSON lacks", () => {
    const day = Date.UTC(2026, 0, 31);
    expect([{$date: day}, {$date: day + 1}, {$bigint: "12"}, {$number: "NaN"}, null, true, {a: 1}].map((cell) => toCellText(cell as Json))).toEqual([
      "2026-01-31", "2026-01-31T00:00:00.001Z", "12", "NaN", "", "true", '{"a":1}',
    ]);
  });
});

const record: RunRecord = {
  format: "recto-run/1", source: "", parameters: {}, inputs: {}, seed: 1, now: 0, data: [], cells: [], root: "abc", verifiable: true,
  kernel: {version: "1", engine: "node"}, measured: {startedAt: 0, durationMs: 0},
};

/** One cell a content, each shown in it. */
function show(...contents: DisplayContent[]): NotebookState {
  const cells = contents.map((_, index) => toCell({id: index + 1, source: "x < 1", pinned: index === 0}));
  const state = toNotebookState({notebook: toNotebook({title: "A <b>title</b>", cells})});
  const results = contents.map((content, index) => {
    const result = {...emptyResult, status: "done" as const, displays: [{content, digest: null, cut: null}]};
    return [index + 1, {version: 0, submitted: null, analysis: emptyAnalysis, result}] as const;
  });
  return {...state, cells: Object.fromEntries(results)};
}

const signal = new AbortController().signal;
const chart: DisplayContent = {
  type: "vega-lite",
  specification: {
    data: {values: [{x: 1, y: 2}, {x: 2, y: 3}]}, mark: {type: "line", clip: true}, width: "container",
    encoding: {x: {field: "x", type: "quantitative"}, y: {field: "y", type: "quantitative"}},
  },
};

describe("a page", () => {
  it("has no script and loads nothing, and its texts are escaped", async () => {
    const html: DisplayContent = {type: "html", html: "<script>alert(1)</script><b>bold</b>"};
    const page = await renderPage({state: show({type: "text", text: "<script>"}, html, chart), record, file: "<script>"}, signal);
    expect(page).not.toMatch(/<script|javascript:|src=|@import|\son\w+=/i);
    expect(page).toContain("<title>A &lt;b&gt;title&lt;/b&gt;</title>");
    expect(page).toContain("<code>x &lt; 1</code>");
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("<svg");
  });

  it("is the same every time, charts included", async () => {
    const parts = {state: show(chart, chart), record, file: ""};
    expect(await renderPage(parts, signal)).toBe(await renderPage(parts, signal));
  });

  it("SVG becomes pixels without anything from outside, the same every time", async () => {
    const charts = new ChartDrawer();
    const words = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><image href="/etc/passwd"/><text x="9" y="50" font-family="sans-serif">Ärger Ωμέγα</text></svg>';
    const [one, two, none] = [await charts.paint(words, signal), await charts.paint(words, signal), await charts.paint("nonsense", signal)];
    charts.close();
    const png = Buffer.from("png" in one ? one.png : "", "base64");
    expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 200, 100]);
    expect(two).toEqual(one);
    expect(none).toEqual({failed: expect.any(String)});
  });

  it("draws a time axis whose ends are given as milliseconds", async () => {
    const days = [Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 19)];
    const overTime: DisplayContent = {
      type: "vega-lite",
      specification: {
        data: {values: days.map((at, y) => ({at, y}))}, mark: "line", width: 100,
        encoding: {x: {field: "at", type: "temporal", scale: {domain: days}}, y: {field: "y", type: "quantitative"}},
      },
    };
    const page = await renderPage({state: show(overTime), record, file: ""}, signal);
    expect(page).toMatch(/d="M0,\d+L100,\d+"/);
    expect(page).toContain("Feb");
    expect(page).not.toContain("NaN");
  });

  it("a chart that reads a file or an address, or is no chart, is not drawn, and the next one is", async () => {
    const reading = (url: string): DisplayContent => ({type: "vega-lite", specification: {...(chart.type === "vega-lite" ? chart.specification : {}), data: {url}}});
    const none: DisplayContent = {type: "vega-lite", specification: {mark: "nonsense"}};
    const page = await renderPage({state: show(reading("/etc/passwd"), none, chart), record, file: ""}, signal);
    expect(page).not.toContain("root:");
    expect(page).toMatch(/The chart could not be drawn/);
    expect(page.indexOf("<svg")).toBeGreaterThan(-1);
  });

  it("that was changed names the cell that it was changed in", async () => {
    const parts = {state: show({type: "text", text: "one"}, {type: "text", text: "two"}), record, file: ""};
    const page = await renderPage(parts, signal);
    expect(await findChangedDisplay(page, parts, signal)).toBeNull();
    expect(await findChangedDisplay(page.replace("two", "too"), parts, signal)).toBe("what it shows of cell 2 is another");
    expect(await findChangedDisplay(page.replace("<footer>", "<footer>!"), parts, signal)).toBe("the page around the cells is another");
    expect(await findChangedDisplay(`${page}!`, parts, signal)).toBe("there is something behind its end");
  });
});
