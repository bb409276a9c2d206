/** The pictograms: one stroke, one size, drawn in the text's colour. */

const paths = {
  play: <path d="M5 3.5v9l7-4.5z" fill="currentColor" />,
  "play-all": <path d="M2.5 3.5v9L8 8zM8.5 3.5v9L14 8z" fill="currentColor" stroke-linejoin="round" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  plus: <path d="M8 3v10M3 8h10" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3.5 8.5 3 3 6-7" />,
  "chevron-right": <path d="m6 3.5 4.5 4.5L6 12.5" />,
  "chevron-left": <path d="M10 3.5 5.5 8l4.5 4.5" />,
  "chevron-down": <path d="m3.5 6 4.5 4.5L12.5 6" />,
  up: <path d="M8 13V3.5M4 7.5l4-4 4 4" />,
  down: <path d="M8 3v9.5M4 8.5l4 4 4-4" />,
  trash: <path d="M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9" />,
  copy: <path d="M6 5.5h7.5v8H6zM3 10.5h-.5v-8H10V3" />,
  code: <path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />,
  eye: <><path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" /><circle cx="8" cy="8" r="2" /></>,
  upload: <path d="M8 10.5v-8M4.5 6 8 2.5 11.5 6M2.5 11v2.5h11V11" />,
  download: <path d="M8 2.5v8M4.5 7 8 10.5 11.5 7M2.5 11v2.5h11V11" />,
  rail: <><rect x="2" y="3" width="12" height="10" rx="1.5" /><path d="M6 3v10" /></>,
  command: <path d="M6 6h4v4H6zM6 6H4.5A1.5 1.5 0 1 1 6 4.5zM10 6V4.5A1.5 1.5 0 1 1 11.5 6zM10 10h1.5a1.5 1.5 0 1 1-1.5 1.5zM6 10v1.5A1.5 1.5 0 1 1 4.5 10z" />,
  help: <><circle cx="8" cy="8" r="6" /><path d="M6.3 6.3A1.8 1.8 0 1 1 8 8.5v.7M8 11.3h.01" /></>,
  sun: <><circle cx="8" cy="8" r="2.8" /><path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9" /></>,
  shield: <path d="M8 1.8 13 3.5v4c0 3.2-2 5.5-5 6.7-3-1.2-5-3.5-5-6.7v-4z" />,
  "shield-check": <path d="M8 1.8 13 3.5v4c0 3.2-2 5.5-5 6.7-3-1.2-5-3.5-5-6.7v-4zM5.6 7.9l1.8 1.8 3.2-3.5" />,
  bell: <path d="M8 2a4 4 0 0 0-4 4c0 3.5-1.5 4.5-1.5 5.5h11C13.5 10.5 12 9.5 12 6a4 4 0 0 0-4-4zM6.6 13.8a1.6 1.6 0 0 0 2.8 0" />,
  alert: <path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5h.01" />,
  share: <path d="M8 10V2M4.8 5 8 1.8 11.2 5M5 7.5H3v6.7h10V7.5h-2" />,
  search: <><circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3.5 3.5" /></>,
  table: <path d="M2 3.5h12v9H2zM2 6.5h12M6.5 6.5v6" />,
  page: <path d="M4 2h5.5L12.5 5v9H4zM9.5 2v3h3" />,
  list: <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />,
  variable: <path d="M4.5 2.5C3 4 2.5 6 2.5 8s.5 4 2 5.5M11.5 2.5c1.5 1.5 2 3.5 2 5.5s-.5 4-2 5.5M6 5.5l4 5M10 5.5l-4 5" />,
  restart: <path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3" />,
  sort: <path d="M5 6l3-3 3 3M5 10l3 3 3-3" />,
  idle: <circle cx="8" cy="8" r="3" />,
  queued: <><circle cx="8" cy="8" r="4.5" /><path d="M8 5.5V8l1.7 1.2" /></>,
  running: <path d="M8 2.5A5.5 5.5 0 1 1 2.5 8" />,
  done: <path d="m4.5 8.3 2.4 2.4 4.6-5.2" />,
  failed: <path d="m5 5 6 6M11 5l-6 6" stroke-width="1.8" />,
  blocked: <><circle cx="8" cy="8" r="4.5" /><path d="m4.9 4.9 6.2 6.2" /></>,
  stale: <><circle cx="8" cy="8" r="4.5" stroke-dasharray="2 1.8" /><circle cx="8" cy="8" r="1.2" fill="currentColor" stroke="none" /></>,
  disabled: <path d="M6 5v6M10 5v6" />,
  edited: <path d="M3.5 12.5 4 10l6.5-6.5 2 2L6 12z" />,
} as const;

export type IconName = keyof typeof paths;

export function Icon({name, size = 16, class: className}: {name: IconName; size?: number; class?: string}) {
  return (
    <svg class={className} width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      {paths[name]}
    </svg>
  );
}

/** The mark: two facing pages, of which the right-hand one, the recto, is printed. */
export function Mark({size = 20}: {size?: number}) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M4 6.5 15 9v18L4 24.5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" opacity="0.45" />
      <path d="M28 6.5 17 9v18l11-2.5z" fill="var(--accent)" stroke="var(--accent)" stroke-width="2" stroke-linejoin="round" />
    </svg>
  );
}
