// A run among the runs of its job.
import { expect, test } from 'vitest';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const yaml = (name: string) => `apiVersion: djcron/v1
kind: Job
name: ${name}
script: { text: 'true' }
parameters: [{ name: label, default: nightly }]
targets: web-01
`;

async function runOf({ client, clock }: CoreUnderTest, job: string, label = 'nightly') {
  clock.advance(60_000);
  return (await client.runs.start({ job, params: { label } })).id;
}

async function end({ clock, runner }: CoreUnderTest, run: string, afterMs: number) {
  const execution = `${run}.0.1`;
  await runner.tell({ type: 'started', execution, at: clock.now(), pid: 7, hostKey: 'SHA256:abc' });
  clock.advance(afterMs);
  const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
  await runner.tell({ type: 'finished', execution, at: clock.now(), hostKey: null, outcome });
}

test('a run knows the runs of its job on both sides, and how long those before it took', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1' });
    for (const name of ['backup', 'other']) await core.client.jobs.apply({ yaml: yaml(name) });
    const ids: string[] = [];
    for (const [label, ms] of [
      ['nightly', 4000],
      ['before-upgrade', 90_000],
      ['nightly', 6000],
    ] as const) {
      await runOf(core, 'other');
      const id = await runOf(core, 'backup', label);
      ids.push(id);
      await end(core, id, ms);
    }
    const last = await runOf(core, 'backup');

    expect(await core.client.runs.around({ id: ids[2] ?? '' })).toMatchObject({
      previous: { id: ids[1], state: 'succeeded', params: { label: 'before-upgrade' } },
      next: { id: last, state: 'queued' },
      usualMs: 90_000,
      usualOf: 2,
    });
    expect(await core.client.runs.around({ id: last })).toMatchObject({ previous: { id: ids[2] }, next: null, usualMs: 6000, usualOf: 3 });
    expect(await core.client.runs.around({ id: ids[0] ?? '' })).toMatchObject({ previous: null, usualMs: null, usualOf: 0 });
  }));

test('an ad-hoc command has nothing beside it', () =>
  withCore(async (core) => {
    await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1' });
    const ids = [];
    for (const script of ['true', 'true']) ids.push((await core.client.runs.exec({ target: 'web-01', script })).id);
    expect(await core.client.runs.around({ id: ids[1] ?? '' })).toEqual({ previous: null, next: null, usualMs: null, usualOf: 0 });
  }));
