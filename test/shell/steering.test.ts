// Runs steered over REST: the same operations as the page and the command line, in the form the contract describes.
import { describe, expect, it } from 'vitest';
import { createHandle } from '../../electron/shell/handle.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

function askerOf(core: CoreUnderTest) {
  const handle = createHandle({ app: core.app, assetsDir: core.dir, actor: 'ana', version: '1.2.3', log: () => undefined });
  return async (where: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await handle(new Request(`http://127.0.0.1/api/v1${where}`, init), { kind: 'loopback' });
    return { status: answer.status, body: await answer.json() };
  };
}

async function withEndedRun(work: (core: CoreUnderTest, id: string) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of ['a', 'b', 'c']) await core.client.hosts.add({ name, address: '192.0.2.7' });
    const { id } = await core.client.runs.exec({ target: 'a,b,c', script: 'x' });
    for (const [position, exitCode] of [0, 1, 1].entries()) {
      const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution: `${id}.${position}.1`, at: core.clock.now(), hostKey: null, outcome });
    }
    await work(core, id);
  });
}

describe('over REST', () => {
  it('a run is planned once more, retried, held and released', () =>
    withEndedRun(async (core, id) => {
      const ask = askerOf(core);
      expect(await ask('/runs/plan', { retryOf: id, states: ['failed'] })).toMatchObject({
        status: 200,
        body: { folded: 'b,c', retry: { id } },
      });
      const retried = await ask(`/runs/${id}/retry`, { hosts: ['b'] });
      expect(retried).toMatchObject({ status: 201, body: { trigger: 'retry', retryOf: id, executions: [{ host: 'b' }] } });
      expect(await ask('/runs/last/hold', {})).toMatchObject({ status: 200, body: { id: retried.body.id, heldBy: 'ana' } });
      expect(await ask('/runs/last/release', {})).toMatchObject({ status: 200, body: { heldSince: null } });
    }));

  it('refusals are problems with a code', () =>
    withEndedRun(async (core, id) => {
      const ask = askerOf(core);
      expect(await ask(`/runs/${id}/retry`, { states: ['lost'] })).toMatchObject({
        status: 412,
        body: { code: 'DJ-RETRY-EMPTY', where: id },
      });
      expect(await ask(`/runs/${id}/hold`, {})).toMatchObject({ status: 409, body: { code: 'DJ-RUN-FINISHED' } });
      expect(await ask(`/runs/${id}/retry`, { states: ['queued'] })).toMatchObject({ status: 422, body: { code: 'DJ-INPUT-INVALID' } });
    }));
});
