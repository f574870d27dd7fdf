// djcron schedule: when jobs are due, what became of every due moment, and letting nothing fire for a time.
import type { Command } from 'commander';
import type { Occurrence, Schedule } from '../../shared/contract/schedules.ts';
import { type Act, example, tell } from './act.ts';
import { duration, moment, wholeNumber } from './arguments.ts';
import { usage } from './refusal.ts';
import type { Session } from './session.ts';
import { toneOf } from './terminal/colour.ts';
import { showInstant } from './terminal/moment.ts';
import type { ListView } from './terminal/printer.ts';

interface LedgerOptions {
  job?: string;
  since?: string;
  number: number;
}

interface PauseOptions {
  for?: number;
  until?: string;
}

export function addSchedule(program: Command, act: Act): void {
  const schedule = example(
    program.command('schedule').description('when jobs are due, and what became of it'),
    'djcron schedule list',
    'djcron schedule pause --for 1h',
  );

  example(schedule.command('list').description('all schedules, by when they are due'), 'djcron schedule list').action(
    act(async (session) => {
      const client = await session.client('read');
      const { paused } = await client.schedules.state();
      await session.print.list(await client.schedules.list(), scheduleView);
      if (paused !== null) await session.print.talk(`all schedules are paused ${pauseWords(paused.until)}: djcron schedule resume`);
      return 0;
    }),
  );

  example(
    schedule
      .command('ledger')
      .description('every due moment, newest first: ran, ran late, merged, missed or skipped, and why')
      .option('--job <job>', 'of this job')
      .option('--since <time>', 'not due before this: RFC 3339, or -2h', moment)
      .option('-n, --number <n>', 'this many at most', wholeNumber(1, 10_000, 'A number'), 200),
    'djcron schedule ledger --job backup-db --since -48h',
  ).action(
    act(async (session, { job, since, number: limit }: LedgerOptions) => {
      const client = await session.client('read');
      const from = since === undefined ? {} : { since };
      await session.print.list(await client.schedules.ledger({ ...(job === undefined ? {} : { job }), ...from, limit }), ledgerView);
      return 0;
    }),
  );

  example(
    schedule
      .command('pause')
      .description('let no schedule fire, or none of a job; what comes due meanwhile is decided afterwards by its misfire policy')
      .argument('[schedule]', 'JOB or JOB/NAME; default all')
      .option('--for <duration>', 'so long, as 1h30m', duration)
      .option('--until <time>', 'until then: RFC 3339 (default: until resumed)', moment),
    'djcron schedule pause --for 1h',
    'djcron schedule pause backup-db/nightly --until 2027-01-05T08:00',
  ).action(
    act(async (session, which: string | undefined, options: PauseOptions) => {
      const until = untilOf(options);
      const client = await session.client('write');
      const told = await client.schedules.pause({ ...namesOf(which), ...(until === null ? {} : { until }) });
      await tell(session, told, `paused ${which ?? 'all schedules'} ${pauseWords(told.until)}`, () => which ?? 'all');
      return 0;
    }),
  );

  example(
    schedule.command('resume').description('end a pause').argument('[schedule]', 'JOB or JOB/NAME; default the pause of all'),
    'djcron schedule resume',
  ).action(
    act(async (session, which: string | undefined) => {
      const client = await session.client('write');
      const told = await client.schedules.resume(namesOf(which));
      await tell(session, told, resumedWords(which, told.resumed), () => which ?? 'all');
      await hintOthers(session, which);
      return 0;
    }),
  );
}

function resumedWords(which: string | undefined, resumed: number): string {
  const what = which ?? 'all schedules';
  return resumed === 0 ? `${what}: not paused` : `resumed ${what}`;
}

/** The pause of all and those of single ones are two things. */
async function hintOthers(session: Session, which: string | undefined): Promise<void> {
  const client = await session.client('write');
  if (which !== undefined) {
    const { paused } = await client.schedules.state();
    if (paused !== null) await session.print.talk(`all schedules are still paused ${pauseWords(paused.until)}: djcron schedule resume`);
    return;
  }
  const held = (await client.schedules.list()).filter(({ paused }) => paused !== null);
  if (held.length > 0) await session.print.talk(`paused by themselves: ${held.map(({ job, name }) => `${job}/${name}`).join(', ')}`);
}

function pauseWords(until: string | null): string {
  return until === null ? 'until resumed' : `until ${showInstant(until)}`;
}

function namesOf(which: string | undefined): { job?: string; schedule?: string } {
  if (which === undefined) return {};
  const slash = which.indexOf('/');
  return slash === -1 ? { job: which } : { job: which.slice(0, slash), schedule: which.slice(slash + 1) };
}

/** null: until resumed. Throws DJ-INPUT-INVALID. */
function untilOf({ for: length, until }: PauseOptions): string | null {
  if (length !== undefined && until !== undefined) throw usage('--for and --until are two ends of one pause', 'give one of them');
  if (until !== undefined) return until;
  if (length === 0) throw usage('a pause takes some time', 'write --for 90s, 5m or 1h30m');
  return length === undefined ? null : new Date(Date.now() + length).toISOString();
}

/** `until resumed`, `all until 2027-01-05 08:00:00`: its own pause, and that of all. */
function pausedWords({ paused, allPaused }: Schedule): string {
  return [
    ...(paused === null ? [] : [pauseWords(paused.until)]),
    ...(allPaused === null ? [] : [`all ${pauseWords(allPaused.until)}`]),
  ].join(', ');
}

/** How its run ended, else what became of the moment. */
function lastOf({ last }: Schedule): string | null {
  return last && (last.state ?? last.outcome);
}

function lastWords(schedule: Schedule): string {
  return schedule.last === null ? '-' : `${lastOf(schedule)}, ${showInstant(schedule.last.dueAt)}`;
}

const scheduleView: ListView<Schedule> = {
  columns: [
    { name: 'JOB', value: (it) => it.job },
    { name: 'NAME', value: (it) => it.name },
    { name: 'NEXT', value: (it) => it.nextAt, show: (it) => (it.nextAt === null && !it.enabled ? 'disabled' : showInstant(it.nextAt)) },
    { name: 'LAST', value: lastOf, show: lastWords, tone: (it) => toneOf(lastOf(it) ?? '') },
    { name: 'PAUSED', value: (it) => (it.paused ?? it.allPaused) !== null, show: pausedWords },
    { name: 'SCHEDULE', value: (it) => it.text },
    { name: 'TIMEZONE', value: (it) => it.timezone },
    { name: 'WORDS', value: (it) => it.words },
  ],
  name: (it) => `${it.job}/${it.name}`,
  empty: 'no schedules: jobs can also run only by hand',
};

const ledgerView: ListView<Occurrence> = {
  columns: [
    { name: 'DUE', value: (it) => it.dueAt, show: (it) => showInstant(it.dueAt) },
    { name: 'JOB', value: (it) => it.job },
    { name: 'SCHEDULE', value: (it) => it.schedule },
    { name: 'OUTCOME', value: (it) => it.outcome, tone: (it) => toneOf(it.outcome) },
    { name: 'RUN', value: (it) => it.run },
    { name: 'REASON', value: (it) => it.reason },
  ],
  name: (it) => `${it.job}/${it.schedule}@${it.dueAt}`,
  empty: 'nothing was due',
};
