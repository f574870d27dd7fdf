// djcron job: saved definitions, kept as files people write. Running one is next door.
import type { Command } from 'commander';
import type { Job } from '../../../shared/contract/jobs.ts';
import { type ScheduleEntry, scheduleOf } from '../../../shared/model/schedule/schedule.ts';
import { type Act, example, tell } from '../act.ts';
import { warnTwice } from '../crontab/lines.ts';
import { fields } from '../host/host-view.ts';
import { Ended } from '../refusal.ts';
import { confirm, isPlainName, type Session } from '../session.ts';
import { toneOf } from '../terminal/colour.ts';
import { showElapsed, showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { columnsOf } from '../terminal/table.ts';
import { type JobSource, problemLine, readJobFile } from './job-file.ts';
import { addJobRun } from './job-run.ts';

export function addJob(program: Command, act: Act): void {
  const job = example(
    program.command('job').description('saved scripts with their targets'),
    'djcron job apply -f backup.yaml',
    'djcron job run backup-db',
  );

  example(
    job
      .command('apply')
      .description('save job files; a file that changes nothing makes no new version')
      .requiredOption('-f, --file <file...>', 'job files; - is stdin')
      .option('--dry-run', 'check and compare, and change nothing'),
    'djcron job apply -f backup.yaml',
    'djcron job apply -f jobs/*.yaml --dry-run',
  ).action(act(applyJobs));

  example(
    job
      .command('validate')
      .description('check job files without saving them')
      .requiredOption('-f, --file <file...>', 'job files; - is stdin'),
    'djcron job validate -f backup.yaml',
  ).action(
    act(async (session, options: { file: string[] }) => {
      const results = await checkJobs(session, await readJobs(session, options.file), 'read');
      if (session.format !== 'table') {
        await session.print.list(results, {
          columns: [{ name: 'FILE', value: (it) => it.file }],
          name: (it) => it.name ?? it.file,
          empty: '',
        });
      }
      for (const { file, name, hosts, valid } of results) {
        if (valid)
          await session.print.talk(
            `${file}: ${name} is valid${hosts === null ? '' : `, for ${hosts.length === 1 ? '1 host' : `${hosts.length} hosts`}`}`,
          );
      }
      return results.every(({ valid }) => valid) ? 0 : 2;
    }),
  );

  example(
    job.command('export').description('job files as they were applied, all or some').argument('[job...]'),
    'djcron job export backup-db > backup-db.yaml',
  ).action(
    act(async (session, names: string[]) => {
      const client = await session.client('read');
      const wanted = names.length > 0 ? names : (await client.jobs.list()).map(({ name }) => name);
      const sources = [];
      for (const name of wanted) sources.push(await client.jobs.source({ name }));
      if (session.format === 'table' || session.format === 'yaml') {
        for (const [i, { yaml }] of sources.entries()) await session.print.out(`${i === 0 ? '' : '---\n'}${yaml.replace(/\n*$/, '\n')}`);
      } else {
        await session.print.list(sources, {
          columns: columnsOf<(typeof sources)[number]>(['name', 'version', 'yaml']),
          name: (it) => it.name,
          empty: '',
        });
      }
      return 0;
    }),
  );

  example(job.command('list').description('all jobs'), 'djcron job list').action(
    act(async (session) => {
      const client = await session.client('read');
      await session.print.list(await client.jobs.list(), jobView);
      return 0;
    }),
  );

  example(job.command('show').description('everything known of one job').argument('<job>'), 'djcron job show backup-db').action(
    act(async (session, name: string) => {
      const client = await session.client('read');
      await session.print.one(await client.jobs.get({ name }), { ...jobView, text: jobText });
      return 0;
    }),
  );

  for (const enabled of [true, false]) {
    const verb = enabled ? 'enable' : 'disable';
    const description = enabled
      ? 'let the schedules of jobs fire from now on'
      : 'let the schedules of jobs not fire; by hand they still run';
    example(job.command(verb).description(description).argument('<job...>'), `djcron job ${verb} backup-db`).action(
      act((session, names: string[]) => enableJobs(session, names, enabled)),
    );
  }

  example(job.command('rm').description('remove jobs; their runs stay').argument('<job...>'), 'djcron job rm backup-db').action(
    act(async (session, names: string[]) => {
      const client = await session.client('write');
      await Promise.all(names.map((name) => client.jobs.get({ name }))); // all or none
      const left = (await client.crontabs.lines()).filter(({ job, state }) => names.includes(job) && state === 'taken-over');
      for (const line of left)
        await session.print.warn(`its line stays commented out on ${line.host} (${line.file}); before: djcron cron give-back ${line.job}`);
      await confirm(session, `remove ${names.join(', ')}?`, names.every(isPlainName));
      for (const name of names) await client.jobs.remove({ name });
      await tell(session, { removed: names }, `removed ${names.join(', ')}`, () => names.join('\n'));
      return 0;
    }),
  );

  addJobRun(job, act);
}

async function enableJobs(session: Session, names: readonly string[], enabled: boolean): Promise<number> {
  const client = await session.client('write');
  await Promise.all(names.map((name) => client.jobs.get({ name }))); // all or none
  const done = [];
  for (const name of names) done.push(await client.jobs.enable({ name, enabled }));
  if (session.format === 'table') {
    for (const { name, changed } of done)
      await session.print.talk(`${name} ${changed ? 'is' : 'was already'} ${enabled ? 'enabled' : 'disabled'}`);
    await warnTwice(
      session,
      done.flatMap(({ alsoOnHosts }) => alsoOnHosts),
    );
    return 0;
  }
  await session.print.list(done, {
    columns: columnsOf<(typeof done)[number]>(['name', 'enabled', 'changed']),
    name: (it) => it.name,
    empty: '',
  });
  return 0;
}

async function readJobs(session: Session, files: readonly string[]): Promise<JobSource[]> {
  const sources: JobSource[] = [];
  for (const file of files) sources.push(await readJobFile(session, file));
  return sources;
}

/** What each file is, with all that is wrong said on stderr. */
async function checkJobs(session: Session, sources: readonly JobSource[], need: 'read' | 'write') {
  const client = await session.client(need);
  const results = [];
  for (const { file, checked } of sources) {
    const { name, problems, hosts } = await client.jobs.validate({ yaml: checked, origin: file });
    // What is wrong with the YAML itself is told once: the rest often only follows from it.
    const broken = problems.find(({ path, severity }) => path === '' && severity === 'error');
    for (const problem of broken === undefined ? problems : [broken]) await session.print.warn(problemLine(file, problem));
    results.push({ file, name, problems, hosts, valid: !problems.some(({ severity }) => severity === 'error') });
  }
  return results;
}

interface Applied {
  file: string;
  name: string;
  version: number;
  action: string;
}

/** All files or none: the first wrong one keeps every other from being saved. */
async function applyJobs(session: Session, options: { file: string[]; dryRun?: true }): Promise<number> {
  const sources = await readJobs(session, options.file);
  const need = options.dryRun ? 'read' : 'write';
  const checks = await checkJobs(session, sources, need);
  if (!checks.every(({ valid }) => valid)) throw new Ended(2);
  const client = await session.client(need);
  const applied: Applied[] = [];
  for (const { file, kept } of sources) {
    applied.push({ file, ...(await client.jobs.apply({ yaml: kept, origin: file, dryRun: options.dryRun === true })) });
  }
  if (session.format === 'table') {
    const suffix = options.dryRun ? ' (dry run)' : '';
    for (const { action, name, version } of applied) await session.print.out(`${action} ${name}, version ${version}${suffix}\n`);
    await hintWhoFires(session, applied);
    return 0;
  }
  await session.print.list(applied, {
    columns: columnsOf<Applied>(['action', 'name', 'version', 'file']),
    name: (it) => it.name,
    empty: '',
  });
  return 0;
}

/** A schedule in a home that nobody keeps open would wait for ever, silently. */
async function hintWhoFires(session: Session, applied: readonly Applied[]): Promise<void> {
  const { own, client } = await session.connect('read');
  if (!own) return;
  const jobs = await client.schedules.list();
  if (applied.some(({ name }) => jobs.some(({ job }) => job === name)))
    await session.print.talk('schedules fire while the window or djcron serve is open');
}

const jobView: ListView<Job> = {
  columns: [
    { name: 'NAME', value: (job) => job.name },
    { name: 'VERSION', value: (job) => job.version, align: 'right' },
    { name: 'TARGETS', value: (job) => job.targets },
    { name: 'NEXT DUE', value: (job) => job.nextAt, show: nextDue },
    { name: 'LAST RUN', value: lastState, tone: (job) => toneOf(lastState(job)) },
    { name: 'AT', value: (job) => job.recentRuns[0]?.startedAt ?? null, show: (job) => showInstant(job.recentRuns[0]?.startedAt ?? null) },
    { name: 'DESCRIPTION', value: (job) => job.description },
  ],
  name: (job) => job.name,
  empty: 'no jobs yet: djcron job apply -f FILE',
};

function nextDue({ enabled, nextAt, definition }: Job): string {
  if (definition.schedules.length === 0) return '-';
  return enabled ? showInstant(nextAt) : 'disabled';
}

function lastState(job: Job): string {
  return job.recentRuns[0]?.state ?? '';
}

function jobText(job: Job): string[] {
  const { definition } = job;
  const params = definition.parameters.map((item) => `${item.name}${item.default === undefined ? '' : `=${item.default}`}`);
  const runs = job.recentRuns.map(
    (run) => `${run.id}  ${run.state.padEnd(9)}  ${showInstant(run.startedAt)}  ${showElapsed(run.durationMs)}`,
  );
  return [
    ...fields([
      ['name', job.name],
      ['description', job.description || '-'],
      ['tags', job.tags.join(', ') || '-'],
      ['version', `${job.version}, ${showInstant(job.updatedAt)}, by ${job.updatedBy}`],
      ['targets', `${job.targets} (${definition.mode})`],
      ...definition.schedules.map((entry, i): [string, string] => [i === 0 ? 'schedules' : '', scheduleText(entry, i)]),
      ['next due', nextDue(job)],
      ['parameters', params.join(', ') || '-'],
      ['run as', definition.script.runAs ?? '-'],
      ['fanout', String(definition.policies.fanout)],
      ['timeout', definition.policies.timeout ?? '-'],
    ]),
    ...(runs.length > 0 ? ['', 'recent runs:', ...runs.map((line) => `  ${line}`)] : []),
  ];
}

function scheduleText(entry: ScheduleEntry, position: number): string {
  const { name, text, words } = scheduleOf(entry, position, Intl.DateTimeFormat().resolvedOptions().timeZone);
  return `${name}: ${text}${entry.timezone === undefined ? '' : ` ${entry.timezone}`} (${words})`;
}
