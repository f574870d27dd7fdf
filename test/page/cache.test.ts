// Events in the page's cache: written together they come to the same as one after the other, and cost far less.
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { writeEvents } from '../../renderer/api/cache.ts';
import { api } from '../../renderer/api/client.ts';
import type { Host } from '../../shared/contract/hosts.ts';
import type { Execution, Run } from '../../shared/contract/run.ts';
import type { DjcronEvent } from '../../shared/events.ts';
import type { RunState } from '../../shared/model/run.ts';
import { createRandom, type Random } from '../support/random.ts';

const hostOf = (name: string, seen = 0) =>
  ({ name, address: '192.0.2.1', seen, hostKey: { state: 'verified' }, clusters: [], tags: [] }) as unknown as Host;
const executionOf = (host: string, parts: Partial<Execution> = {}) =>
  ({
    host,
    index: Number(host.slice(1)),
    state: 'queued',
    attempt: 1,
    lines: 0,
    stdoutBytes: 0,
    stderrBytes: 0,
    cut: null,
    ...parts,
  }) as Execution;
const runOf = (id: string, state: RunState, executions: Execution[] = []) =>
  ({
    id,
    job: 'backup',
    state,
    trigger: 'manual',
    createdAt: `2026-11-2${id.slice(-1)}T00:00:00.000Z`,
    finishedAt: null,
    executions,
  }) as unknown as Run;

const queries = {
  hosts: api.hosts.list.queryKey(),
  some: api.hosts.list.queryKey({ input: { target: '@web' } }),
  host: api.hosts.get.queryKey({ input: { name: 'n1' } }),
  run: api.runs.get.queryKey({ input: { id: 'r-1' } }),
  runs: api.runs.list.queryKey({ input: {} }),
  running: api.runs.list.queryKey({ input: { state: ['running'] } }),
};

function openCache() {
  const queryClient = new QueryClient();
  const hosts = ['n1', 'n2', 'n3'].map((name) => hostOf(name));
  queryClient.setQueryData(queries.hosts, hosts);
  queryClient.setQueryData(queries.some, hosts.slice(0, 2));
  queryClient.setQueryData(queries.host, hosts[0]);
  queryClient.setQueryData(
    queries.run,
    runOf(
      'r-1',
      'running',
      ['n1', 'n2'].map((host) => executionOf(host)),
    ),
  );
  queryClient.setQueryData(queries.runs, [runOf('r-1', 'running')]);
  queryClient.setQueryData(queries.running, [runOf('r-1', 'running')]);
  const stale = new Set<string>();
  return {
    write: (events: readonly DjcronEvent[]) => writeEvents(queryClient, events, (key) => stale.add(JSON.stringify(key))),
    shown: () => Object.values(queries).map((key) => JSON.stringify(queryClient.getQueryData(key))),
    stale,
  };
}

function randomEvent({ pick, below }: Random): DjcronEvent {
  const host = pick(['n1', 'n2', 'n3', 'n4']);
  const [run, attempt, lines] = [pick(['r-1', 'r-2', 'r-3']), pick([1, 2]), below(9)];
  const sizes = { lines, stdoutBytes: lines, stderrBytes: 0, cut: null };
  switch (pick(['host', 'host-removed', 'run', 'executions', 'output', 'groups'] as const)) {
    case 'host':
      return { type: 'host', host: hostOf(host, lines) };
    case 'host-removed':
      return { type: 'host-removed', name: host };
    case 'run':
      return { type: 'run', run: runOf(run, pick(['queued', 'running', 'failed'] as const)) };
    case 'executions':
      return {
        type: 'executions',
        run,
        executions: [executionOf(host, { attempt, state: pick(['running', 'failed'] as const), ...sizes })],
      };
    case 'output':
      return { type: 'output', run, hosts: [{ host, attempt, ...sizes, lastLine: 'x' }] };
    default:
      return { type: 'groups', run };
  }
}

describe('what was announced together', () => {
  test('comes to the same as one after the other', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = createRandom(seed);
      const events = Array.from({ length: 1 + random.below(12) }, () => randomEvent(random));
      const [together, apart] = [openCache(), openCache()];
      together.write(events);
      for (const event of events) apart.write([event]);
      expect(together.shown(), `seed ${seed}: ${JSON.stringify(events)}`).toEqual(apart.shown());
      // what changed and changed back meanwhile is no reason to ask
      expect(
        [...together.stale].filter((key) => !apart.stale.has(key)),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });

  test('is told once to who shows it, however much it is', () => {
    const queryClient = new QueryClient();
    const names = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    queryClient.setQueryData(
      queries.hosts,
      names.map((name) => hostOf(name)),
    );
    queryClient.setQueryData(
      queries.run,
      runOf(
        'r-1',
        'running',
        names.map((name) => executionOf(name)),
      ),
    );
    const told: string[] = [];
    queryClient.getQueryCache().subscribe(({ type, query }) => type === 'updated' && told.push(JSON.stringify(query.queryKey)));
    const events = names.flatMap((host, i): DjcronEvent[] => [
      { type: 'host', host: hostOf(host, i) },
      { type: 'executions', run: 'r-1', executions: [executionOf(host, { state: 'running' })] },
    ]);
    writeEvents(queryClient, events, () => undefined);
    expect(told).toEqual([queries.hosts, queries.run].map((key) => JSON.stringify(key)));
    expect(queryClient.getQueryData<Run>(queries.run)?.executions.every(({ state }) => state === 'running')).toBe(true);
    expect(queryClient.getQueryData<(Host & { seen: number })[]>(queries.hosts)?.[999]?.seen).toBe(999);
  });
});
