// djcron cron take-over, give-back: the lines that imported jobs came from, commented out on their hosts or put back. What would
// change is shown as a diff before anybody is asked.
import type { Command } from 'commander';
import type { CronLine, LineChanges } from '../../../shared/contract/crontabs.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { AppError } from '../../../shared/errors.ts';
import type { CronLineAct } from '../../../shared/model/cron-line.ts';
import { exitCodeOfRun } from '../../../shared/model/run.ts';
import { hasWildcard, wildcardMatcher } from '../../../shared/model/target/wildcard.ts';
import { type Act, example } from '../act.ts';
import type { Client } from '../engine/connection.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { notSucceededLine } from '../run/summary.ts';
import { confirm, isPlainName, type Session } from '../session.ts';
import { columnsOf } from '../terminal/table.ts';
import { visible } from '../terminal/text.ts';
import { runToEnd } from './silent-run.ts';

interface LineOptions extends SecretOptions {
  dryRun?: true;
}

const descriptions: Record<CronLineAct, string> = {
  'take-over': 'comment out the crontab lines that jobs were imported from, so that cron runs them no more',
  'give-back': 'put such lines back, so that cron runs them again',
};

export function addCronLines(cron: Command, act: Act): void {
  for (const what of ['take-over', 'give-back'] as const) {
    example(
      withSecretOptions(
        cron
          .command(what)
          .description(descriptions[what])
          .argument('<job...>', 'names, or patterns as backup-*')
          .option('--dry-run', 'show what would change, and change nothing'),
      ),
      `djcron cron ${what} backup-db`,
      `djcron cron ${what} 'web-*' --yes`,
    ).action(act((session, names: string[], options: LineOptions) => changeLines(session, { act: what, names, options })));
  }
}

interface Wish {
  act: CronLineAct;
  names: readonly string[];
  options: LineOptions;
}

interface Outcome {
  job: string;
  host: string;
  file: string;
  line: number;
  outcome: string;
  detail: string | null;
}

async function changeLines(session: Session, { act, names, options }: Wish): Promise<number> {
  const client = await session.client('write');
  const jobs = await jobsOf(client, names);
  await prepareTheirHosts(session, client, { jobs, options });
  const look = await runToEnd(session, client, () => client.crontabs.look({ jobs }));
  for (const execution of look.executions) if (execution.state !== 'succeeded') await session.print.warn(notSucceededLine(execution));
  const decision = { look: look.id, jobs, act };
  const changes = await client.crontabs.changes(decision);
  for (const { text } of changes.diffs) await showDiff(session, text);
  for (const { line, reason, remedy } of changes.refused) await session.print.warn(`${placeOf(line)}: ${reason}: ${remedy}`);
  const nothing = changes.changing.length === 0;
  if (options.dryRun || (nothing && changes.already.length === 0)) {
    await tellOutcomes(session, changes, options.dryRun ? `would ${act}` : '');
    return exitOf(changes, look);
  }
  if (!nothing) await confirm(session, await questionOf(client, { act, jobs, changes }), names.every(isPlainName));
  const { run } = await client.crontabs.change(decision);
  const end = run === null ? null : await runToEnd(session, client, async () => run);
  for (const execution of end?.executions ?? []) await tellFailure(session, client, end?.id ?? '', execution);
  await tellOutcomes(session, changes, doneWords[act], end);
  await hint(session, client, { act, jobs });
  return Math.max(exitOf(changes, look), end === null ? 0 : exitCodeOfRun(end.counts));
}

const doneWords: Record<CronLineAct, string> = { 'take-over': 'taken over', 'give-back': 'given back' };

/** Throws DJ-JOB-UNKNOWN, also for a pattern that no job of a crontab has. */
async function jobsOf(client: Client, names: readonly string[]): Promise<string[]> {
  const known = [...new Set((await client.crontabs.lines()).map(({ job }) => job))];
  const jobs = await Promise.all(
    names.map(async (name) => {
      if (!hasWildcard(name)) return [(await client.jobs.get({ name })).name];
      const found = known.filter(wildcardMatcher(name));
      if (found.length > 0) return found;
      throw new AppError('DJ-JOB-UNKNOWN', `no job "${name}" was imported from a host`, { where: name, remedy: 'see: djcron job list' });
    }),
  );
  return [...new Set(jobs.flat())];
}

