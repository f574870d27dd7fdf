// Finding over REST: events as they are found, and a refusal before anything is sent.
import { expect, test } from 'vitest';
import { createHandle } from '../../electron/shell/handle.ts';
import { withCore } from '../support/core.ts';

test('finding over REST is a stream of events; a pattern that is none is refused with a status', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
    const { id } = await core.client.runs.exec({ target: 'a', script: 'x' });
    const execution = `${id}.0.1`;
    const at = core.clock.now();
    await core.runner.tell({ type: 'started', execution, at, pid: 1, hostKey: 'k' });
    await core.runner.tell({ type: 'output', execution, at, stream: 'stderr', offset: 0, bytes: Buffer.from('one\nTwo errors\n') });
    const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
    await core.runner.tell({ type: 'finished', execution, at, hostKey: null, outcome });
    const handle = createHandle({ app: core.app, assetsDir: core.dir, actor: 'ana', version: '1.2.3', log: () => {} });
    const ask = (query: string) => handle(new Request(`http://127.0.0.1/api/v1/runs/${id}/find?${query}`), { kind: 'loopback' });

    const answer = await ask('pattern=%5Etwo&regex=true&hosts=a&limit=5');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const events = [...(await answer.text()).matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
    expect(events.filter(({ type }) => type !== 'progress')).toEqual([
      {
        type: 'hits',
        host: 'a',
        attempt: 1,
        hits: [{ n: 2, at: new Date(at).toISOString(), stream: 'stderr', text: 'Two errors', ranges: [[0, 3]] }],
      },
      { type: 'counts', hosts: [{ host: 'a', attempt: 1, lines: 1 }] },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'progress', complete: true, lines: 1, told: 1 });

    const refused = await ask('pattern=tw(o&regex=true');
    expect([refused.status, await refused.json()]).toEqual([422, expect.objectContaining({ code: 'DJ-PATTERN-INVALID' })]);
  }));
