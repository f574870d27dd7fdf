// Events and answers cross on their way: whatever comes last, the page shows what is newest.
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { writeEvents } from '../../renderer/api/cache.ts';
import { api } from '../../renderer/api/client.ts';
import { watchOvertaken } from '../../renderer/api/overtaken.ts';
import type { Execution, Run } from '../../shared/contract/run.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import type { ExecutionState, RunState } from '../../shared/model/run.ts';

const id = 'r-01M86S05RVBB03TXHS7TGCPVYZ';
const queryKey = api.runs.get.queryKey({ input: { id } });

function executionIn(state: ExecutionState): Execution {
  return { host: 'web-01', index: 0, state, attempt: 1, lines: 0, stdoutBytes: 0, stderrBytes: 0 } as Execution;
}

function runIn(state: RunState, executions: Execution[]): Run {
  return { id, job: 'count-up', state, executions, createdAt: '2026-11-24T12:37:56.000Z' } as Run;
}

function openPage() {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const write = (events: readonly DjcronEvent[]) => writeEvents(queryClient, events, () => undefined);
  const note = watchOvertaken(queryClient, write);
  const hear = (...events: DjcronEvent[]) => {
    write(events);
    note(events);
  };
  const shown = () => {
    const run = queryClient.getQueryData<Run>(queryKey);
    return [run?.state, run?.executions[0]?.state, run?.executions[0]?.lines];
  };
  /** Asks, and gives what answers. */
  const ask = () => {
    const answer = Promise.withResolvers<Run>();
    const asked = queryClient.fetchQuery({ queryKey, queryFn: () => answer.promise, staleTime: 0 });
    return {
      answer(run: Run) {
        answer.resolve(run);
        return asked;
      },
      fail() {
        answer.reject(new Error('away'));
        return asked.catch(() => undefined);
      },
    };
  };
  return { queryClient, hear, shown, ask };
}

const began: DjcronEvent[] = [
  { type: 'run', run: runIn('running', []) },
  { type: 'executions', run: id, executions: [executionIn('running')] },
];
const grew: DjcronEvent = {
  type: 'output',
  run: id,
  hosts: [{ host: 'web-01', attempt: 1, lines: 5, stdoutBytes: 40, stderrBytes: 0, cut: null, lastLine: 'step 5' }],
};
const ended: DjcronEvent[] = [
  { type: 'run', run: runIn('failed', []) },
  { type: 'executions', run: id, executions: [{ ...executionIn('failed'), lines: 5 }] },
];

test('an answer from before an event does not put the past back', async () => {
  const { queryClient, hear, shown, ask } = openPage();
  queryClient.setQueryData(queryKey, runIn('queued', [executionIn('queued')]));
  const { answer } = ask();
  hear(...began);
  hear(grew);
  await answer(runIn('queued', [executionIn('queued')]));
  expect(shown()).toEqual(['running', 'running', 5]);
});

test('neither does the first answer of all', async () => {
  const { hear, shown, ask } = openPage();
  const { answer } = ask();
  hear(...began);
  hear(...ended);
  await answer(runIn('queued', [executionIn('queued')]));
  expect(shown()).toEqual(['failed', 'failed', 5]);
});

test('what was written before the question, or during one that failed, is not written again', async () => {
  const { queryClient, hear, shown, ask } = openPage();
  queryClient.setQueryData(queryKey, runIn('queued', [executionIn('queued')]));
  const failing = ask();
  hear(...began);
  await failing.fail();
  await ask().answer(runIn('failed', [executionIn('failed')]));
  expect(shown()).toEqual(['failed', 'failed', 0]);
});

test('a reply that came after the events of its run is asked for again, however much is told after it', async () => {
  const { queryClient, hear, shown, ask } = openPage();
  hear(...began); // nobody has the run yet
  queryClient.setQueryData(queryKey, runIn('queued', [executionIn('queued')]), { updatedAt: 0 });
  hear(grew);
  expect(queryClient.getQueryCache().find({ queryKey })?.isStaleByTime(60_000)).toBe(true);
  await ask().answer(runIn('running', [{ ...executionIn('running'), lines: 5 }]));
  expect(shown()).toEqual(['running', 'running', 5]);
  expect(queryClient.getQueryCache().find({ queryKey })?.isStaleByTime(60_000)).toBe(false);
});
