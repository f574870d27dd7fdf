// After an engine ended, however it ended: every run it left unfinished is taken up again. What was sent to a host is looked
// for there and followed from what is stored; what was not sent yet goes on if djcron was away for a moment only, since
// nobody expects a script to start hours later. Nothing is shown as running with nobody behind it.
import { parseDuration } from '../../../shared/model/duration.ts';
import { reasonWords } from '../../../shared/model/schedule/ledger.ts';
import { earlierAttempts, listExecutions, spooledExecutions, unfinishedExecutions, writeExecution } from '../../store/executions.ts';
import { getJob } from '../../store/jobs.ts';
import { changeOccurrencesOf } from '../../store/occurrences.ts';
import { trimOutput } from '../../store/output.ts';
import { getRun } from '../../store/runs.ts';
import { getSchedule } from '../../store/schedules.ts';
import { readSettings, writeSetting } from '../../store/settings.ts';
import type { Core } from '../core.ts';
import { connectionOrNull } from '../host/connections.ts';
import { isPassing } from '../passing.ts';
import { executionId, type LiveRun, revivedRun } from './live.ts';
import { outputEnd } from './output.ts';
import { replaceOlder } from './replacing.ts';

/** Setting that remembers when an engine with runs was last seen alive; no choice of anybody's. */
const memory = 'engine.alive';
const beatMs = 30_000;
/** Away for less than this, and what waits for its turn still has it. */
const momentMs = 15 * 60_000;

type Needs = Pick<Core, 'store' | 'clock'>;

/** Takes up what an earlier engine left; gives how many runs. */
export function reviveRuns(core: Core): number {
  const { store, recorder, dispatcher } = core;
  const ids = [...new Set(unfinishedExecutions(store).map((row) => row.run))];
  noteAway(core, 'djcron was not running; on the host it goes on');
  for (const id of ids) {
    const row = getRun(store, id);
    if (!row) continue;
    trimOutput(store, id);
    const run = revivedRun(row, { executions: listExecutions(store, id), earlier: earlierAttempts(store, id) }, (execution) =>
      outputEnd(store, execution),
    );
    recorder.follow(run);
    dispatcher.revive(run, mayStillStart(core, run));
  }
  for (const run of recorder.runs()) replaceOlder(core, run);
  cleanHosts(core);
  return ids.length;
}

/**
 * Whether what has not begun may. An occurrence of a schedule waits for as long as that lets it be late; one that is given up
 * is missed.
 */
function mayStillStart(core: Core, { row, executions }: LiveRun): boolean {
  const now = core.clock.now();
  const isShort = now - lastBeat(core) < momentMs;
  const begun = executions.some((execution) => execution.row.sentAt !== null);
  if (isShort || begun || row.job === null || row.schedule === null || row.dueAt === null || row.retryOf !== null) return isShort;
  const job = getJob(core.store, row.job);
  const entry = job && getSchedule(core.store, job.id, row.schedule)?.entry;
  const maxLateMs = entry?.maxLate === undefined ? Infinity : (parseDuration(entry.maxLate) ?? Infinity);
  const may = entry !== undefined && entry.misfire !== 'skip' && now - row.dueAt <= maxLateMs;
  if (!may) changeOccurrencesOf(core.store, row.id, { outcome: 'missed', reason: reasonWords('closed'), decidedAt: now });
  return may;
}

/** Nobody follows what goes on from here. */
export function noteAway({ store, clock }: Needs, why: string): void {
  const running = unfinishedExecutions(store).filter((row) => row.sentAt !== null && row.noContactSince === null);
  if (running.length === 0) return;
  store.transaction(() => {
    for (const row of running) writeExecution(store, { ...row, noContactSince: clock.now(), detail: why });
  });
}

/**
 * While there are runs the engine leaves word that it is there. Gives a function that ends it. On a full disk the word before stands:
 * should djcron end meanwhile, it counts as having been away for longer.
 */
export function keepBeat(core: Core): () => void {
  const { store, clock, recorder } = core;
  let stop = () => {};
  const beat = () => {
    stop = clock.after(beatMs, beat);
    try {
      if (recorder.runs().length > 0) writeSetting(store, memory, String(clock.now()));
    } catch (error) {
      if (!isPassing(error)) core.log('error', 'that djcron is there cannot be noted', { error: String(error) });
    }
  };
  beat();
  return () => stop();
}

export function writeBeat({ store, clock }: Needs): void {
  writeSetting(store, memory, String(clock.now()));
}

function lastBeat({ store }: Needs): number {
  return Number(readSettings(store).get(memory) ?? 0);
}

/** What is stored here and may still lie on a host is removed there. */
function cleanHosts(core: Core): void {
  for (const row of spooledExecutions(core.store)) {
    const how = getRun(core.store, row.run)?.how;
    const connection = connectionOrNull(core, row.host);
    if (how && connection !== null) core.runner.send({ type: 'clean', execution: executionId(row), connection, runAs: how.runAs });
  }
}
