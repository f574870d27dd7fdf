// djcron run report: a run as a file to hand on.
import type { Command } from 'commander';
import { type Act, example } from '../act.ts';
import { deliverReport, type ReportOptions, wantedForm, withReportOptions } from './report-file.ts';

export function addRunReport(run: Command, act: Act): void {
  example(
    withReportOptions(
      run
        .command('report')
        .description('a run as a file to hand on: its hosts, their output, the script; signed')
        .argument('<run>', 'id, unique beginning of one, or last'),
    ),
    'djcron run report last --format html -O run.html',
    'djcron run report last --format md -O -',
  ).action(
    act(async (session, id: string, options: ReportOptions) => {
      const form = wantedForm(session, options);
      const client = await session.client('write');
      await deliverReport(session, await client.reports.make({ run: id, ...form }), options);
      return 0;
    }),
  );
}
