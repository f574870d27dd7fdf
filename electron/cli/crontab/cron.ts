// djcron cron: what a cron line means, and when it fires: that needs neither a home nor an engine. Crontabs are next door.
import { type Command, Option } from 'commander';
import { parseCron } from '../../../shared/model/schedule/cron.ts';
import {
  type ClockPolicies,
  firstOf,
  type GapPolicy,
  gapPolicies,
  type OverlapPolicy,
  occurrencesOf,
  overlapPolicies,
  usualPolicies,
} from '../../../shared/model/schedule/occurrences.ts';
import { wordsOf } from '../../../shared/model/schedule/words.ts';
import { zoneOf } from '../../../shared/model/schedule/zone.ts';
import { type Act, example } from '../act.ts';
import { moment, wholeNumber } from '../arguments.ts';
import { addCronExport } from './cron-export.ts';
import { addCronImport } from './cron-import.ts';
import { addCronLines } from './lines.ts';
import { addCronScan } from './scan.ts';

interface NextOptions {
  timezone?: string;
  from?: string;
  number: number;
  gap: GapPolicy;
  overlap: OverlapPolicy;
}

export function addCron(program: Command, act: Act): void {
  const cron = example(program.command('cron').description('what cron lines mean, and when they fire'), "djcron cron next '30 2 * * *'");
  const zoneOption = 'the zone of the line (default: TZ= before it, or that of this computer)';

  example(
    cron
      .command('next')
      .description('when a cron line fires next')
      .argument('<expression>')
      .option('--timezone <zone>', zoneOption)
      .option('--from <time>', 'strictly after this: RFC 3339, or -2h (default: now)', moment)
      .option('-n, --number <n>', 'so many', wholeNumber(1, 10_000, 'A number'), 5)
      .addOption(new Option('--gap <policy>', 'a time that clocks pass over').choices(gapPolicies).default(usualPolicies.gap))
      .addOption(new Option('--overlap <policy>', 'a time that comes twice').choices(overlapPolicies).default(usualPolicies.overlap)),
    "djcron cron next '30 2 * * *' --timezone Europe/Berlin --from 2027-03-27",
  ).action(
    act(async (session, expression: string, options: NextOptions) => {
      const { timezone, next } = nextOf(expression, options);
      const columns = [
        { name: 'TIME', value: (instant: string) => instant },
        { name: timezone.toUpperCase(), value: (instant: string) => wallClock(instant, timezone) },
      ];
      await session.print.list(next, { columns, name: (instant) => instant, empty: 'it does not fire again' });
      return 0;
    }),
  );

  example(
    cron.command('explain').description('a cron line in words').argument('<expression>').option('--timezone <zone>', zoneOption),
    "djcron cron explain '0 0 13 * 5'",
  ).action(
    act(async (session, expression: string, { timezone: wanted }: Pick<NextOptions, 'timezone'>) => {
      const words = wordsOf(parseCron(expression));
      const { timezone, next } = nextOf(expression, { ...usualPolicies, number: 5, ...(wanted === undefined ? {} : { timezone: wanted }) });
      await session.print.one(
        { expression, words, timezone, next },
        {
          columns: [
            { name: 'EXPRESSION', value: (it) => it.expression },
            { name: 'WORDS', value: (it) => it.words },
            { name: 'TIMEZONE', value: (it) => it.timezone },
            { name: 'NEXT', value: (it) => it.next[0] ?? null },
          ],
          name: (it) => it.words,
          text: (it) => [it.words, ...it.next.map((instant) => `  ${wallClock(instant, it.timezone)}  ${it.timezone}`)],
        },
      );
      return 0;
    }),
  );

  addCronImport(cron, act);
  addCronLines(cron, act);
  addCronScan(cron, act);
  addCronExport(cron, act);
}

/** Throws DJ-SCHEDULE-INVALID. */
function nextOf(expression: string, { timezone, from, number, ...policies }: NextOptions): { timezone: string; next: string[] } {
  const rule = parseCron(expression);
  const zone = zoneOf(timezone ?? rule.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const clock: ClockPolicies = { gap: policies.gap, overlap: policies.overlap };
  const next = firstOf(occurrencesOf(rule, zone, from === undefined ? Date.now() : Date.parse(from), clock), number).map((instant) =>
    new Date(instant).toISOString(),
  );
  return { timezone: zone.name, next };
}

/** `Sun 2027-03-28 03:00`. */
function wallClock(instant: string, timezone: string): string {
  const at = new Date(Date.parse(instant) + zoneOf(timezone).offsetAt(Date.parse(instant)));
  const weekday = at.toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
  return `${weekday} ${at.toISOString().slice(0, 16).replace('T', ' ')}`;
}
