// The five charts: which readings each shows, how its numbers are written, and its sentence for those who cannot see it.
import { formatBytes } from '../parts/time-format.ts';
import type { Field, Point } from './series.ts';
import { summaryOf } from './series.ts';

export interface LineOf {
  scope: 'host' | 'execution';
  field: Field;
  label: string;
  /** second lines are dashed: told apart without colour */
  dashed?: boolean;
  /** which of the chart colours */
  tone: 'main' | 'second';
}

export interface Metric {
  id: 'cpu' | 'memory' | 'network' | 'disk' | 'load';
  title: string;
  lines: LineOf[];
  format(value: number): string;
  base: 1000 | 1024;
  /** the axis reaches at least this: a flat line at zero is not blown up */
  least: number;
}

const percent = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;

/** Rates in powers of a thousand, as networks and disks are sold: `3.2 MB/s`. */
export function formatRate(bytesPerS: number): string {
  const units = ['B/s', 'kB/s', 'MB/s', 'GB/s'];
  let value = bytesPerS;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export const metrics: readonly Metric[] = [
  {
    id: 'cpu',
    title: 'CPU',
    lines: [
      { scope: 'host', field: 'cpuPercent', label: 'host', tone: 'main' },
      { scope: 'execution', field: 'cpuPercent', label: 'script', tone: 'second', dashed: true },
    ],
    format: percent,
    base: 1000,
    least: 100,
  },
  {
    id: 'memory',
    title: 'Memory',
    lines: [
      { scope: 'host', field: 'memoryBytes', label: 'host', tone: 'main' },
      { scope: 'execution', field: 'memoryBytes', label: 'script', tone: 'second', dashed: true },
    ],
    format: formatBytes,
    base: 1024,
    least: 1024 ** 2,
  },
  {
    id: 'network',
    title: 'Network',
    lines: [
      { scope: 'host', field: 'netRxBytesPerS', label: 'in', tone: 'main' },
      { scope: 'host', field: 'netTxBytesPerS', label: 'out', tone: 'second', dashed: true },
    ],
    format: formatRate,
    base: 1000,
    least: 1000,
  },
  {
    id: 'disk',
    title: 'Disk',
    lines: [
      { scope: 'host', field: 'diskReadBytesPerS', label: 'read', tone: 'main' },
      { scope: 'host', field: 'diskWriteBytesPerS', label: 'write', tone: 'second', dashed: true },
    ],
    format: formatRate,
    base: 1000,
    least: 1000,
  },
  {
    id: 'load',
    title: 'Load',
    lines: [{ scope: 'host', field: 'load1', label: '1 min', tone: 'main' }],
    format: (value) => value.toFixed(2),
    base: 1000,
    least: 1,
  },
];

/** `CPU of web-01: host mean 34 %, highest 97 % at 02:31:05; script …` */
export function sentenceOf(metric: Metric, host: string, lines: readonly (readonly Point[])[], clock: (at: number) => string): string {
  const parts = metric.lines.flatMap((line, i) => {
    const summary = summaryOf(lines[i] ?? []);
    if (summary === null) return [];
    return [`${line.label} mean ${metric.format(summary.mean)}, highest ${metric.format(summary.most)} at ${clock(summary.mostAt)}`];
  });
  return parts.length === 0 ? `${metric.title} of ${host}: no readings` : `${metric.title} of ${host}: ${parts.join('; ')}`;
}
