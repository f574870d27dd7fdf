// How many runs there were over time, and how they ended, with a stretch of it that the list below is narrowed to: drawn with the
// mouse, or moved end by end with the keys.
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import type { Tally } from '../../shared/contract/history.ts';
import { usePreferences } from '../parts/preferences.ts';
import { lookOf } from '../parts/states.ts';
import { formatInstant, zoneName } from '../parts/time-format.ts';
import { type Cut, cutBetween, cutOf, type Density, densityOf, moved, type Piece, stretchOf, ticksOf } from './density.ts';
import styles from './density-bar.module.css';
import { type Stretch, stretchText } from './words.ts';

const height = 46;
/** px that the words of a tick need */
const tickRoom = 96;

interface DensityBarProps {
  tally: Tally;
  brush: Stretch | null;
  onBrush: (brush: Stretch | null) => void;
}

export function DensityBar({ tally, brush, onBrush }: DensityBarProps) {
  const { ref, width } = useElementSize();
  const density = useMemo(() => densityOf(tally), [tally]);
  return (
    <div ref={ref} className={styles.bar}>
      {density !== null && width > 0 && <Plot {...{ density, width, brush, onBrush }} />}
    </div>
  );
}

interface PlotProps extends Omit<DensityBarProps, 'tally'> {
  density: Density;
  width: number;
}

function Plot({ density, width, brush, onBrush }: PlotProps) {
  const { zone } = usePreferences();
  const now = Date.now();
  const [draft, setDraft] = useState<{ anchor: number; cut: Cut } | null>(null);
  const [pointed, setPointed] = useState<Piece | null>(null);
  const cut = draft?.cut ?? cutOf(density, brush);
  const whole: Cut = { first: 0, end: density.count };
  const x = (bucket: number) => (bucket / density.count) * width;
  const ticks = useMemo(() => ticksOf(density, zone, Math.floor(width / tickRoom)), [density, zone, width]);
  const commit = (next: Cut) => onBrush(next.first === 0 && next.end === density.count ? null : stretchOf(density, next));
  const shareOf = (event: PointerEvent) => (event.clientX - event.currentTarget.getBoundingClientRect().left) / width;
  const textOf = (some: Cut) => stretchText(stretchOf(density, some), zone, now);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the handles do the same by the keyboard */}
      <div
        className={styles.plot}
        style={{ height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const anchor = shareOf(event);
          setDraft({ anchor, cut: cutBetween(density, anchor, anchor) });
        }}
        onPointerMove={(event) => {
          const share = shareOf(event);
          const { first } = cutBetween(density, share, share);
          setPointed(density.pieces.find(({ index }) => index === first) ?? { index: first, parts: [], total: 0 });
          if (draft !== null) setDraft({ ...draft, cut: cutBetween(density, draft.anchor, share) });
        }}
        onPointerUp={() => {
          if (draft !== null) commit(draft.cut);
          setDraft(null);
        }}
        onPointerCancel={() => setDraft(null)}
        onPointerLeave={() => setPointed(null)}
        onDoubleClick={() => onBrush(null)}
      >
        <Pieces density={density} x={x} width={width} />
        {cut !== null && (
          <>
            <div className={styles.outside} style={{ left: 0, width: x(cut.first) }} />
            <div className={styles.outside} style={{ left: x(cut.end), right: 0 }} />
          </>
        )}
      </div>
      <div role="group" aria-label="Stretch of time that is listed" className={styles.handles} style={{ height }}>
        <Handle end="first" {...{ density, cut: cut ?? whole, x, zone, onMove: commit, onClear: () => onBrush(null) }} />
        <Handle end="end" {...{ density, cut: cut ?? whole, x, zone, onMove: commit, onClear: () => onBrush(null) }} />
      </div>
      <div className={styles.axis} aria-hidden="true">
        {ticks.map(({ bucket, text }) => (
          <span key={bucket} style={{ left: x(bucket) }}>
            {text}
          </span>
        ))}
      </div>
      <div className={styles.said} aria-hidden="true">
        {pointed !== null && draft === null ? `${textOf({ first: pointed.index, end: pointed.index + 1 })}: ${wordsOf(pointed)}` : ''}
        {draft !== null ? textOf(draft.cut) : ''}
        {pointed === null && draft === null ? `${density.most} at most · ${zoneName(zone, now)}` : ''}
      </div>
    </>
  );
}

function wordsOf({ parts }: Piece): string {
  return parts.length === 0 ? 'no run' : parts.map(({ state, count }) => `${count} ${lookOf(state).word}`).join(', ');
}

const least = 2;

function Pieces({ density, x, width }: { density: Density; x: (bucket: number) => number; width: number }) {
  const room = height - 4;
  const size = Math.max(1.5, x(1) - (x(1) > 4 ? 1 : 0));
  return (
    <svg width={width} height={height} aria-hidden="true" className={styles.pieces}>
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {density.pieces.map((piece) => {
        let y = height - 1;
        return piece.parts.map(({ state, count }) => {
          const tall = Math.max(least, (count / density.most) * room);
          y -= tall;
          return (
            <rect
              key={`${piece.index} ${state}`}
              x={x(piece.index)}
              y={y}
              width={size}
              height={tall}
              fill={`var(--${lookOf(state).family})`}
              fillOpacity={state === 'succeeded' ? 0.45 : 0.9}
            />
          );
        });
      })}
    </svg>
  );
}

interface HandleProps {
  end: 'first' | 'end';
  density: Density;
  cut: Cut;
  x: (bucket: number) => number;
  zone: 'local' | 'utc';
  onMove: (cut: Cut) => void;
  onClear: () => void;
}

function Handle({ end, density, cut, x, zone, onMove, onClear }: HandleProps) {
  const { from, until } = stretchOf(density, cut);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moved(cut, end, event.key, density.count);
    if (next !== null) onMove(next);
    else if (event.key === 'Escape') onClear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles.handle}
      style={{ left: x(cut[end]) }}
      aria-label={end === 'first' ? 'From' : 'Until'}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={density.count}
      aria-valuenow={cut[end]}
      aria-valuetext={formatInstant(end === 'first' ? from : until, zone, { now: Date.now() })}
      onKeyDown={onKeyDown}
    />
  );
}
