/** The style of a published page, light and dark; its hash is in the page's policy. */
import {fontFaces} from "./page-fonts.ts";

export const pageStyle = `
${fontFaces}
:root { color-scheme: light dark; --line: light-dark(#e5e1d8, #2b2e34); --quiet: light-dark(#65615a, #a5a49e); --back: light-dark(#fbfaf7, #151619); --raised: light-dark(#fff, #1c1e22); --text: light-dark(#1d1c19, #e9e7e2);
  --accent: light-dark(#1d5a8c, #86b9e8); --ok: light-dark(#2a6a41, #7fc797); --warn: light-dark(#7d5200, #e2b55f); --warn-soft: light-dark(#f9f1e0, #2c2619); --bad: light-dark(#ad2a20, #f3958c);
  --chart-1: light-dark(#1d5a8c, #7fb5e6); --chart-2: light-dark(#cb5d24, #f0945f); --chart-3: light-dark(#2a8a75, #60c6ae); --chart-4: light-dark(#b98a12, #e3be57);
  --chart-5: light-dark(#84559f, #bf9adb); --chart-6: light-dark(#5b9fca, #a9d6f2); --chart-7: light-dark(#ac4768, #e58da9); --chart-8: light-dark(#6f6a60, #aca89e);
  --chart-low: light-dark(#dfe9f1, #1e3040); --chart-middle: light-dark(#efece4, #33363c);
  --sans: Inter, system-ui, sans-serif; --serif: "Source Serif 4", Georgia, serif; --mono: "JetBrains Mono", ui-monospace, monospace; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 var(--serif); }
a { color: var(--accent); text-underline-offset: .16em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.bar, main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1rem; }
.bar { display: flex; justify-content: space-between; gap: 1rem; padding-top: .8rem; font: 13px/1.5 var(--sans); color: var(--quiet); }
.bar a { color: inherit; text-decoration: none; }
.mark-word { font: 600 15px/1.4 var(--serif); color: var(--text) !important; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 5vw, 2.25rem); letter-spacing: -.015em; margin: 2rem 0 .4rem; overflow-wrap: anywhere; }
.byline { margin: 0 0 1rem; font: 13.5px/1.5 var(--sans); color: var(--quiet); }
.proof { font: 13.5px/1.5 var(--sans); border: 1px solid var(--line); border-radius: 10px; background: var(--raised); padding: .7rem .9rem; margin: 0 0 2rem; display: grid; gap: .4rem; }
.proof p { margin: 0; }
.proof ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .15rem; color: var(--quiet); }
.proof .ok, .sign.same { color: var(--ok); } .proof .bad, .sign.other { color: var(--bad); } .sign.confirmed { color: var(--quiet); }
.digest { font: 12px var(--mono); overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 .45em; border-radius: 4px; font-size: 12px; font-weight: 600; }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.acts { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; }
button { font: 500 13px/1.4 var(--sans); color: var(--text); background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .7rem; cursor: pointer; min-height: 32px; }
button:hover { border-color: var(--quiet); } button:disabled { opacity: .6; cursor: default; }
.cell { position: relative; margin: 0 0 1.5rem; } .cell.bare { margin: 0 0 .25rem; } .bare + .cell:not(.bare) { margin-top: 1.5rem; } .sign-note { margin: .3rem 0; }
.sign { position: absolute; right: 100%; top: .2rem; margin-right: .5rem; font: 600 13px var(--sans); }
.cell-tools { position: absolute; right: 0; bottom: 0; opacity: 0; } .cell:hover .cell-tools, .cell:focus-within .cell-tools { opacity: 1; } @media (hover: none) { .cell-tools { opacity: 1; } }
.cell-tools button { min-height: 24px; padding: 0 .5rem; font-size: 12px; color: var(--quiet); }
pre, code, .inspect { font: 13px/1.5 var(--mono); } code { overflow-wrap: anywhere; } td, th { font: 13.5px/1.5 var(--sans); }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
.code { margin: .4rem 0; font: 13px/1.5 var(--sans); color: var(--quiet); } .code summary { cursor: pointer; width: max-content; } .code pre { border-left: 2px solid var(--line); padding-left: .75rem; color: var(--text); }
.inspect ul { list-style: none; margin: 0; padding-left: 1.25rem; }
.key, .note, caption { color: var(--quiet); }
.note, caption { font: 13px/1.5 var(--sans); text-align: left; }
.error { color: var(--bad); overflow-wrap: anywhere; font: 14px/1.5 var(--sans); }
.table { overflow: auto; max-height: 27rem; border-bottom: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; min-width: min(20rem, 100%); }
thead th { position: sticky; top: 0; background: var(--back); font-weight: 600; }
td, th { padding: .2rem 1.5rem .2rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
.number, .bigint { text-align: right; font-variant-numeric: tabular-nums; }
.files { display: flex; flex-wrap: wrap; gap: .2rem .9rem; margin: .3rem 0; font: 13px/1.5 var(--sans); color: var(--quiet); }
.pager { display: flex; gap: .5rem; align-items: center; font: 13px var(--sans); color: var(--quiet); margin: .3rem 0; }
:is(.chart, .rows) > .display { content-visibility: auto; contain-intrinsic-size: auto 20rem; } .display :focus-visible { outline-offset: -2px; }
figure { margin: 0; overflow-x: auto; }
figure svg, figure img { max-width: 100%; min-width: min(30rem, 100%); height: auto; display: block; }
img { max-width: 100%; height: auto; }
[hidden] { display: none !important; }
.chart-canvas { width: 100%; display: block; } .chart-canvas > svg, .chart-canvas > canvas { display: block; max-width: 100%; }
#vg-tooltip-element { position: fixed; z-index: 60; visibility: hidden; padding: 6px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); font: 12px/18px var(--sans); pointer-events: none; }
#vg-tooltip-element.visible { visibility: visible; } #vg-tooltip-element :is(td, th) { border: 0; padding: 0 4px 0 0; font: inherit; } #vg-tooltip-element td.key { color: var(--quiet); text-align: right; }
.input { font: 14px/1.5 var(--sans); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; background: var(--raised); width: max-content; max-width: 100%; margin: .4rem 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; padding-bottom: 3rem; font: 13px/1.5 var(--sans); color: var(--quiet); }
footer::before { content: ""; display: block; border-top: 1px solid var(--line); padding-top: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; align-items: baseline; } dt { overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
.embed main { max-width: none; padding: .5rem; } .embed .from { font: 12px/1.5 var(--sans); color: var(--quiet); margin: .4rem 0 0; } .embed .cell { margin: 0; }
@media (max-width: 56rem) { .sign { right: 0; top: -1.2rem; margin: 0; } }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } figure svg, figure img { min-width: 28rem; } }
@media print { .acts, .cell-tools, .pager, .files { display: none; } .table { max-height: none; } body { background: #fff; } }
`;
