// Times as elements: each carries its exact instant for machines and on hover, in the zone the user chose.
import { formatElapsed } from '../../shared/model/duration.ts';
import { useNow } from './clock.ts';
import { usePreferences } from './preferences.ts';
import { formatAgo, formatInstant, zoneName } from './time-format.ts';

/** An instant as it crosses the edge (RFC 3339) or epoch milliseconds; null shows a dash. */
type At = string | number | null | undefined;

function msOf(at: At): number | null {
  if (at === null || at === undefined) return null;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  return Number.isFinite(ms) ? ms : null;
}

/** Relative up to a day, then the date. */
export function Ago({ at, empty = '–' }: { at: At; empty?: string }) {
  const { zone } = usePreferences();
  const ms = msOf(at);
  const now = useNow(ms !== null && Math.abs(Date.now() - ms) < 60_000 ? 1000 : 10_000);
  if (ms === null) return <span className="faint">{empty}</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={hoverOf(ms, zone)}>
      {formatAgo(ms, now, zone)}
    </time>
  );
}

/** Date and time of day; `zone` adds the zone's name. */
export function Instant({ at, seconds = false, withZone = false }: { at: At; seconds?: boolean; withZone?: boolean }) {
  const { zone } = usePreferences();
  const ms = msOf(at);
  if (ms === null) return <span className="faint">–</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={hoverOf(ms, zone)}>
      {formatInstant(ms, zone, { now: Date.now(), seconds })}
      {withZone && <span className="faint"> {zoneName(zone, ms)}</span>}
    </time>
  );
}

/** A span: fixed when `ms` is given, else counting since `since`. */
export function Elapsed({ ms, since }: { ms?: number | null; since?: At }) {
  const start = msOf(since);
  const counting = (ms === null || ms === undefined) && start !== null;
  const now = useNow(counting ? 1000 : 3_600_000);
  if (ms !== null && ms !== undefined) return <span>{formatElapsed(ms)}</span>;
  if (start === null) return <span className="faint">–</span>;
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  return <span>{seconds < 60 ? `${seconds} s` : formatElapsed(seconds * 1000)}</span>;
}

function hoverOf(ms: number, zone: 'local' | 'utc'): string {
  return `${formatInstant(ms, zone, { seconds: true })} ${zoneName(zone, ms)}\n${new Date(ms).toISOString()}`;
}
