// What follows a run: jobs, scripts on this computer, notifications; once each, whatever dies.
import { describe, expect, test } from 'vitest';
import type { DjcronEvent } from '../../shared/events.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

async function apply(core: CoreUnderTest, name: string, more = '') {
  if ((await core.client.hosts.list()).length === 0) await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1', user: 'root' });
  await core.client.jobs.apply({
    yaml: `apiVersion: djcron/v1\nkind: Job\nname: ${name}\ntargets: web-01\nscript: { text: "true" }\n${more}`,
  });
}

/** Ends the newest run of a job. */
async function finish(core: CoreUnderTest, job: string, exitCode = 0) {
  const [run] = await core.client.runs.list({ job });
  const outcome = { type: 'exited' as const, exitCode, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution: `${run?.id}.0.1`, at: core.clock.now(), hostKey: null, outcome });
}

/** Oldest first: `a succeeded`. */
async function runs(core: CoreUnderTest) {
  return (await core.client.runs.list()).reverse().map(({ job, state }) => `${job} ${state}`);
}

const chainOf = (core: CoreUnderTest, job: string) =>
  core.client.runs.list({ job }).then(async ([run]) => core.client.runs.chain({ id: run?.id ?? '' }));

describe('a chain', () => {
  test('of five ends where one fails, and goes where a failure leads', () =>
    withCore(async (core) => {
      for (const [name, next] of [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
        ['d', 'e'],
      ]) {
        await apply(core, name ?? '', `onSuccess: [ { job: ${next} } ]\n${name === 'c' ? 'onFailure: [ { job: repair } ]\n' : ''}`);
      }
      await apply(core, 'e');
      await apply(core, 'repair');
      await core.client.runs.start({ job: 'a' });
      for (const [job, exitCode] of [
        ['a', 0],
        ['b', 0],
        ['c', 1],
        ['repair', 0],
      ] as const)
        await finish(core, job, exitCode);
      expect(await runs(core)).toEqual(['a succeeded', 'b succeeded', 'c failed', 'repair succeeded']);
      const [repair] = await core.client.runs.list({ job: 'repair' });
      const [failed] = await core.client.runs.list({ job: 'c' });
      expect([repair?.trigger, repair?.parentRun, core.runner.starts().at(-1)?.env]).toMatchObject([
        'chain',
        failed?.id,
        {
          DJCRON_PARENT_JOB: 'c',
          DJCRON_PARENT_RUN_ID: failed?.id,
          DJCRON_PARENT_STATE: 'failed',
          DJCRON_PARENT_SUCCEEDED: '',
          DJCRON_PARENT_NOT_SUCCEEDED: 'web-01',
        },
      ]);
    }));

  test('passes parameters on, and is refused by a policy or a missing job with the reason', () =>
    withCore(async (core) => {
      await apply(core, 'load', 'parameters: [ { name: label } ]\n');
      await apply(core, 'off', '');
      await core.client.jobs.enable({ name: 'off', enabled: false });
      await apply(core, 'a', 'onFinish: [ { job: load, params: { label: nightly } }, { job: gone }, { job: off } ]\n');
      await core.client.runs.start({ job: 'a' });
      await finish(core, 'a');
      expect(core.runner.starts().at(-1)?.env.DJCRON_PARAM_LABEL).toBe('nightly');
      expect((await chainOf(core, 'a')).map(({ what, state, reason }) => [what, state, reason])).toEqual([
        ['load', 'succeeded', null],
        ['gone', 'skipped', 'there is no job "gone" [DJ-JOB-UNKNOWN]'],
        ['off', 'skipped', 'job off is disabled [DJ-JOB-UNKNOWN]'],
      ]);
    }));

  test('is not taken for a failure when somebody cancels the run', () =>
    withCore(async (core) => {
      await apply(core, 'a', 'onFailure: [ { job: b } ]\nonFinish: [ { job: c } ]\n');
      await apply(core, 'b');
      await apply(core, 'c');
      const run = await core.client.runs.start({ job: 'a' });
      await core.client.runs.cancel({ id: run.id });
      const outcome = { type: 'ended' as const, by: 'cancel' as const, exitCode: 143, signal: 'SIGTERM', signalled: [], survivors: [] };
      await core.runner.tell({ type: 'finished', execution: `${run.id}.0.1`, at: core.clock.now(), hostKey: null, outcome });
      expect(await runs(core)).toEqual(['a cancelled', 'c queued']);
    }));

  test('that would never end is refused', () =>
    withCore(async (core) => {
      await apply(core, 'a', 'onSuccess: [ { job: b } ]\n');
      await apply(core, 'b', 'after: [ a ]\nonFailure: [ { job: c } ]\n');
      await expect(apply(core, 'c', 'onFinish: [ { job: a } ]\n')).rejects.toMatchObject({
        data: { code: 'DJ-JOB-RING', what: 'these jobs would start each other for ever: c, a, b, c' },
      });
      await expect(apply(core, 'd', 'onFinish: [ { job: d } ]\n')).rejects.toMatchObject({ data: { code: 'DJ-JOB-RING' } });
    }));

  test.each([
    ['a notification nobody gets', 'onFinish: [ { notify: pager } ]\n', 'there is no channel "pager"'],
    ['nothing', 'onFinish: [ { } ]\n', 'names one of job, script or notify'],
    ['two things', 'onFinish: [ { job: a, script: x } ]\n', 'names one of job, script or notify'],
  ])('to %s is refused', (_name, more, what) =>
    withCore(async (core) => {
      await expect(apply(core, 'a', more)).rejects.toMatchObject({ data: { code: 'DJ-JOB-INVALID', what } });
    }),
  );

  test('tells somebody', () =>
    withCore(async (core) => {
      await apply(core, 'a', 'onFinish: [ { notify: desktop } ]\n');
      const heard: DjcronEvent[] = [];
      core.app.subscribe((event) => heard.push(event));
      await core.client.runs.start({ job: 'a' });
      await finish(core, 'a');
      expect(heard.flatMap((event) => (event.type === 'notice' ? [event.run.state] : []))).toEqual(['succeeded']);
    }));
});

