/** The style of an exported page, light and dark; its hash is in the page's policy. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#ddd8cf, #3a3732); --quiet: light-dark(#6b665e, #a39d92); --back: light-dark(#fffdf9, #191816); --text: light-dark(#211f1c, #ece8e1); --bad: light-dark(#a1281a, #ff9b8c);
  --chart-1: light-dark(#1d5a8c, #7fb5e6); --chart-2: light-dark(#cb5d24, #f0945f); --chart-3: light-dark(#2a8a75, #60c6ae); --chart-4: light-dark(#b98a12, #e3be57);
  --chart-5: light-dark(#84559f, #bf9adb); --chart-6: light-dark(#5b9fca, #a9d6f2); --chart-7: light-dark(#ac4768, #e58da9); --chart-8: light-dark(#6f6a60, #aca89e); }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.55 Inter, system-ui, sans-serif; }
main, footer { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1, h2, h3, h4 { line-height: 1.25; }
.cell { margin: 0 0 1.5rem; }
pre, code, .inspect, td, th { font: 13px/1.5 "JetBrains Mono", ui-monospace, monospace; }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
.source { border-left: 2px solid var(--line); padding-left: .75rem; color: var(--quiet); }
.inspect ul { list-style: none; margin: 0; padding-left: 1.25rem; }
.key, .note, caption { color: var(--quiet); }
.note, caption { font-size: 13px; text-align: left; }
.error { color: var(--bad); overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
td, th { padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.number, .bigint { text-align: right; }
figure { margin: 0; overflow-x: auto; }
img, svg { max-width: 100%; height: auto; }
footer { border-top: 1px solid var(--line); font-size: 13px; color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
`;
