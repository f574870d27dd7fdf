// How many occurrences come due at a time, as steps above the timeline.
import type { LoadPoint } from './moments.ts';

interface LoadCurveProps {
  load: readonly LoadPoint[];
  x: (at: number) => number;
  width: number;
  now: number;
}

const height = 34;

export function LoadCurve({ load, x, width, now }: LoadCurveProps) {
  const shown = load.filter(({ due }) => due > 0);
  const most = Math.max(1, ...shown.map(({ due }) => due));
  const size = Math.max(2, x((load[1]?.at ?? 0) - (load[0]?.at ?? 0) + now) - x(now));
  return (
    <svg width={width} height={height} style={{ display: 'block', overflow: 'visible' }} aria-hidden="true">
      <line x1={x(now)} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {shown.map(({ at, due }) => (
        <rect
          key={at}
          x={Math.max(x(now), x(at))}
          y={height - 2 - (due / most) * (height - 12)}
          width={Math.max(1.5, size - 1)}
          height={(due / most) * (height - 12) + 1}
          fill="var(--accent)"
          fillOpacity={0.35}
        >
          <title>{due} due</title>
        </rect>
      ))}
      {shown.length > 0 && (
        <text x={width} y={9} textAnchor="end" fontSize="11" fill="var(--text-3)">
          {most} at most
        </text>
      )}
    </svg>
  );
}
