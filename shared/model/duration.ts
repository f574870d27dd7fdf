// Durations as people write them (`90s`, `5m`, `1h30m`), as milliseconds, and back.

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

/** The one in the middle (of two, the longer); null of none. */
export function medianOf(durationsMs: readonly number[]): number | null {
  return durationsMs.toSorted((a, b) => a - b)[Math.floor(durationsMs.length / 2)] ?? null;
}
