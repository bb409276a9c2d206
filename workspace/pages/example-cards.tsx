/** The examples as cards with a small picture of what each one shows. */
import type {ExampleSummary} from "#notebooks";

export function ExampleCards({examples, open}: {examples: readonly ExampleSummary[]; open: (id: string) => void}) {
  return (
    <ul class="example-cards">
      {examples.map(({id, title, description}) => (
        <li key={id}>
          <button type="button" class="example-card" onClick={() => open(id)}>
            <Picture of={`${id} ${title}`} />
            <span class="example-title">{title}</span>
            <span class="quiet">{description}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Picture({of}: {of: string}) {
  const subject = of.toLowerCase();
  const content = /rnse|anomal/.test(subject) ? <Anomalies /> : /input|slider|reactiv/.test(subject) ? <Slider /> : <Lines />;
  return (
    <svg class="example-picture" viewBox="0 0 240 88" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
      {content}
    </svg>
  );
}

function Anomalies() {
  return (
    <>
      <path d="M0 62C14 60 20 44 34 46s18 14 32 12 18-20 32-18 18 16 32 14 12-8 18-8l6-26 6 28c10 8 16 4 28 0s20-12 32-8 14 8 20 8" fill="none" stroke="var(--chart-1)" stroke-width="1.75" stroke-linejoin="round" />
      <circle cx="154" cy="20" r="5" fill="var(--raised)" stroke="var(--chart-2)" stroke-width="2" />
      <path d="M154 34v40" stroke="var(--chart-2)" stroke-dasharray="2 3" />
    </>
  );
}

function Slider() {
  return (
    <>
      <path d="M20 24h120" stroke="var(--line-strong)" stroke-width="2" stroke-linecap="round" opacity="0.5" />
      <path d="M20 24h66" stroke="var(--chart-1)" stroke-width="3" stroke-linecap="round" />
      <circle cx="86" cy="24" r="7" fill="var(--raised)" stroke="var(--chart-1)" stroke-width="2" />
      <path d="M20 76V62h22v14M50 76V54h22v22M80 76V46h22v30M110 76V52h22v24M140 76V60h22v16M170 76V66h22v10M200 76V70h22v6" fill="var(--chart-1)" opacity="0.28" />
    </>
  );
}

function Lines() {
  return (
    <>
      <path d="M20 20h84" stroke="var(--text)" stroke-width="5" stroke-linecap="round" opacity="0.7" />
      <path d="M20 36h150M20 46h128" stroke="var(--muted)" stroke-width="2.5" stroke-linecap="round" opacity="0.45" />
      <path d="M20 62v16M28 66h34M28 74h58" stroke="var(--chart-1)" stroke-width="2.5" stroke-linecap="round" opacity="0.75" />
      <path d="M130 78l16-14 16 6 20-18 22 4" fill="none" stroke="var(--chart-3)" stroke-width="2" stroke-linejoin="round" />
    </>
  );
}
