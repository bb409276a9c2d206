/** What a template or an example is drawn as on its card, in the colours of the page. */
import type {ComponentChildren} from "preact";
import type {CardPicture as Motif} from "#notebooks";

const line = {fill: "none", "stroke-width": 2, "stroke-linejoin": "round", "stroke-linecap": "round"} as const;
const wave = "M0 58c14-2 20-16 34-14s18 14 32 12 18-20 32-18 18 16 32 14 12-8 18-8l6-26 6 28c10 8 16 4 28 0s20-12 32-8 14 8 20 8";

const motifs: {readonly [motif in Motif]: ComponentChildren} = {
  notebook: <><path d="M20 16h84" stroke="var(--text)" stroke-width="5" stroke-linecap="round" opacity="0.7" /><path d="M20 32h150M20 42h128" stroke="var(--muted)" stroke-width="2.5" stroke-linecap="round" opacity="0.45" /><path d="M20 58v16M28 62h34M28 70h58" stroke="var(--chart-1)" stroke-width="2.5" stroke-linecap="round" opacity="0.75" /><path d="M130 74l16-14 16 6 20-18 22 4" {...line} stroke="var(--chart-3)" /></>,
  inputs: <><path d="M20 20h120" stroke="var(--line-strong)" stroke-width="2" stroke-linecap="round" opacity="0.5" /><path d="M20 20h66" stroke="var(--chart-1)" stroke-width="3" stroke-linecap="round" /><circle cx="86" cy="20" r="7" fill="var(--raised)" stroke="var(--chart-1)" stroke-width="2" /><path d="M20 74V60h22v14M50 74V52h22v22M80 74V44h22v30M110 74V50h22v24M140 74V58h22v16M170 74V64h22v10M200 74V68h22v6" fill="var(--chart-1)" opacity="0.28" /></>,
  profile: <path d="M20 20h150M20 36h196M20 52h96M20 68h176" stroke="var(--chart-1)" stroke-width="7" opacity="0.55" />,
  anomalies: <><path d={wave} {...line} stroke="var(--chart-1)" /><circle cx="154" cy="18" r="5" fill="var(--raised)" stroke="var(--chart-2)" stroke-width="2" /></>,
  comparison: <><path d={wave} {...line} stroke="var(--chart-1)" /><path d="M0 66h240" {...line} stroke="var(--chart-2)" stroke-dasharray="5 4" /><circle cx="154" cy="18" r="5" fill="var(--chart-2)" /></>,
  forecast: <><path d="M0 60l24-12 24 6 24-22 24 8 24-14 24 6" {...line} stroke="var(--chart-1)" /><path d="M144 32l32-14 32-4 32-8v50l-32-4-32-8z" fill="var(--chart-1)" opacity="0.2" /><path d="M144 32l32-2 32 0 32-4" {...line} stroke="var(--chart-1)" stroke-dasharray="4 4" /></>,
  models: <><path d="M0 50l60-10 60 8 60-24 60-6" {...line} stroke="var(--chart-1)" /><path d="M0 56l60-4 60-8 60-4 60-20" {...line} stroke="var(--chart-2)" /><path d="M0 40l60 8 60 14 60-20 60 0" {...line} stroke="var(--chart-3)" /></>,
  log: <><path d="M20 18h120M20 34h164M20 50h92M20 66h140" stroke="var(--muted)" stroke-width="3" opacity="0.5" /><path d="M20 34h164" stroke="var(--chart-2)" stroke-width="4" /></>,
  incident: <><path d="M20 70h200" stroke="var(--line-strong)" stroke-width="2" /><path d="M40 70V58M70 70V52M100 70V20M130 70V30M160 70V54M190 70V60" stroke="var(--chart-2)" stroke-width="10" opacity="0.7" /></>,
  federated: <><path d="M120 30L50 64M120 30l0 36M120 30l70 34" stroke="var(--line-strong)" stroke-width="2" /><circle cx="120" cy="26" r="11" fill="var(--chart-1)" /><circle cx="50" cy="66" r="7" fill="var(--chart-3)" /><circle cx="120" cy="68" r="7" fill="var(--chart-3)" /><circle cx="190" cy="66" r="7" fill="var(--chart-3)" /></>,
  attack: <><path d="M120 30L50 64M120 30l0 36" stroke="var(--line-strong)" stroke-width="2" /><path d="M120 30l63 32" stroke="var(--chart-2)" stroke-width="2" stroke-dasharray="4 4" /><circle cx="120" cy="26" r="11" fill="var(--chart-1)" /><circle cx="50" cy="66" r="7" fill="var(--chart-3)" /><circle cx="120" cy="68" r="7" fill="var(--chart-3)" /><circle cx="190" cy="66" r="7" fill="var(--raised)" stroke="var(--chart-2)" stroke-width="2" /><path d="M186 62l8 8M194 62l-8 8" stroke="var(--chart-2)" stroke-width="2" /></>,
  budget: <><path d="M20 40h200" stroke="var(--line)" stroke-width="14" stroke-linecap="round" /><path d="M20 40h124" stroke="var(--chart-1)" stroke-width="14" stroke-linecap="round" /><path d="M172 20v40" stroke="var(--chart-2)" stroke-width="2" stroke-dasharray="4 3" /></>,
  own: <><path d="M70 14h76l24 22v40H70z" fill="none" stroke="var(--chart-1)" stroke-width="2" stroke-linejoin="round" /><path d="M86 44h66M86 56h50" stroke="var(--muted)" stroke-width="3" opacity="0.5" /></>,
};

export function CardPicture({of}: {of: Motif}) {
  return (
    <svg class="example-picture" viewBox="0 0 240 88" preserveAspectRatio="xMidYMid meet" aria-hidden="true" focusable="false">
      {motifs[of]}
    </svg>
  );
}
