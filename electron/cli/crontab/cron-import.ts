// djcron cron import: shows what every line of a crontab would become, asks, and saves the jobs disabled. Crontabs and hosts stay
// as they are.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { CronPlace } from '../../../shared/model/cron-line.ts';
import { errnoWords } from '../../../shared/model/errno.ts';
import { zoneOf } from '../../../shared/model/schedule/zone.ts';
import type { FoundCrontab, ProposalRow, ProposedJob } from '../../import/crontab-proposals.ts';
import type { FoundTimer } from '../../import/timer/timers.ts';
import { type Act, example } from '../act.ts';
import { collect } from '../arguments.ts';
import type { Client } from '../engine/connection.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { problemLine } from '../job/job-file.ts';
import { Ended, usage } from '../refusal.ts';
import { confirm, type Session } from '../session.ts';
import type { Tone } from '../terminal/colour.ts';
import { showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { readAll } from '../terminal/prompt.ts';

interface ImportOptions extends SecretOptions {
  host?: string[];
  system?: true;
  target?: string;
  timezone?: string;
  dryRun?: true;
}

export function addCronImport(cron: Command, act: Act): void {
  example(
    withSecretOptions(
      cron
        .command('import')
        .description('make jobs of the lines of crontabs; they come disabled, and the crontabs stay as they are')
        .argument('[file...]', 'crontabs; - is stdin')
        .option('--host <expression>', 'read the crontab of these hosts instead, by SSH', collect)
        .option('--system', 'lines name a user, as in /etc/crontab; with --host: those of the system and systemd timers too')
        .option('-t, --target <expression>', 'the hosts of the jobs (default: with --host, the host they were found on)')
        .option('--timezone <zone>', 'the zone of lines without CRON_TZ (default: of the host, else of this computer)')
        .option('--dry-run', 'show what would be saved, and change nothing'),
    ),
    "djcron cron import /etc/crontab /etc/cron.d/* -t '@web' --dry-run",
    'djcron cron import --host web-01 --system',
  ).action(act(importCrontabs));
}

async function importCrontabs(session: Session, files: string[], options: ImportOptions): Promise<number> {
  refuseOptions(files, options);
  const client = await session.client(options.dryRun && options.host === undefined ? 'read' : 'write');
  const { crontabs, timers, others, exitCode } = await readSources(session, client, { files, options });
  const hereZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { proposeJobs } = await import('../../import/crontab-proposals.ts');
  const existing = await client.jobs.list();
  const { rows: lines, jobs } = proposeJobs({ crontabs, timers }, { existing, targets: options.target ?? null, now: Date.now(), hereZone });
  const rows = [...lines, ...others];
  await checkJobs(session, client, jobs);
  if (options.dryRun) {
    await session.print.list(rows, rowView);
    return exitCode;
  }
  if (session.format === 'table' && !session.print.look.quiet) await session.print.showTable(rows, rowView.columns);
  await session.print.talk(sumOf(rows));
  if (jobs.length > 0) await confirm(session, `save ${jobs.length === 1 ? '1 job' : `${jobs.length} jobs`}, disabled?`, false);
  for (const { name, yaml } of jobs) await client.jobs.apply({ yaml, origin: name, enabled: false, ...placesOf(name, lines) });
  await notePlaces(client, lines);
  await tellSaved(session, { rows, jobs });
  return exitCode;
}

function refuseOptions(files: readonly string[], { host, target, timezone }: ImportOptions): void {
  if (timezone !== undefined) zoneOf(timezone);
  if (files.length === 0 && host === undefined) throw usage('there is nothing to import', 'name crontabs, or hosts by --host');
  if (files.length > 0 && host !== undefined) throw usage('files and --host exclude each other', 'import them one after the other');
  if (files.length > 0 && target === undefined) throw usage('a file does not say on which hosts its lines run', "name them: -t '@web'");
  if (files.filter((file) => file === '-').length > 1) throw usage('stdin can be read once only', 'give - once');
}

/** Where on hosts a job's lines are: by these they can be taken over later. */
function placesOf(job: string, rows: readonly ProposalRow[]): { cronLines?: CronPlace[] } {
  const places = rows.flatMap(({ job: its, host, file, line, text }) => (its === job && host !== null ? [{ host, file, line, text }] : []));
  return places.length === 0 ? {} : { cronLines: places };
}

/** Jobs that are here already: their lines may be in other places by now. */
async function notePlaces(client: Client, rows: readonly ProposalRow[]): Promise<void> {
  const known = new Set(rows.flatMap(({ kind, job, host }) => (kind === 'same' && job !== null && host !== null ? [job] : [])));
  for (const name of known) {
    const { yaml } = await client.jobs.source({ name });
    await client.jobs.apply({ yaml, origin: name, ...placesOf(name, rows) });
  }
}

interface Sources {
  crontabs: FoundCrontab[];
  timers: FoundTimer[];
  /** what was found beside them */
  others: readonly ProposalRow[];
  /** not 0 when a host did not answer */
  exitCode: number;
}

async function readSources(
  session: Session,
  client: Client,
  { files, options }: { files: string[]; options: ImportOptions },
): Promise<Sources> {
  if (options.host === undefined)
    return {
      crontabs: await Promise.all(files.map((file) => readCrontabFile(session, file, options))),
      timers: [],
      others: [],
      exitCode: 0,
    };
  const target = options.host.join(',');
  await prepareHosts(session, target, { ...options, keys: true });
  const { readHostCrontabs } = await import('./crontab-hosts.ts');
  const zone = options.timezone ?? null;
  const { answers, exitCode } = await readHostCrontabs(session, client, { target, isSystem: options.system === true, zone });
  return {
    crontabs: answers.flatMap((answer) => answer.crontabs),
    timers: answers.flatMap((answer) => answer.timers),
    others: answers.flatMap((answer) => answer.rows),
    exitCode,
  };
}

async function readCrontabFile(session: Session, file: string, { system, timezone }: ImportOptions): Promise<FoundCrontab> {
  const path = session.path(file);
  if (/\/anacrontab$/.test(path))
    throw new AppError('DJ-IMPORT-INVALID', 'a table of anacron counts days and names no times', {
      where: file,
      remedy: 'write lines of cron for it',
    });
  const isSystem = system === true || (file !== '-' && /\/etc\/(crontab|cron\.d\/[^/]+)$/.test(path));
  const bytes = await (file === '-' ? readAll(session.io.stdin) : readFile(path)).catch((cause: unknown) => {
    throw new AppError('DJ-FILE-UNREADABLE', `${file} cannot be read`, {
      where: path === file ? '' : path,
      remedy: errnoWords(cause),
      cause,
    });
  });
  return { name: file, bytes, isSystem, host: null, zone: timezone ?? null };
}

/** All or none: a target that means nothing here is told before anybody is asked. */
async function checkJobs(session: Session, client: Client, jobs: readonly ProposedJob[]): Promise<void> {
  const told = new Set<string>();
  let isWrong = false;
  for (const { name, yaml } of jobs) {
    const { problems } = await client.jobs.validate({ yaml, origin: name });
    for (const problem of problems) {
      isWrong ||= problem.severity === 'error';
      // what is wrong with the target is wrong with every job
      const line = problemLine(problem.path === 'targets' ? '-t' : name, problem.path === 'targets' ? { ...problem, line: null } : problem);
      if (!told.has(line)) await session.print.warn(line);
      told.add(line);
    }
  }
  if (isWrong) throw new Ended(2);
}

async function tellSaved(session: Session, { rows, jobs }: { rows: readonly ProposalRow[]; jobs: readonly ProposedJob[] }): Promise<void> {
  if (session.format !== 'table') return session.print.list(rows, rowView);
  for (const { name } of jobs) await session.print.out(`created ${name}, disabled\n`);
  if (jobs.length > 0) await session.print.talk(hintOf(jobs, rows));
}

function hintOf(jobs: readonly ProposedJob[], rows: readonly ProposalRow[]): string {
  if (rows.every(({ host }) => host === null)) return 'look at them, take their lines out of the crontab, then: djcron job enable JOB';
  const [only, ...more] = jobs;
  return `look at them, then: djcron cron take-over ${only === undefined || more.length > 0 ? 'JOB' : only.name}, and: djcron job enable JOB`;
}

function sumOf(rows: readonly ProposalRow[]): string {
  const count = (...kinds: ProposalRow['kind'][]) => rows.filter(({ kind }) => kinds.includes(kind)).length;
  const jobs = new Set(rows.flatMap(({ kind, job }) => (kind === 'job' && job !== null ? [job] : []))).size;
  return [
    `${rows.length} lines: ${count('job')} for ${jobs === 1 ? '1 job' : `${jobs} jobs`}`,
    ...(count('same') > 0 ? [`${count('same')} here already`] : []),
    `${count('refused')} not taken`,
    `${count('setting')} settings`,
    `${count('comment', 'blank')} comments and blank lines`,
  ].join(', ');
}

const tones: Record<ProposalRow['kind'], Tone | null> = {
  job: 'good',
  same: 'dim',
  refused: 'warning',
  setting: null,
  comment: 'dim',
  blank: 'dim',
};

const rowView: ListView<ProposalRow> = {
  columns: [
    { name: 'PLACE', value: (row) => `${row.host === null ? '' : `${row.host}:`}${row.file}${row.line === 0 ? '' : `:${row.line}`}` },
    { name: 'KIND', value: (row) => row.kind, tone: (row) => tones[row.kind] },
    { name: 'JOB', value: (row) => row.job },
    { name: 'SCHEDULE', value: (row) => row.words },
    { name: 'TIMEZONE', value: (row) => row.timezone },
    { name: 'NEXT', value: (row) => row.nextAt, show: (row) => showInstant(row.nextAt) },
    { name: 'USER', value: (row) => row.user },
    { name: 'LINE', value: (row) => row.text },
    { name: 'NOTE', value: (row) => [row.reason, row.remedy, ...row.notes].filter((part) => part !== null && part !== '').join('; ') },
  ],
  name: (row) => row.job ?? `${row.file}:${row.line}`,
  empty: 'no lines there',
};
