// Scans of what hosts do by themselves: an ordinary run that reads, and its answers told as entries with their due moments.
import type { HostEntry } from '../../../shared/contract/fleet.ts';
import { AppError } from '../../../shared/errors.ts';
import { createLoad, type Load } from '../../../shared/model/schedule/load.ts';
import { firstOf } from '../../../shared/model/schedule/occurrences.ts';
import { foldNames } from '../../../shared/model/target/fold.ts';
import { entriesOf, type FleetEntry } from '../../import/fleet/entries.ts';
import { findingsOf } from '../../import/fleet/findings.ts';
import { hostScript, readAnswer } from '../../import/host-crontabs.ts';
import { type CronLineRow, listCronLines } from '../../store/cron-lines.ts';
import { listExecutions } from '../../store/executions.ts';
import { newestRunOf, type RunRow } from '../../store/runs.ts';
import type { Core } from '../core.ts';
import { instantOf, momentOf, runOf } from '../edge.ts';
import { os } from '../os.ts';
import { runNamed } from '../run/handlers.ts';
import { wholeStdout } from '../run/output.ts';
import { startRun } from '../run/start.ts';

const script = hostScript({ isSystem: true });
const dayMs = 86_400_000;
const lookAheadDays = 7;
const momentsAtMost = 200;
const buckets = 120;

export function fleetHandlers(core: Core) {
  let known: { run: string; executions: number; fleet: Fleet } | null = null;
  /** Reading the answers of a thousand hosts takes a moment, and the page asks for one span of time after the other. */
  const fleetOf = (run: RunRow): Fleet => {
    const done = listExecutions(core.store, run.id).filter(({ state }) => state === 'succeeded').length;
    if (known?.run !== run.id || known.executions !== done) known = { run: run.id, executions: done, fleet: readFleet(core, run) };
    return known.fleet;
  };
  return {
    scan: os.crontabs.scan.handler(({ input, context }) =>
      startRun(core, context.caller, {
        target: input.target,
        script: input.system ? script : hostScript({ isSystem: false }),
        params: {},
        timeoutMs: 120_000,
        samplesMs: 0,
        purpose: 'read-crontabs',
      }),
    ),
    found: os.crontabs.found.handler(({ input }) => {
      const run = scanNamed(core, input?.scan);
      if (run === null) return null;
      const from = input?.from === undefined ? run.createdAt : momentOf(input.from, 'from');
      const until = input?.until === undefined ? from + dayMs : momentOf(input.until, 'until');
      const { entries, unread } = fleetOf(run);
      const lines = listCronLines(core.store);
      const load = createLoad({ from, until, sizeMs: Math.max(60_000, Math.ceil((until - from) / buckets / 60_000) * 60_000) });
      return {
        scan: runOf(run, listExecutions(core.store, run.id)),
        entries: entries.map((entry, id) => tellEntry(entry, { id, from, lines, load })),
        findings: findingsOf(entries, run.createdAt, lookAheadDays).map((one) => ({
          ...one,
          at: one.at === null ? null : instantOf(one.at),
        })),
        load: load.points().map(({ at, due }) => ({ at: instantOf(at), due })),
        unread,
      };
    }),
  };
}

interface Fleet {
  entries: FleetEntry[];
  unread: { host: string; file: string; reason: string }[];
}

/** Null: there is none yet. Throws DJ-INPUT-INVALID for a run that is no scan. */
function scanNamed(core: Core, ref: string | undefined): RunRow | null {
  const newest = ref === undefined ? newestRunOf(core.store, script) : undefined;
  if (ref === undefined) return newest?.outputRemoved === null ? newest : null;
  const run = runNamed(core, ref);
  if (run.outputRemoved !== null)
    throw new AppError('DJ-OUTPUT-REMOVED', `what run ${run.id} read is not stored any more`, { where: 'scan', remedy: 'scan again' });
  if (run.script === script) return run;
  throw new AppError('DJ-INPUT-INVALID', `run ${run.id} is no scan of crontabs`, {
    where: 'scan',
    remedy: 'scan again: djcron cron scan TARGET',
  });
}

function readFleet(core: Core, run: RunRow): Fleet {
  const answers = listExecutions(core.store, run.id)
    .filter(({ state }) => state === 'succeeded')
    .map((execution) => {
      const answer = readAnswer(wholeStdout(core.store, execution), { host: execution.host, zone: null });
      return answer ?? { crontabs: [], timers: [], rows: [{ host: execution.host, file: '-', reason: 'its answer is not whole' }] };
    });
  const crontabs = answers.flatMap((answer) => answer.crontabs);
  const timers = answers.flatMap((answer) => answer.timers);
  const unread = answers.flatMap(({ rows }) => rows.map(({ host, file, reason }) => ({ host: host ?? '', file, reason: reason ?? '' })));
  return { entries: entriesOf({ crontabs, timers }, core.surroundings.timezone), unread };
}

interface Telling {
  id: number;
  from: number;
  lines: readonly CronLineRow[];
  load: Load;
}

function tellEntry({ hosts, file, text, schedules, ...entry }: FleetEntry, { id, from, lines, load }: Telling): HostEntry {
  const due = new Set<number>();
  let counted = 0;
  for (const schedule of schedules) {
    counted += load.count(schedule.dueAfter(from - 1), hosts.length, (at) => {
      if (due.size < momentsAtMost * schedules.length) due.add(at);
    });
  }
  const next = Math.min(...schedules.flatMap((schedule) => firstOf(schedule.dueAfter(from - 1), 1)));
  const sorted = [...due].sort((a, b) => a - b);
  const known = lines.find((line) => hosts.includes(line.host) && line.file === file && (line.line === 0 || line.text.trim() === text));
  return {
    id,
    kind: entry.kind,
    hosts: foldNames(hosts),
    hostCount: hosts.length,
    file,
    text,
    command: entry.command,
    user: entry.user,
    words: wordsOf(schedules, entry.pace),
    timezone: schedules[0]?.timezone ?? null,
    dueAt: sorted.slice(0, momentsAtMost).map(instantOf),
    more: counted > momentsAtMost,
    nextAt: Number.isFinite(next) ? instantOf(next) : null,
    reason: entry.reason,
    job: known?.job ?? null,
  };
}

function wordsOf(schedules: FleetEntry['schedules'], pace: string | null): string | null {
  const all = [...schedules.map(({ words }) => words), ...(pace === null ? [] : [`${pace}, from its last start`])];
  return all.length === 0 ? null : all.join('; ');
}
