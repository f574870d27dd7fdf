// djcron report: reports of a time, the key they are signed with, and whether a report is as it was made.
import type { Command } from 'commander';
import type { ReportEntry } from '../../../shared/contract/reports.ts';
import { type Act, example } from '../act.ts';
import { moment, wholeNumber } from '../arguments.ts';
import { showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { deliverReport, type ReportOptions, wantedForm, withReportOptions } from './report-file.ts';
import { addReportSchedule } from './report-schedule.ts';
import { type VerifyOptions, verifyFile } from './report-verify.ts';

interface PeriodOptions extends ReportOptions {
  since: string;
  until?: string;
  job?: string;
  host?: string;
}

export function addReport(program: Command, act: Act): void {
  const report = example(
    program.command('report').description('what happened in a time, as a file to hand on; and whether such a file was changed'),
    'djcron report period --since -7d --format pdf -O week.pdf',
    'djcron report verify week.pdf',
  );
  addPeriod(report, act);
  addReportSchedule(report, act);

  example(
    report
      .command('verify')
      .description('whether a report is as it was made: exits 0 valid, 1 changed, 2 cannot be told')
      .argument('<file>')
      .option('--key <key>', 'public key, or a file with it (default: that of this home); then nothing but the file is needed'),
    'djcron report verify week.pdf',
    "djcron report verify week.pdf --key 'djcron-ed25519 q83…='",
  ).action(act((session, file: string, options: VerifyOptions) => verifyFile(session, file, options)));

  example(report.command('key').description('the public key of this home, for whoever verifies its reports'), 'djcron report key').action(
    act(async (session) => {
      const client = await session.client('write'); // made when there is none
      const key = await client.reports.key();
      await session.print.one(key, {
        columns: [
          { name: 'PUBLIC KEY', value: (it) => it.publicKey },
          { name: 'FINGERPRINT', value: (it) => it.fingerprint },
        ],
        name: (it) => it.publicKey,
        text: (it) => [it.publicKey],
      });
      return 0;
    }),
  );

  example(
    report
      .command('list')
      .description('reports that were made, newest first, as the audit log knows them')
      .option('-n, --number <n>', 'this many at most', wholeNumber(1, 1000, 'A number'), 50),
    'djcron report list',
  ).action(
    act(async (session, { number: limit }: { number: number }) => {
      const client = await session.client('read');
      await session.print.list(await client.reports.list({ limit }), entryView);
      return 0;
    }),
  );
}

function addPeriod(report: Command, act: Act): void {
  example(
    withReportOptions(
      report
        .command('period')
        .description('a report of a time: of all jobs and hosts, of one job, or of one host')
        .requiredOption('--since <time>', 'from then: RFC 3339, or -7d', moment)
        .option('--until <time>', 'until then, exclusive (default: now)', moment)
        .option('--job <job>', 'of this job')
        .option('--host <host>', 'of this host'),
    ),
    'djcron report period --since 2027-01-01 --until 2027-02-01 --job backup-db --format pdf -O january.pdf',
  ).action(
    act(async (session, options: PeriodOptions) => {
      const form = wantedForm(session, options);
      const { since, until = new Date().toISOString(), job, host } = options;
      const client = await session.client('write');
      const which = { ...(job === undefined ? {} : { job }), ...(host === undefined ? {} : { host }) };
      await deliverReport(session, await client.reports.make({ since, until, ...which, ...form }), options);
      return 0;
    }),
  );
}

const entryView: ListView<ReportEntry> = {
  columns: [
    { name: 'MADE', value: (it) => it.at, show: (it) => showInstant(it.at) },
    { name: 'BY', value: (it) => it.actor },
    { name: 'FORMAT', value: (it) => it.format },
    { name: 'TITLE', value: (it) => it.title },
    { name: 'ENTRY', value: (it) => it.seq, align: 'right' },
    { name: 'SHA256', value: (it) => it.sha256, show: (it) => it.sha256.slice(0, 16) },
  ],
  name: (it) => String(it.seq),
  empty: 'no report was made yet',
};
