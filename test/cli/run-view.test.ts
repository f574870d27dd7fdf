// A run as a terminal shows it, from what the engine tells.
import { expect, test } from 'vitest';
import { chainText, runText } from '../../electron/cli/run/run-view.ts';
import { withCore } from '../support/core.ts';

test('a later attempt says how those before it ended, and a run what followed it', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1', user: 'root' });
    const yaml =
      'apiVersion: djcron/v1\nkind: Job\nname: shaky\ntargets: web-01\nscript: { text: x }\npolicies: { retries: { limit: 2, delay: 1s } }\nonSuccess: [ { job: gone } ]\n';
    await core.client.jobs.apply({ yaml });
    const { id } = await core.client.runs.start({ job: 'shaky' });
    for (const [attempt, exitCode] of [3, 1, 0].entries()) {
      const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
      await core.runner.tell({ type: 'finished', execution: `${id}.0.${attempt + 1}`, at: core.clock.now(), hostKey: null, outcome });
      core.clock.advance(1000);
    }
    const lines = runText(await core.client.runs.get({ id }), { width: null, colour: false });
    expect([lines.at(-1), chainText(await core.client.runs.chain({ id }))]).toEqual([
      expect.stringMatching(/^web-01 +succeeded .* attempt 3, before it: failed \(exit 3\), failed \(exit 1\)$/),
      ['', 'then:', '  job gone: skipped, there is no job "gone" [DJ-JOB-UNKNOWN]'],
    ]);
  }));
