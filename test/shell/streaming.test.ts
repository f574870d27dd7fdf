// What streams: it waits for its reader, it ends with its reader, and it goes on where it was.

import { buffer } from 'node:stream/consumers';
import { createORPCClient, getEventMeta } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../shared/contract/contract.ts';
import { ask, open, type Shell, withShell } from './fixture.ts';

function clientOf(shell: Shell): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ url: `${shell.origin}/rpc`, headers: shell.authorized }));
}

describe('a stream of events', () => {
  it('reaches the reader event by event', async () => {
    await withShell({}, async (shell) => {
      const events = await clientOf(shell).system.events();
      for (const n of [1, 2, 3]) {
        await expect.poll(() => shell.app.stream.open).toBe(1);
        const next = events.next();
        shell.app.wake();
        const { value } = await next;
        expect([value, getEventMeta(value ?? {})?.id]).toEqual([{ type: 'job', name: `job-${n}` }, String(n)]);
      }
      await events.return?.();
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });

  it('is server-sent events in REST and goes on after the last id', async () => {
    await withShell({ endless: true }, async (shell) => {
      const answer = await open(shell.origin, '/api/v1/events', { headers: { ...shell.authorized, 'last-event-id': '41' } });
      let text = '';
      for await (const chunk of answer) {
        text += chunk;
        if (text.includes('job-43')) break;
      }
      expect(answer.headers['content-type']).toBe('text/event-stream');
      expect(text).toContain('event: message\nid: 42\ndata: {"type":"job","name":"job-42"}\n\n');
      expect(text).not.toContain('job-41"');
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });

  it('ends when its reader goes away while it waits', async () => {
    await withShell({}, async (shell) => {
      const answer = await open(shell.origin, '/api/v1/events', { headers: shell.authorized });
      await expect.poll(() => shell.app.stream.open).toBe(1);
      answer.destroy();
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });

  it('ends when the body is cancelled and nothing else tells of it, as in Electron', async () => {
    await withShell({}, async (shell) => {
      const response = await shell.handle(new Request('djcron://app/api/v1/events'), { kind: 'window' });
      const reader = response.body?.getReader();
      await reader?.read();
      await expect.poll(() => shell.app.stream.open).toBe(1);
      await reader?.cancel();
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });

  it('is not made faster than it is read', async () => {
    await withShell({ endless: true, weight: 100_000 }, async (shell) => {
      const answer = await open(shell.origin, '/api/v1/events', { headers: shell.authorized });
      answer.pause();
      // full buffers on the way: nothing more is made, however long one looks
      let before = -1;
      await expect
        .poll(
          () => {
            const same = shell.app.stream.produced === before && before > 0;
            before = shell.app.stream.produced;
            return same;
          },
          { interval: 500 },
        )
        .toBe(true);
      expect(shell.app.stream.produced).toBeLessThan(500);
      answer.resume();
      await expect.poll(() => shell.app.stream.produced).toBeGreaterThan(before + 50);
      answer.destroy();
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });

  it('ends when the shell closes', async () => {
    await withShell({}, async (shell) => {
      const answer = await open(shell.origin, '/api/v1/events', { headers: shell.authorized });
      await expect.poll(() => shell.app.stream.open).toBe(1);
      const failed = buffer(answer).then(
        () => 'whole',
        () => 'cut',
      );
      await shell.close();
      expect([await failed, await open(shell.origin, '/').catch(() => 'gone')]).toEqual(['cut', 'gone']);
      await expect.poll(() => shell.app.stream.open).toBe(0);
    });
  });
});

describe('a download', () => {
  it('is the very bytes', async () => {
    await withShell({}, async (shell) => {
      const answer = await open(shell.origin, '/download/runs/r-1/web-1/stdout', { headers: shell.authorized });
      const bytes = await buffer(answer);
      expect([bytes.equals(shell.app.output), answer.headers['content-disposition'], answer.headers['content-type']]).toEqual([
        true,
        'attachment; filename="r-1.web-1.stdout"',
        'application/octet-stream',
      ]);
    });
  });

  it('of what is not there is refused before it begins', async () => {
    await withShell({}, async (shell) => {
      const refused = await ask(shell.origin, '/download/runs/r-1/web-9/stdout', { headers: shell.authorized });
      const unknown = await ask(shell.origin, '/download/runs/r-1/web-1/both', { headers: shell.authorized });
      expect([refused.status, JSON.parse(refused.text).code, unknown.status]).toEqual([404, 'DJ-HOST-UNKNOWN', 404]);
    });
  });
});
