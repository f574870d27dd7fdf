// Durations as people write them (`90s`, `5m`, `1h30m`), as milliseconds, and back; and how long something took, in words.

const unitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1h30m` -> 5400000; null when it is not a duration. Units: ms, s, m, h, d; each at most once, largest first. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/.exec(text.trim());
  if (!match || match[0] === '') return null;
  const [, d, h, m, s, ms] = match;
  const part = (value: string | undefined, unit: string) => Number(value ?? 0) * (unitsMs[unit] ?? 0);
  const total = part(d, 'd') + part(h, 'h') + part(m, 'm') + part(s, 's') + part(ms, 'ms');
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : null;
}

/** 5400000 -> `1h30m`, the form parseDuration reads; 0 -> `0s`. */
export function formatDuration(durationMs: number): string {
  let rest = Math.round(durationMs);
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = unitsMs[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || '0s';
}

/** How long something took, for a person: `840 ms`, `3.2 s`, `42 s`, `1m 31s`, `2h 05m`, `3d 04h`. */
export function formatElapsed(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 1000) return `${Math.round(span)} ms`;
  if (span < 9950) return `${(span / 1000).toFixed(1)} s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** The one in the middle (of two, the longer); null of none. */
export function medianOf(durationsMs: readonly number[]): number | null {
  return durationsMs.toSorted((a, b) => a - b)[Math.floor(durationsMs.length / 2)] ?? null;
}
