// Times, durations and sizes as a terminal shows them, and times as people type them.
import { formatElapsed, parseDuration } from '../../../shared/model/duration.ts';

/** `2026-11-24 04:11:17` in the zone of this process; `-` for none. */
export function showInstant(instant: string | null): string {
  if (instant === null) return '-';
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `840ms`, `3.2s`, `42s`, `3m12s`, `2h05m`: one word, so that a column can be cut out; `-` for none. */
export function showElapsed(ms: number | null): string {
  return ms === null ? '-' : formatElapsed(ms).replaceAll(' ', '');
}

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 B`, `1.5 KiB`, `96 GiB`. */
export function showBytes(bytes: number | null): string {
  if (bytes === null) return '-';
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${step === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${steps[step]}`;
}

/** `-2h` before `now`, or an RFC 3339 time or date; null when it is neither. */
export function parseMoment(text: string, now: number): string | null {
  if (text.startsWith('-')) {
    const ago = parseDuration(text.slice(1));
    return ago === null ? null : new Date(now - ago).toISOString();
  }
  if (!/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.test(text)) return null;
  const at = Date.parse(text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T'));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
