// A period cut into hours, days or months of a zone, so that a chart of it has a readable number of columns. Pure.
import { zoneOf } from '../schedule/zone.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface Slices {
  unit: 'hour' | 'day' | 'month';
  labels: string[];
  labelOf(at: number): string;
}

/** Up to three days by hours, up to a quarter of a year by days, else by months. */
export function slicesOf(since: number, until: number, timezone: string): Slices {
  const zone = zoneOf(timezone);
  const length = until - since;
  const unit = length <= 3 * dayMs ? 'hour' : length <= 92 * dayMs ? 'day' : 'month';
  const end = { hour: 13, day: 10, month: 7 }[unit];
  const labelOf = (at: number) => {
    const text = new Date(at + zone.offsetAt(at)).toISOString().slice(0, end).replace('T', ' ');
    return unit === 'hour' ? `${text}:00` : text;
  };
  const labels = new Set<string>();
  // shorter than any slice, so that none is passed over where clocks change
  const stride = unit === 'hour' ? hourMs / 2 : dayMs / 2;
  for (let at = since; at < until; at += stride) labels.add(labelOf(at));
  labels.add(labelOf(until - 1));
  return { unit, labels: [...labels], labelOf };
}

export type Span = 'day' | 'week' | 'month';
export const spans = ['day', 'week', 'month'] as const satisfies readonly Span[];

/** The last whole day, week (from Monday) or month of a zone that ended at or before an instant. */
export function previousSpan(span: Span, before: number, timezone: string): { since: number; until: number } {
  const zone = zoneOf(timezone);
  const wall = new Date(before + zone.offsetAt(before));
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const back = span === 'week' ? (wall.getUTCDay() + 6) % 7 : 0;
  const endWall = span === 'month' ? Date.UTC(year, month, 1) : Date.UTC(year, month, day - back);
  const end = new Date(endWall);
  const beginWall = {
    day: endWall - dayMs,
    week: endWall - 7 * dayMs,
    month: Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 1, 1),
  }[span];
  const instantOf = (at: number) => zone.instantsOf(at)[0] ?? zone.gapOf(at)?.end ?? at - zone.offsetAt(at);
  return { since: instantOf(beginWall), until: instantOf(endWall) };
}
