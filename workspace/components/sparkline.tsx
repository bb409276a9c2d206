/** Small pictures of a column: its course in row order, and how its values are distributed. */

export function Sparkline({values, width = 72, height = 20}: {values: readonly (number | null)[]; width?: number; height?: number}) {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const step = (width - 2) / (values.length - 1);
  let path = "";
  let pen = false;
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      pen = false;
      return;
    }
    const y = height - 2 - ((value - low) / span) * (height - 4);
    path += `${pen ? "L" : "M"}${(1 + index * step).toFixed(1)},${y.toFixed(1)}`;
    pen = true;
  });
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      <path d={path} fill="none" stroke="var(--chart-1)" stroke-width="1.25" stroke-linejoin="round" stroke-linecap="round" />
    </svg>
  );
}

export function Histogram({counts, width = 160, height = 36}: {counts: readonly number[]; width?: number; height?: number}) {
  const most = Math.max(...counts, 1);
  if (counts.length === 0) return null;
  const step = width / counts.length;
  const gap = counts.length > 1 ? Math.min(1.5, step * 0.15) : 0;
  return (
    <svg class="histogram" width={width} height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {counts.map((count, index) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 1));
        return <rect key={index} x={index * step} y={height - tall} width={step - gap} height={tall} fill="var(--chart-1)" opacity="0.8" />;
      })}
      <path d={`M0,${height - 0.5}H${width}`} stroke="var(--line)" />
    </svg>
  );
}
