// Jobs: applied, versioned, planned, run, removed; and job files that are wrong.
import { describe, expect, test } from 'vitest';
import { getRun } from '../../electron/store/runs.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';

const yaml = (more = '') => `# nightly
apiVersion: djcron/v1
kind: Job
name: backup-db
script:
  text: |
    #!/bin/bash
    echo "$DJCRON_PARAM_LABEL"
parameters:
  - { name: label, default: nightly, pattern: '[a-z0-9-]+' }
targets: "db-[01-02]"
policies:
  timeout: 1h
  fanout: 1
${more}`;

async function withJob(work: (core: CoreUnderTest) => Promise<void>) {
  await withCore(async (core) => {
    for (const name of ['db-01', 'db-02']) await core.client.hosts.add({ name, address: '192.0.2.1' });
    await core.client.jobs.apply({ yaml: yaml() });
    await work(core);
  });
}

describe('a job', () => {
  test('applied again unchanged makes no version; changed it makes one; the older stays readable', () =>
    withJob(async ({ client }) => {
      expect(await client.jobs.apply({ yaml: yaml() })).toEqual({ name: 'backup-db', version: 1, action: 'unchanged' });
      expect(await client.jobs.apply({ yaml: yaml('tags: [x]\n'), dryRun: true })).toMatchObject({ action: 'changed' });
      expect(await client.jobs.apply({ yaml: yaml('tags: [x]\n') })).toEqual({ name: 'backup-db', version: 2, action: 'changed' });
      expect(await client.jobs.versions({ name: 'backup-db' })).toMatchObject([{ version: 2 }, { version: 1, actor: 'ana' }]);
      expect((await client.jobs.source({ name: 'backup-db', version: 1 })).yaml).toBe(yaml());
      expect(await client.jobs.get({ name: 'backup-db' })).toMatchObject({ tags: ['x'], version: 2, targets: 'db-[01-02]' });
    }));

  test('runs with its parameters and policies, and remembers the version it ran', () =>
    withJob(async ({ client, runner }) => {
      const run = await client.runs.start({ job: 'backup-db', params: { label: 'now' } });
      expect(run).toMatchObject({
        job: 'backup-db',
        jobVersion: 1,
        params: { label: 'now' },
        fanout: 1,
        timeoutMs: 3_600_000,
        counts: { queued: 2 },
      });
      expect(runner.starts()[0]).toMatchObject({
        timeoutMs: 3_600_000,
        graceMs: 10_000,
        samplesMs: 1000,
        env: { DJCRON_PARAM_LABEL: 'now', DJCRON_JOB: 'backup-db' },
      });
      expect(await client.runs.list({ job: 'backup-db' })).toMatchObject([{ id: run.id, executions: [] }]);
    }));

  test('stored by an older version gets the defaults of what it could not know, and so do its runs', () =>
    withJob(async ({ client, store }) => {
      const { id } = await client.runs.start({ job: 'backup-db' });
      const remove = (column: string, at: string, names: string[]) =>
        `${column} = json_remove(${column}, ${names.map((name) => `'$.${at}${name}'`).join(', ')})`;
      store.run(`UPDATE job_versions SET ${remove('definition', 'policies.', ['output', 'outputLimit', 'spoolLimit'])}`);
      store.run(`UPDATE runs SET ${remove('order_json', '', ['output', 'outputLimitBytes', 'spoolLimitBytes', 'idleTimeoutMs', 'keep'])}`);
      const old = { output: 'separate', outputLimitBytes: 1024 ** 3, spoolLimitBytes: 1024 ** 3, idleTimeoutMs: null, keep: null };
      expect(getRun(store, id)?.how).toMatchObject(old);
      expect((await client.jobs.get({ name: 'backup-db' })).definition.policies).toMatchObject({ output: 'separate', spoolLimit: '1GiB' });
      expect(getRun(store, (await client.runs.start({ job: 'backup-db' })).id)?.how).toMatchObject(old);
    }));

  test('is planned before it runs: hosts, script, interpreter and values are told', () =>
    withJob(async ({ client }) => {
      expect(await client.runs.plan({ job: 'backup-db', target: 'db-02' })).toMatchObject({
        target: 'db-02',
        folded: 'db-02',
        hosts: [{ name: 'db-02', hostKeyState: 'unknown', warning: null }],
        interpreter: '/bin/bash',
        params: { label: 'nightly' },
        fanout: 1,
      });
      expect(await client.runs.list()).toEqual([]);
    }));

  test('refuses values that its parameters do not allow', () =>
    withJob(async ({ client }) => {
      for (const params of [{ label: 'A B' }, { lable: 'x' }] as Record<string, string>[]) {
        await expect(client.runs.start({ job: 'backup-db', params })).rejects.toMatchObject({ data: { code: 'DJ-PARAM-INVALID' } });
      }
      expect(await client.runs.list()).toEqual([]);
    }));

  test('is not removed while a run is on; removed, its runs stay and its name may come back', () =>
    withJob(async ({ client, runner, clock }) => {
      const { id } = await client.runs.start({ job: 'backup-db' });
      await expect(client.jobs.remove({ name: 'backup-db' })).rejects.toMatchObject({ data: { code: 'DJ-JOB-BUSY' } });
      await client.runs.cancel({ id, hosts: ['db-02'] });
      await runner.tell({
        type: 'finished',
        execution: `${id}.0.1`,
        at: clock.now(),
        hostKey: null,
        outcome: { type: 'exited', exitCode: 0, leftovers: [] },
      });
      await client.jobs.remove({ name: 'backup-db' });
      expect(await client.jobs.list()).toEqual([]);
      expect(await client.runs.get({ id })).toMatchObject({ job: 'backup-db', state: 'partial' });
      expect(await client.jobs.apply({ yaml: yaml() })).toEqual({ name: 'backup-db', version: 2, action: 'created' });
    }));
});

