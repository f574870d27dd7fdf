// Groups over REST, as any program would ask for them.
import { describe, expect, it } from 'vitest';
import { createHandle } from '../../electron/shell/handle.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { speak } from '../support/spoken.ts';

function askerOf(core: CoreUnderTest) {
  const handle = createHandle({ app: core.app, assetsDir: core.dir, actor: 'ana', version: '1.2.3', log: () => undefined });
  return async (where: string) => {
    const answer = await handle(new Request(`http://127.0.0.1/api/v1${where}`), { kind: 'loopback' });
    return { status: answer.status, body: await answer.json() };
  };
}

describe('over REST', () => {
  it('groups and their diffs are read, by the rules named in the address', () =>
    withCore(async (core) => {
      const ask = askerOf(core);
      const id = await speak(core, [
        { host: 'h-1', stdout: 'on h-1\n1 \n' },
        { host: 'h-2', stdout: 'on h-2\n1\n' },
        { host: 'h-3', stdout: 'on h-3\n2\n' },
      ]);
      const hosts = async (query: string) => {
        const { status, body } = await ask(`/runs/last/groups${query}`);
        return [status, body.groups?.map((group: { hosts: string }) => group.hosts), body.normalisers];
      };
      const all = ['script', 'host', 'times', 'pids', 'durations', 'ansi', 'space'];
      expect(await hosts('')).toEqual([200, ['h-[1-2]', 'h-3'], all]);
      expect(await hosts('?normalisers=host,space&similar=true')).toEqual([200, ['h-[1-2]', 'h-3'], ['host', 'space']]);
      expect(await hosts('?normalisers=space')).toEqual([200, ['h-1', 'h-2', 'h-3'], ['space']]);
      expect(await hosts('?normalisers=')).toEqual([200, ['h-1', 'h-2', 'h-3'], []]);
      const { body } = await ask(`/runs/${id}/groups`);
      expect(await ask(`/runs/${id}/groups/${body.groups[1].key}/diff?context=0`)).toMatchObject({
        status: 200,
        body: { verdict: 'compared', host: 'h-3', againstHost: 'h-1', added: 1, removed: 1 },
      });
    }));

  it('what is wrong with the question is said', () =>
    withCore(async (core) => {
      const ask = askerOf(core);
      await speak(core, [{ host: 'a', stdout: 'x\n' }]);
      expect(await ask('/runs/last/groups?normalisers=hots')).toMatchObject({ status: 422, body: { code: 'DJ-INPUT-INVALID' } });
      expect(await ask('/runs/last/groups/1/diff')).toMatchObject({ status: 422, body: { code: 'DJ-INPUT-INVALID' } });
      expect(await ask('/runs/last/groups/0123456789abcdef/diff')).toMatchObject({ status: 404, body: { code: 'DJ-GROUP-UNKNOWN' } });
    }));
});
