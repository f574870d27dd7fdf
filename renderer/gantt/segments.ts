// What an execution did when: it waited, it was on its way to the host, it ran; with every attempt. Pure.
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';

export type SegmentKind = 'wait' | 'connect' | 'run';

export interface Segment {
  kind: SegmentKind;
  from: number;
  to: number;
  attempt: number;
  /** it still goes on */
  open: boolean;
}

type Times = Pick<Execution, 'attempt' | 'state' | 'startedAt' | 'finishedAt'> & { sentAt?: string | null | undefined };

const ms = (text: string | null | undefined) => (text ? Date.parse(text) : null);

/** `created`: when the run was made; `now`: up to when what goes on is drawn. */
export function segmentsOf(execution: Execution, created: number, now: number): Segment[] {
  const segments: Segment[] = [];
  let since = created;
  for (const one of [...execution.attempts, execution] as Times[]) {
    const found = ofAttempt(one, since, now);
    segments.push(...found);
    since = found.at(-1)?.to ?? since;
  }
  return segments;
}

function ofAttempt({ attempt, state, sentAt, startedAt, finishedAt }: Times, since: number, now: number): Segment[] {
  const started = ms(startedAt);
  const end = ms(finishedAt) ?? (isFinal(state) ? null : now);
  const sent = ms(sentAt) ?? started;
  const parts: Segment[] = [];
  const add = (kind: SegmentKind, from: number, to: number | null, open: boolean) => {
    if (to !== null && to > from) parts.push({ kind, from, to, attempt, open });
  };
  const goesOn = !isFinal(state);
  add('wait', since, sent ?? end, sent === null && goesOn);
  if (sent !== null) add('connect', sent, started ?? end, started === null && goesOn);
  if (started !== null) add('run', started, end, goesOn);
  return parts;
}

/** `waited 2.0 s, connected in 0.3 s, ran 5.1 s`, over all attempts. */
export function segmentWords(segments: readonly Segment[], elapsed: (ms: number) => string): string {
  const total = (kind: SegmentKind) => segments.filter((one) => one.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0);
  const words: Record<SegmentKind, string> = { wait: 'waited', connect: 'on its way for', run: 'ran' };
  const parts = (['wait', 'connect', 'run'] as const)
    .filter((kind) => total(kind) > 0)
    .map((kind) => `${words[kind]} ${elapsed(total(kind))}`);
  return parts.length === 0 ? 'nothing yet' : parts.join(', ');
}
