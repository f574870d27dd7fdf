// A run followed to its end: its states from the stream of events, its output read by window, so that a slow reader holds
// nobody back and no line is lost. Lines come whole and in their order, host by host as they arrive.
import { numberAfter, type OutputLine, type TextPart } from '../../../shared/contract/output.ts';
import type { Execution, Run } from '../../../shared/contract/run.ts';
import type { DjcronEvent, StorageState } from '../../../shared/events.ts';
import { isFinal } from '../../../shared/model/run.ts';
import type { Client } from '../engine/connection.ts';

/**
 * A whole line; of a very long one `cut` says where its bytes lie, which then follow `text`. `leftOut` is what is missing after
 * it; without text and bytes of its own it is a line of that.
 */
export interface HeardLine {
  stream: OutputLine['stream'];
  text: string;
  cut: { offset: number; length: number } | null;
  leftOut?: NonNullable<OutputLine['leftOut']>;
  /** the last line that was heard before this one */
  seen?: number;
  missing?: true;
}

export interface FollowOptions {
  client: Client;
  events: EventSource;
  run: Run;
  /** whose output is wanted; the run is followed to its end whatever it is */
  wants(host: string): boolean;
  onLines(execution: Execution, lines: readonly HeardLine[]): Promise<void>;
  /** many whole lines in one piece, of which there is nothing to tell but their text; absent: all come as lines */
  onText?(execution: Execution, parts: readonly TextPart[]): Promise<void>;
  /** after each turn: what is known of the executions now, and whether those that wait are held back */
  onTurn(executions: readonly Execution[], held: boolean): Promise<void>;
  /** the disk takes nothing and output is held back, or takes it again */
  onStorage?(state: StorageState): Promise<void>;
  /** only lines that began to arrive in this time; RFC 3339 */
  span?: { since?: string | undefined; until?: string | undefined };
  /** ends following, not the run */
  signal: AbortSignal;
}

export type EventSource = AsyncIterator<DjcronEvent>;

/** Begins to listen: nothing that happens after it resolved is missed. */
export async function listen(client: Client): Promise<EventSource> {
  const events = (await client.system.events())[Symbol.asyncIterator]();
  await events.next(); // the first event says where we begin
  return events;
}

/** Resolves with the finished run, or null when `signal` came first. */
export async function follow(options: FollowOptions): Promise<Run | null> {
  const { client, events, run, signal } = options;
  const readers = new Map(
    run.executions.map((execution) => [execution.host, attemptsOf(execution).map((one) => createReader(options, one))]),
  );
  const update = (executions: readonly Execution[]) => {
    for (const one of executions.flatMap(attemptsOf)) {
      const known = readers.get(one.host);
      const reader = known?.find((of) => of.execution().attempt === one.attempt);
      if (reader) reader.update(one);
      else known?.push(createReader(options, one));
    }
  };
  let held = run.heldSince !== null;
  const turn = async () => {
    for (const reader of [...readers.values()].flat()) if (!signal.aborted) await reader.read();
    await options.onTurn(
      [...readers.values()].flatMap((attempts) => attempts.at(-1)?.execution() ?? []),
      held,
    );
  };
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  let finished = run.finishedAt !== null;
  try {
    await turn();
    while (!finished) {
      const next = await Promise.race([events.next(), aborted]);
      if (next === null) return null;
      if (next.done) throw new Error('the stream of events ended before the run');
      const event = next.value;
      if (event.type === 'storage') await options.onStorage?.(event.state);
      if (event.type === 'reset') {
        const now = await client.runs.get({ id: run.id });
        update(now.executions);
        finished = now.finishedAt !== null;
        held = now.heldSince !== null;
      } else if (event.type === 'executions' && event.run === run.id) update(event.executions);
      else if (event.type === 'output' && event.run === run.id) {
        for (const { host, attempt, lines } of event.hosts)
          readers
            .get(host)
            ?.find((reader) => reader.execution().attempt === attempt)
            ?.grow(lines);
      } else if (event.type === 'run' && event.run.id === run.id) {
        finished = event.run.finishedAt !== null;
        held = event.run.heldSince !== null;
      } else continue;
      await turn();
    }
    // The end of a run may be told before the last of its executions.
    const end = await client.runs.get({ id: run.id });
    update(end.executions);
    await turn();
    return signal.aborted ? null : end;
  } finally {
    void events.return?.();
  }
}