describe('a job after several others', () => {
  test('starts once all have succeeded since it last did, and a failure in between takes a success away', () =>
    withCore(async (core) => {
      await apply(core, 'a');
      await apply(core, 'b');
      await apply(core, 'both', 'after: [ a, b ]\n');
      const once = async (job: string, exitCode = 0) => {
        await core.client.runs.start({ job });
        await finish(core, job, exitCode);
        return (await core.client.runs.list({ job: 'both' })).length;
      };
      const counts = [
        await once('a'),
        await once('a'),
        await once('b'),
        await once('b'),
        await once('b', 1),
        await once('a'),
        await once('b'),
      ];
      expect(counts).toEqual([0, 0, 1, 1, 1, 1, 2]);
    }));

  test('waits for its parents of the same cycle where one job began it', () =>
    withCore(async (core) => {
      await apply(core, 'root', 'onSuccess: [ { job: a }, { job: b } ]\n');
      await apply(core, 'a');
      await apply(core, 'b');
      await apply(core, 'both', 'after: [ a, b ]\n');
      const cycle = async () => {
        await core.client.runs.start({ job: 'root' });
        await finish(core, 'root');
        const [[a], [b]] = await Promise.all([core.client.runs.list({ job: 'a' }), core.client.runs.list({ job: 'b' })]);
        return [a?.id ?? '', b?.id ?? ''] as const;
      };
      const end = async (run: string) => {
        const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
        await core.runner.tell({ type: 'finished', execution: `${run}.0.1`, at: core.clock.now(), hostKey: null, outcome });
        return (await core.client.runs.list({ job: 'both' })).length;
      };
      const [firstA, firstB] = await cycle();
      const [secondA, secondB] = await cycle();
      expect([await end(secondA), await end(firstB), await end(firstA), await end(secondB)]).toEqual([0, 0, 1, 2]);
    }));
});

describe('a script on this computer', () => {
  test('sees the results of the run, and its own end and output are kept', () =>
    withCore(async (core) => {
      const script =
        'echo "$DJCRON_PARENT_JOB $DJCRON_PARENT_STATE $DJCRON_PARENT_SUCCEEDED"; grep -o \\"exitCode\\":0 "$DJCRON_PARENT_RESULT"; exit 3';
      await apply(core, 'a', `onSuccess: [ { script: '${script}' } ]\n`);
      await core.client.runs.start({ job: 'a' });
      await finish(core, 'a');
      await core.app.settled();
      expect(await chainOf(core, 'a')).toMatchObject([
        { kind: 'script', state: 'failed', exitCode: 3, output: 'a succeeded web-01\n"exitCode":0\n', reason: null },
      ]);
      expect((await core.client.audit.list()).map(({ action }) => action)).toContain('chain.script');
    }));

  test('is ended with all it started when its time is over', () =>
    withCore(async (core) => {
      await apply(core, 'a', "onSuccess: [ { script: 'sleep 60 & sleep 60', timeout: 1s } ]\n");
      await core.client.runs.start({ job: 'a' });
      await finish(core, 'a');
      await core.app.settled();
      expect(await chainOf(core, 'a')).toMatchObject([{ state: 'failed', exitCode: null, reason: 'timeout' }]);
    }));

  test('that was not begun when djcron died is begun after the start, and one that ran is lost', () =>
    withCore(async (core) => {
      await apply(core, 'a', "onSuccess: [ { job: b }, { script: 'exit 0' } ]\n");
      await apply(core, 'b');
      await core.client.runs.start({ job: 'a' });
      await finish(core, 'a');
      await core.app.settled();
      core.store.run("UPDATE chain_steps SET state = 'running' WHERE exit_code IS NOT NULL");
      core.store.run("UPDATE chain_steps SET state = 'due' WHERE exit_code IS NULL");
      const again = await core.crash(1000);
      expect((await chainOf(again, 'a')).map(({ kind, state }) => [kind, state])).toEqual([
        ['job', 'succeeded'],
        ['script', 'lost'],
      ]);
    }));
});
