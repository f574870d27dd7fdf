// Every state the page can show: its colour family, its glyph and its word. Five families only, because more cannot be
// told apart by everybody; inside a family the shape tells.

export type Family = 'ok' | 'running' | 'attention' | 'failed' | 'neutral';
export type Glyph =
  | 'check'
  | 'ring'
  | 'half'
  | 'triangle'
  | 'cross'
  | 'hourglass'
  | 'bolt'
  | 'key'
  | 'question'
  | 'stop'
  | 'dash'
  | 'dashed'
  | 'plus'
  | 'swap'
  | 'dot'
  | 'clock'
  | 'merge'
  | 'pause';

interface Look {
  family: Family;
  glyph: Glyph;
  word: string;
}

const looks = {
  // executions and runs
  queued: { family: 'neutral', glyph: 'ring', word: 'queued' },
  running: { family: 'running', glyph: 'half', word: 'running' },
  succeeded: { family: 'ok', glyph: 'check', word: 'succeeded' },
  partial: { family: 'attention', glyph: 'triangle', word: 'partial' },
  failed: { family: 'failed', glyph: 'cross', word: 'failed' },
  'timed-out': { family: 'failed', glyph: 'hourglass', word: 'timed out' },
  unreachable: { family: 'failed', glyph: 'bolt', word: 'unreachable' },
  refused: { family: 'failed', glyph: 'key', word: 'refused' },
  lost: { family: 'attention', glyph: 'question', word: 'lost' },
  'no-contact': { family: 'attention', glyph: 'question', word: 'no contact' },
  cancelled: { family: 'neutral', glyph: 'stop', word: 'cancelled' },
  skipped: { family: 'neutral', glyph: 'dash', word: 'skipped' },
  // health of hosts
  up: { family: 'ok', glyph: 'check', word: 'up' },
  degraded: { family: 'attention', glyph: 'triangle', word: 'degraded' },
  down: { family: 'failed', glyph: 'bolt', word: 'down' },
  unknown: { family: 'neutral', glyph: 'dashed', word: 'unknown' },
  // host keys
  known: { family: 'ok', glyph: 'check', word: 'known' },
  certificate: { family: 'ok', glyph: 'check', word: 'certificate' },
  new: { family: 'attention', glyph: 'plus', word: 'new' },
  changed: { family: 'failed', glyph: 'swap', word: 'changed' },
  revoked: { family: 'failed', glyph: 'stop', word: 'revoked' },
  // occurrences: what became of them, and what is to come
  due: { family: 'neutral', glyph: 'ring', word: 'due' },
  ran: { family: 'neutral', glyph: 'dot', word: 'ran' },
  'ran late': { family: 'attention', glyph: 'clock', word: 'ran late' },
  merged: { family: 'neutral', glyph: 'merge', word: 'merged' },
  missed: { family: 'attention', glyph: 'dashed', word: 'missed' },
  paused: { family: 'attention', glyph: 'pause', word: 'paused' },
  disabled: { family: 'neutral', glyph: 'stop', word: 'disabled' },
  // results of commands and checks
  ok: { family: 'ok', glyph: 'check', word: 'ok' },
} as const satisfies Record<string, Look>;

export type State = keyof typeof looks;

export function isState(text: string): text is State {
  return text in looks;
}

/** The look of a state; a state this page does not know is shown by its own word. */
export function lookOf(state: string): Look {
  return state in looks ? looks[state as State] : { family: 'neutral', glyph: 'dashed', word: state };
}

/** Order in which states matter: what needs somebody comes first. */
export const attentionOrder = [
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
] as const;
