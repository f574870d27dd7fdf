// djcron report schedule: reports that are due at times, into a folder or by mail.
import { type Command, Option } from 'commander';
import type { ReportSchedule } from '../../../shared/contract/report-schedules.ts';
import { type PlanPeriod, planPeriods } from '../../../shared/model/report/plan.ts';
import { type ReportFormat, reportFormats } from '../../../shared/model/report/report.ts';
import { type Act, example, tell } from '../act.ts';
import { usage } from '../refusal.ts';
import { showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';

interface SetOptions {
  cron: string;
  timezone?: string;
  period: PlanPeriod;
  job?: string;
  host?: string;
  format: string;
  to?: string;
  mail?: string;
}

export function addReportSchedule(report: Command, act: Act): void {
  const schedule = example(
    report.command('schedule').description('reports that are due at times, written to a folder or sent by mail'),
    "djcron report schedule set weekly --cron '0 7 * * 1' --period week --format pdf,csv --to /srv/reports",
  );

  example(
    schedule
      .command('set')
      .description('have a report made at times, or change how')
      .argument('<name>')
      .requiredOption('--cron <line>', 'when it is due')
      .option('--timezone <zone>', 'zone of the line (default: of the computer of djcron)')
      .addOption(
        new Option('--period <period>', 'what it tells of: the last whole one, or the newest finished run of --job')
          .choices(planPeriods)
          .makeOptionMandatory(),
      )
      .option('--job <job>', 'of this job')
      .option('--host <host>', 'of this host')
      .option('--format <formats>', `forms, separated by commas: ${reportFormats.join(', ')}`, 'html')
      .option('--to <folder>', 'into this folder, on the computer of djcron')
      .option('--mail <addresses>', 'by mail to these, separated by commas (see the settings mail.*)'),
    "djcron report schedule set weekly --cron '0 7 * * 1' --period week --format pdf --mail ops@example.org",
  ).action(
    act(async (session, name: string, options: SetOptions) => {
      const client = await session.client('write');
      const set = await client.reports.schedule({
        name,
        cron: options.cron,
        timezone: options.timezone ?? null,
        period: options.period,
        job: options.job ?? null,
        host: options.host ?? null,
        formats: formatsOf(options.format),
        folder: options.to === undefined ? null : session.path(options.to),
        mail: wordsOf(options.mail ?? ''),
      });
      await tell(
        session,
        set,
        `${name}: ${set.words}, next ${showInstant(set.nextAt)}; made while the window or djcron serve is open`,
        (it) => it.name,
      );
      return 0;
    }),
  );

  example(
    schedule.command('list').description('reports that are due at times, and their last delivery'),
    'djcron report schedule list',
  ).action(
    act(async (session) => {
      const client = await session.client('read');
      await session.print.list(await client.reports.schedules(), scheduleView);
      return 0;
    }),
  );

  example(
    schedule.command('send').description('make and deliver it now, as if it were due').argument('<name>'),
    'djcron report schedule send weekly',
  ).action(
    act(async (session, name: string) => {
      const { client, own } = await session.connect('write');
      const when = own ? 'made once the window or djcron serve is open' : 'being made; what becomes of it: djcron report schedule list';
      await tell(session, await client.reports.send({ name }), `${name}: ${when}`, (it) => it.name);
      return 0;
    }),
  );

  example(schedule.command('rm').description('have it made no more').argument('<name>'), 'djcron report schedule rm weekly').action(
    act(async (session, name: string) => {
      const client = await session.client('write');
      const told = await client.reports.unschedule({ name });
      await tell(session, told, `removed ${told.removed}`, (it) => it.removed);
      return 0;
    }),
  );
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function formatsOf(text: string): ReportFormat[] {
  return wordsOf(text).map((word) => {
    const format = reportFormats.find((one) => one === word);
    if (format === undefined) throw usage(`"${word}" is no form of a report`, `it is one of ${reportFormats.join(', ')}`);
    return format;
  });
}

const scheduleView: ListView<ReportSchedule> = {
  columns: [
    { name: 'NAME', value: (it) => it.name },
    { name: 'NEXT', value: (it) => it.nextAt, show: (it) => showInstant(it.nextAt) },
    { name: 'PERIOD', value: (it) => it.period },
    { name: 'OF', value: (it) => [it.job, it.host].filter((part) => part !== null).join(' on ') || 'everything' },
    { name: 'FORMATS', value: (it) => it.formats.join(',') },
    { name: 'TO', value: (it) => [it.folder, ...it.mail].filter((part) => part !== null).join(', ') },
    { name: 'LAST', value: (it) => lastOf(it) },
  ],
  name: (it) => it.name,
  empty: 'no report is due at times: djcron report schedule set',
};

function lastOf({ deliveries: [last] }: ReportSchedule): string {
  if (last === undefined) return 'none yet';
  const why = last.reason === null ? '' : `: ${last.reason}`;
  return `${showInstant(last.dueAt)} ${last.state}${why}`;
}
