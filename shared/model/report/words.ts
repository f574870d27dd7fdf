// How a report writes times, durations, sizes, shares and states: the same in every form. Pure; the zone is told.
import { formatElapsed } from '../duration.ts';
import { zoneOf } from '../schedule/zone.ts';

/** `2026-11-24 04:11:17` in a zone; `–` for none. */
export function instantWords(instant: string | null, timezone: string): string {
  if (instant === null) return '–';
  const at = Date.parse(instant);
  return new Date(at + zoneOf(timezone).offsetAt(at)).toISOString().slice(0, 19).replace('T', ' ');
}

/** `–` for none. */
export function elapsedWords(ms: number | null): string {
  return ms === null ? '–' : formatElapsed(ms);
}

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 B`, `1.5 KiB`, `96 GiB`. */
export function bytesWords(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${step === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${steps[step]}`;
}

/** Of few the numbers, of more the percentage: `3/7`, `98.4 %`; never 100 % while one is missing. */
export function shareWords(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (whole < 10) return `${part}/${whole}`;
  const percent = part === whole ? 100 : Math.min(99.9, Math.floor((part / whole) * 1000) / 10);
  return `${percent === 100 || percent === 0 ? percent : percent.toFixed(1)} %`;
}

export function countWords(n: number, one: string, many = `${one}s`): string {
  return `${numberWords(n)} ${n === 1 ? one : many}`;
}

/** `12 345`: with a thin gap that no reader of numbers takes for a point. */
export function numberWords(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export type Tone = 'ok' | 'attention' | 'failed' | 'running' | 'neutral';

interface Look {
  tone: Tone;
  glyph: string;
  word: string;
}

const looks: Record<string, Look> = {
  queued: { tone: 'neutral', glyph: '○', word: 'queued' },
  running: { tone: 'running', glyph: '◐', word: 'running' },
  succeeded: { tone: 'ok', glyph: '✓', word: 'succeeded' },
  partial: { tone: 'attention', glyph: '▲', word: 'partial' },
  failed: { tone: 'failed', glyph: '✕', word: 'failed' },
  'timed-out': { tone: 'failed', glyph: '⧗', word: 'timed out' },
  unreachable: { tone: 'failed', glyph: '⌁', word: 'unreachable' },
  refused: { tone: 'failed', glyph: '⊘', word: 'refused' },
  lost: { tone: 'attention', glyph: '?', word: 'lost' },
  cancelled: { tone: 'neutral', glyph: '■', word: 'cancelled' },
  skipped: { tone: 'neutral', glyph: '–', word: 'skipped' },
  missed: { tone: 'attention', glyph: '◌', word: 'missed' },
};

/** A state is told by glyph and word, never by colour alone. */
export function lookOfState(state: string): Look {
  return looks[state] ?? { tone: 'neutral', glyph: '·', word: state };
}

/** Order in which states matter: what needs somebody comes first. */
export const stateOrder: readonly string[] = [
  'failed',
  'timed-out',
  'lost',
  'refused',
  'unreachable',
  'partial',
  'running',
  'queued',
  'cancelled',
  'skipped',
  'succeeded',
];