describe('a job file that is wrong', () => {
  const cases: [string, string, string][] = [
    ['YAML that does not close', yaml('tags: [x\n'), 'DJ-JOB-YAML'],
    ['an unknown key', yaml('tagets: x\n'), 'DJ-JOB-INVALID'],
    ['a key of a later version', yaml('secrets: []\n'), 'DJ-JOB-UNSUPPORTED'],
    ['a cron line that is none', yaml('schedules: [ { cron: "61 * * * *" } ]\n'), 'DJ-SCHEDULE-INVALID'],
    ['a schedule of no kind', yaml('schedules: [ { name: x } ]\n'), 'DJ-SCHEDULE-INVALID'],
    ['a time zone that is none', yaml('schedules: [ { every: 1h, timezone: Berlin } ]\n'), 'DJ-SCHEDULE-INVALID'],
    ['a day that is none', yaml('schedules: [ { at: 2027-02-30T10:00 } ]\n'), 'DJ-SCHEDULE-INVALID'],
    ['a blackout without an end', yaml('schedules: [ { every: 1h, blackouts: [ { start: 2027-01-01 } ] } ]\n'), 'DJ-SCHEDULE-INVALID'],
    ['two schedules of one name', yaml('schedules: [ { every: 1h, name: "2" }, { every: 2h } ]\n'), 'DJ-JOB-INVALID'],
    [
      'a value that no schedule can give',
      yaml('schedules: [ { every: 1h } ]\n').replace('parameters:', 'parameters:\n  - { name: who, required: true }'),
      'DJ-JOB-INVALID',
    ],
    ['a host that is not there', yaml().replace('db-[01-02]', 'db-03'), 'DJ-TARGET-UNKNOWN'],
    ['a key twice', yaml('targets: x\n'), 'DJ-JOB-YAML'],
    ['a duration that is none', yaml().replace('1h', 'soon'), 'DJ-JOB-INVALID'],
    ['a size that is none', yaml().replace('timeout: 1h', 'outputLimit: 50 apples'), 'DJ-JOB-INVALID'],
    ['a size of nearly nothing', yaml().replace('timeout: 1h', 'spoolLimit: 10B'), 'DJ-JOB-INVALID'],
    ['keeping neither', yaml().replace('timeout: 1h', 'keep: {}'), 'DJ-JOB-INVALID'],
    ['two parameters of one variable', yaml().replace('parameters:', 'parameters:\n  - { name: LABEL }'), 'DJ-JOB-INVALID'],
  ];
  test.each(cases)('%s is refused with its place and changes nothing', (_name, text, code) =>
    withJob(async ({ client }) => {
      const error = await client.jobs.apply({ yaml: text, origin: 'backup.yaml' }).then(
        () => null,
        (refused) => refused,
      );
      expect(error?.data).toMatchObject({ code, where: expect.stringMatching(/^backup\.yaml:\d+:\d+$/) });
      expect(await client.jobs.versions({ name: 'backup-db' })).toHaveLength(1);
    }),
  );

  test('that holds two jobs names the line of the second, and what to do', () =>
    withJob(async ({ client }) => {
      const { problems } = await client.jobs.validate({ yaml: `${yaml()}---\n${yaml()}` });
      expect(problems.map(({ message, line, remedy }) => [message, line, remedy])).toEqual([
        ['a second document begins here', yaml().split('\n').length, 'write each job into a file of its own'],
      ]);
    }));

  test('names the line, the column and the nearest known key', () =>
    withJob(async ({ client }) => {
      const { problems } = await client.jobs.validate({ yaml: yaml('policis: {}\n').replace('fanout', 'fanot') });
      expect(problems.map(({ message, line, column, remedy }) => [message, line, column, remedy])).toEqual([
        ['unknown key "fanot"', 14, 3, 'did you mean "fanout"?'],
        ['unknown key "policis"', 15, 1, 'did you mean "policies"?'],
      ]);
    }));

  test('of a good file nothing is said but what is worth a warning', () =>
    withJob(async ({ client }) => {
      const { problems, hosts, name } = await client.jobs.validate({ yaml: yaml().replace('echo', 'echo \u202e') });
      expect([name, hosts, problems.map((problem) => problem.severity)]).toEqual(['backup-db', ['db-01', 'db-02'], ['warning']]);
    }));
});