/** All attempts on a host, oldest first, each as an execution. */
function attemptsOf(execution: Execution): Execution[] {
  return [...execution.attempts.map((earlier) => ({ ...execution, ...earlier, attempts: [] })), execution];
}

const windowLines = 2000;

/** Reads the output of one execution onwards, as far as it is known to be there. */
export function createReader(options: Pick<FollowOptions, 'client' | 'run' | 'wants' | 'onLines' | 'onText' | 'span'>, first: Execution) {
  const { client, run } = options;
  const wanted = options.wants(first.host);
  let execution = first;
  let there = first.lines;
  let told = 0;
  const begun = { stdout: '', stderr: '' };
  const { since, until } = options.span ?? {};
  const asText = since === undefined && until === undefined ? options.onText : undefined;

  /** Joins what the other stream had broken; keeps back a last line that may still grow. */
  const whole = (lines: readonly OutputLine[], total: number): HeardLine[] => {
    const heard: HeardLine[] = [];
    for (const line of lines) {
      const last = line.n === total;
      if (line.partial && last && !isFinal(execution.state)) break;
      const seen = told;
      told = numberAfter(line) - 1;
      const { offset, length } = line;
      const cut = line.cut && offset !== undefined && length !== undefined ? { offset, length } : null;
      const text = begun[line.stream] + (cut === null ? line.text : '');
      const goesOn = line.partial && !last && !line.leftOut && cut === null && text.length < longestJoined;
      begun[line.stream] = goesOn ? text : '';
      if (goesOn) continue;
      if (!line.leftOut) heard.push({ stream: line.stream, text, cut });
      else {
        const { leftOut } = line;
        heard.push(...unfinished(), {
          stream: line.stream,
          text,
          cut,
          leftOut,
          seen,
          ...(line.n >= leftOut.from ? { missing: true } : {}),
        });
      }
    }
    return heard;
  };

  /** What was begun and will not go on. */
  const unfinished = (): HeardLine[] => {
    const rest = (['stdout', 'stderr'] as const).filter((stream) => begun[stream] !== '');
    const left = rest.map((stream) => ({ stream, text: begun[stream], cut: null }));
    for (const stream of rest) begun[stream] = '';
    return left;
  };

  return {
    execution: () => execution,
    update(next: Execution) {
      // Events and answers may overtake one another: a final state and a number of lines never go back.
      if (isFinal(execution.state) && !isFinal(next.state)) return;
      execution = next;
      there = Math.max(there, next.lines);
    },
    grow(lines: number) {
      there = Math.max(there, lines);
    },
    async read(): Promise<void> {
      if (!wanted) return;
      const place = { id: run.id, host: execution.host, attempt: execution.attempt };
      while (told < there) {
        if (asText !== undefined && begun.stdout === '' && begun.stderr === '') {
          const { parts, next } = await client.runs.text({ ...place, from: told + 1 });
          if (parts.length > 0) {
            told = next - 1;
            await asText(execution, parts);
            continue;
          }
        }
        const { lines, total } = await client.runs.output({ ...place, from: told + 1, count: windowLines, since, until });
        const before = told;
        const heard = whole(lines, total);
        if (heard.length > 0) await options.onLines(execution, heard);
        if (told === before) break;
      }
      if (!isFinal(execution.state)) return;
      const left = unfinished();
      if (left.length > 0) await options.onLines(execution, left);
    },
  };
}

/** A line that was broken again and again is given out in pieces of this size at last. */
const longestJoined = 1 << 20;
