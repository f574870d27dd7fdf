// The history as a file: everything that fits and nothing twice, harmless to a spreadsheet.
import { describe, expect, it } from 'vitest';
import { createHandle } from '../../electron/shell/handle.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

async function withRuns(count: number, work: (read: (address: string) => Promise<Response>, core: CoreUnderTest) => Promise<void>) {
  await withCore(async (core) => {
    await core.client.hosts.add({ name: 'a', address: '192.0.2.7' });
    for (let i = 0; i < count; i += 1) await core.client.runs.exec({ target: 'a', script: 'x', params: { note: `=cmd|${i}` } });
    const handle = createHandle({ app: core.app, assetsDir: core.dir, actor: 'ana', version: '1.2.3', log: () => undefined });
    await work((address) => handle(new Request(`http://127.0.0.1/download/${address}`), { kind: 'loopback' }), core);
  });
}

describe('the history as a file', () => {
  it('of CSV has each run that fits once, over many pages, while others begin', () =>
    withRuns(260, async (read, core) => {
      const answer = await read('runs.csv?state=queued,running');
      await core.client.runs.exec({ target: 'a', script: 'later' });
      const [head, ...rows] = (await answer.text()).split('\r\n').slice(0, -1);
      const ids = rows.map((row) => row.split(',')[0]);
      expect([
        answer.headers.get('content-type'),
        head?.split(',').slice(0, 4),
        new Set(ids).size,
        ids.length,
        ids.toSorted((a = '', b = '') => b.localeCompare(a)),
      ]).toEqual(['text/csv; charset=utf-8; header=present', ['id', 'job', 'state', 'hosts'], 260, 260, ids]);
    }));

  it('has no cell a spreadsheet would carry out', () =>
    withRuns(1, async (read, core) => {
      await core.client.hosts.add({ name: '-x', address: '192.0.2.7' });
      await core.client.runs.exec({ target: '-x', script: 'x' });
      const rows = (await (await read('runs.csv')).text()).split('\r\n').slice(1, -1);
      const cells = rows.flatMap((row) => row.split(','));
      expect(cells.filter((cell) => /^"?[=+\-@]/.test(cell))).toEqual([]);
      expect(cells).toContain("'-x");
    }));

  it('of JSON is one array of runs with their executions', () =>
    withRuns(3, async (read) => {
      const runs = (await (await read('runs.json?text=cmd%7C1')).json()) as { params: unknown; executions: unknown[] }[];
      expect(runs.map(({ params, executions }) => [params, executions.length])).toEqual([[{ note: '=cmd|1' }, 1]]);
      expect(await (await read('runs.json?user=nobody&job=none')).json()).toMatchObject({ code: 'DJ-INPUT-INVALID' });
      expect(await (await read('runs.json?actor=nobody')).json()).toEqual([]);
    }));

  it('ends when its reader goes away', () =>
    withRuns(260, async (read) => {
      const reader = (await read('runs.json')).body?.getReader();
      expect((await reader?.read())?.done).toBe(false);
      await reader?.cancel();
      expect((await reader?.read())?.done).toBe(true);
    }));
});
