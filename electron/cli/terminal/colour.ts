// Colours of the terminal, by meaning. The sixteen colours only, so that they follow the user's theme.
import type { Output } from './io.ts';

export type Tone = 'good' | 'bad' | 'warning' | 'active' | 'dim' | 'strong';

const codes: Record<Tone, string> = { good: '32', bad: '31', warning: '33', active: '36', dim: '2', strong: '1' };

export function paint(text: string, tone: Tone | null): string {
  return tone === null || text === '' ? text : `\u001b[${codes[tone]}m${text}\u001b[0m`;
}

/** Colour only on a terminal that has it, and not where `--no-color` or `NO_COLOR` says no. */
export function wantsColour(stream: Output, env: Readonly<Record<string, string | undefined>>, flag: boolean): boolean {
  return flag && stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

const tones: Record<string, Tone> = {
  succeeded: 'good',
  up: 'good',
  known: 'good',
  certificate: 'good',
  ok: 'good',
  created: 'good',
  ran: 'good',
  'ran late': 'warning',
  missed: 'bad',
  failed: 'bad',
  'timed-out': 'bad',
  down: 'bad',
  changed: 'bad',
  revoked: 'bad',
  unreachable: 'warning',
  refused: 'warning',
  lost: 'warning',
  partial: 'warning',
  degraded: 'warning',
  new: 'warning',
  running: 'active',
  queued: 'active',
  cancelled: 'dim',
  skipped: 'dim',
  unknown: 'dim',
};

/** Tone of a state of a run, an execution, a host or a key. */
export function toneOf(state: string): Tone | null {
  return tones[state] ?? null;
}