async function prepareTheirHosts(session: Session, client: Client, { jobs, options }: { jobs: readonly string[]; options: LineOptions }) {
  const lines = (await client.crontabs.lines()).filter(({ job }) => jobs.includes(job));
  const known = new Set((await client.hosts.list({})).map(({ name }) => name));
  const hosts = [...new Set(lines.map(({ host }) => host))].filter((host) => known.has(host));
  if (hosts.length > 0) await prepareHosts(session, hosts.join(','), { ...options, keys: true });
}

async function questionOf(client: Client, { act, jobs, changes }: { act: CronLineAct; jobs: string[]; changes: LineChanges }) {
  const { length } = changes.changing;
  const lines = length === 1 ? '1 line' : `${length} lines`;
  if (act === 'take-over') return `comment out ${lines}?`;
  const enabled = (await client.jobs.list()).filter((job) => job.enabled && jobs.includes(job.name)).map(({ name }) => name);
  const twice = enabled.length === 0 ? '' : ` (${enabled.join(', ')} still enabled here: it would run twice)`;
  return `put back ${lines}${twice}?`;
}

async function showDiff(session: Session, text: string): Promise<void> {
  const shown = text.replace(/[^\n]+/g, visible);
  if (session.format === 'table') await session.print.out(shown);
  else if (session.mayAsk) await session.print.err(shown);
}

/** What the script on the host said: which file, and why not. */
async function tellFailure(session: Session, client: Client, run: string, execution: Run['executions'][number]): Promise<void> {
  if (execution.state === 'succeeded') return;
  const { base64 } = await client.runs.bytes({ id: run, host: execution.host, stream: 'stderr' });
  const said = Buffer.from(base64, 'base64').toString('utf8').trim().split('\n');
  for (const line of said.filter((one) => one !== '')) await session.print.warn(`${execution.host}: ${line}`);
  if (said[0] === '') await session.print.warn(notSucceededLine(execution));
}

async function tellOutcomes(session: Session, changes: LineChanges, word: string, end: Run | null = null): Promise<void> {
  const outcomeOf = ({ host }: CronLine) => {
    const execution = end?.executions.find((one) => one.host === host);
    return execution === undefined || execution.state === 'succeeded' ? word : execution.state;
  };
  const rows: Outcome[] = [
    ...changes.changing.map((line) => ({ ...placed(line), outcome: outcomeOf(line), detail: null })),
    ...changes.already.map((line) => ({ ...placed(line), outcome: 'already', detail: null })),
    ...changes.refused.map(({ line, reason }) => ({ ...placed(line), outcome: 'refused', detail: reason })),
  ];
  if (session.format === 'table') {
    for (const row of rows.filter(({ outcome }) => outcome !== 'refused')) await session.print.talk(`${placeOf(row)}: ${row.outcome}`);
    return;
  }
  const columns = columnsOf<Outcome>(['job', 'host', 'file', 'line', 'outcome', 'detail']);
  await session.print.list(rows, { columns, name: (row) => row.job, empty: '' });
}

function placed({ job, host, file, line }: CronLine) {
  return { job, host, file, line };
}

function placeOf({ job, host, file, line }: Pick<CronLine, 'job' | 'host' | 'file' | 'line'>): string {
  return `${job}: ${host}:${file}:${line}`;
}

async function hint(session: Session, client: Client, { act, jobs }: { act: CronLineAct; jobs: readonly string[] }): Promise<void> {
  const here = (await client.jobs.list()).filter(({ name }) => jobs.includes(name));
  const wrong = here.filter(({ enabled }) => enabled === (act === 'give-back')).map(({ name }) => name);
  if (wrong.length === 0) return;
  if (act === 'take-over') await session.print.talk(`cron runs them no more, and djcron not yet: djcron job enable ${wrong.join(' ')}`);
  else await session.print.warn(`both run them now: djcron job disable ${wrong.join(' ')}`);
}

function exitOf({ refused }: LineChanges, look: Run): number {
  const code = exitCodeOfRun(look.counts);
  return code === 0 && refused.length > 0 ? 1 : code;
}

/** Jobs whose lines cron carries out as well, as far as djcron knows. */
export async function warnTwice(session: Session, lines: readonly CronLine[]): Promise<void> {
  const jobs = [...new Set(lines.map(({ job }) => job))];
  for (const line of lines) {
    const { job, host, file } = line;
    await session.print.warn(`${job} may run twice: its line is active on ${host} (${file}${line.line === 0 ? '' : `:${line.line}`})`);
  }
  if (jobs.length > 0) await session.print.warn(`take them over: djcron cron take-over ${jobs.join(' ')}`);
}
