// Sends the executions of a run to the runner, at most `fanout` of them at once, in the order of the hosts; takes back those
// not yet sent when the run is cancelled.
import { AppError, stackOf } from '../../../shared/errors.ts';
import { scriptEnvironment } from '../../../shared/model/plan.ts';
import { isFinal, type Outcome } from '../../../shared/model/run.ts';
import type { Resume, StartOrder } from '../../runner/messages.ts';
import { getHost } from '../../store/hosts.ts';
import { changeOccurrencesOf } from '../../store/occurrences.ts';
import { parentVariables } from '../chain/parent.ts';
import { instantOf } from '../edge.ts';
import { connectionOf, connectionOrNull } from '../host/connections.ts';
import { diskRetryMs, onceDiskTakes } from '../passing.ts';
import type { Ports } from '../ports.ts';
import { executionId, type LiveExecution, type LiveRun } from './live.ts';
import type { Recorder } from './recorder.ts';
import { createTurns } from './turns.ts';

type Needs = Ports & { recorder: Recorder };

export interface Dispatcher {
  /** Begins runs that are stored already. */
  dispatch(runs: readonly LiveRun[]): void;
  /**
   * Goes on with a run that an earlier engine began: what was sent is looked for on its hosts. `mayStart`: what has not
   * begun may still do so; otherwise it is skipped.
   */
  revive(run: LiveRun, mayStart: boolean): void;
  /** It was held and is not any more. */
  goOn(run: LiveRun): void;
  /** Cancels the executions on these hosts (null: all): those not sent end here, the others through the runner. */
  cancel(run: LiveRun, hosts: ReadonlySet<string> | null): Promise<void>;
  /** What is needed to reach a host has changed (null: some hosts): connections are not kept, and who waits tries again. */
  reachAnew(host: string | null): void;
  close(): void;
}

const restMs = 30_000;

const never: Outcome = { type: 'ended', by: 'cancel', exitCode: null, signal: null, signalled: [], survivors: [] };

export function createDispatcher(needs: Needs): Dispatcher {
  const { recorder, runner, clock } = needs;
  const turns = createTurns(recorder);
  const queues = new Map<LiveRun, LiveExecution[]>();
  const sent = new Map<LiveRun, number>();
  const timers = new Map<LiveRun, () => void>();
  /** runs of which something ended just now */
  const freed = new Set<LiveRun>();
  const ending = new AbortController();

  const pump = (...runs: LiveRun[]) => {
    const batch = runs.flatMap(takeBatch);
    if (batch.length === 0) return;
    try {
      recorder.markSent(batch);
    } catch {
      return putBack(batch); // it was said
    }
    for (const execution of batch) send(execution);
  };

  /** They are the next again, and are tried again. */
  const putBack = (batch: readonly LiveExecution[]) => {
    for (const [run, some] of Map.groupBy(batch, (execution) => execution.run)) {
      queues.set(run, [...some, ...(queues.get(run) ?? [])]);
      sent.set(run, (sent.get(run) ?? some.length) - some.length);
      wakeAt(run, clock.now() + diskRetryMs);
    }
  };

  /** Those that ended together make room together: what follows them costs one write. */
  const pumpFreed = (run: LiveRun) => {
    if (freed.size === 0)
      queueMicrotask(() => {
        const runs = [...freed];
        freed.clear();
        pump(...runs);
      });
    freed.add(run);
  };

  const takeBatch = (run: LiveRun): LiveExecution[] => {
    const queue = queues.get(run);
    if (!queue || ending.signal.aborted || run.row.heldAt !== null || !turns.mayBegin(run)) return [];
    const free = run.row.how.fanout - (sent.get(run) ?? 0);
    const batch = takeReady(run, queue, Math.max(0, free));
    if (queue.length === 0) queues.delete(run);
    if (batch.length > 0) sent.set(run, (sent.get(run) ?? 0) + batch.length);
    return batch;
  };

  /** Those whose time has come leave the queue; for the first of the others there is a timer. */
  const takeReady = (run: LiveRun, queue: LiveExecution[], free: number): LiveExecution[] => {
    const now = clock.now();
    const waits = queue.filter(({ row }) => row.notBefore !== null && row.notBefore > now);
    if (waits.length === 0) return queue.splice(0, free);
    const ready = queue.filter((execution) => !waits.includes(execution)).slice(0, free);
    queue.splice(0, queue.length, ...queue.filter((execution) => !ready.includes(execution)));
    if (ready.length < free) wakeAt(run, Math.min(...waits.map(({ row }) => row.notBefore ?? now)));
    return ready;
  };

  // Never one long timer: it would sleep with the computer.
  const wakeAt = (run: LiveRun, at: number) => {
    timers.get(run)?.();
    timers.set(
      run,
      clock.after(Math.min(restMs, Math.max(0, at - clock.now())), () => {
        timers.delete(run);
        pump(run);
      }),
    );
  };

  const send = (execution: LiveExecution, resume: Resume | null = null) => {
    try {
      runner.send({ ...orderOf(needs, execution), resume });
    } catch (error) {
      const outcome = resume === null ? brokenOrder(error) : lostHost(error, execution.row.host);
      if (!outcome) needs.log('error', 'an execution cannot be sent', { execution: executionId(execution.row), error: stackOf(error) });
      settle(recorder.conclude(execution, outcome ?? { type: 'skipped', reason: 'internal-error' }));
    }
  };

  const settle = (work: Promise<void>) => {
    work.catch((error: unknown) => needs.log('error', 'an execution cannot be written', { error: stackOf(error) }));
  };

  /** What was not sent does not start. */
  const skip = async (run: LiveRun, reason: string) => {
    const unsent = queues.get(run) ?? [];
    queues.delete(run);
    const why = 'overlap: it is not proven that the run before it is gone';
    const decidedAt = clock.now();
    await onceDiskTakes(clock, ending.signal, () =>
      changeOccurrencesOf(needs.store, run.row.id, { outcome: 'skipped', reason: why, decidedAt }),
    );
    await Promise.all(unsent.map((execution) => recorder.conclude(execution, { type: 'skipped', reason })));
  };

  recorder.onAgain((execution) => {
    const { run } = execution;
    queues.set(run, [...(queues.get(run) ?? []), execution]);
    pump(run);
  });
  recorder.onEnd((execution) => {
    const { run } = execution;
    for (const next of turns.after(execution)) {
      if (next.mayBegin) pump(next.run);
      else settle(skip(next.run, 'not-replaced'));
    }
    if (execution.row.sentAt === null) return;
    sent.set(run, (sent.get(run) ?? 1) - 1);
    if (run.row.finishedAt !== null) sent.delete(run);
    pumpFreed(run);
  });

  return {
    dispatch(runs) {
      for (const run of runs) queues.set(run, [...run.executions]);
      for (const run of runs) if (!turns.mayBegin(run)) recorder.markWaiting(run.executions, turns.words(run));
      pump(...runs);
    },
    revive(run, mayStart) {
      const unfinished = run.executions.filter(({ row }) => !isFinal(row.state));
      const begun = unfinished.filter(({ row }) => row.sentAt !== null);
      const unsent = unfinished.filter(({ row }) => row.sentAt === null);
      sent.set(run, begun.length);
      for (const execution of begun) {
        send(execution, resumeOf(execution, mayStart));
        if (execution.row.cancelAsked === 1) runner.send({ type: 'cancel', execution: executionId(execution.row) });
      }
      for (const execution of unsent.filter(({ row }) => row.cancelAsked === 1)) settle(recorder.conclude(execution, never));
      const open = unsent.filter(({ row }) => row.cancelAsked === 0);
      // what somebody holds back waits for whoever releases it, however long djcron was away
      if (!mayStart && run.row.heldAt === null)
        for (const execution of open) settle(recorder.conclude(execution, { type: 'skipped', reason: 'engine-ended' }));
      else if (open.length > 0) {
        queues.set(run, open);
        pump(run);
      }
    },
    goOn: (run) => pump(run),
    async cancel(run, hosts) {
      const meant = run.executions.filter(({ row }) => !isFinal(row.state) && (hosts === null || hosts.has(row.host.toLowerCase())));
      recorder.markCancelled(meant);
      const queue = queues.get(run) ?? [];
      const unsent = meant.filter((execution) => queue.includes(execution));
      queues.set(
        run,
        queue.filter((execution) => !unsent.includes(execution)),
      );
      for (const execution of meant) {
        if (!unsent.includes(execution)) runner.send({ type: 'cancel', execution: executionId(execution.row) });
      }
      await Promise.all(unsent.map((execution) => recorder.conclude(execution, never)));
    },
    reachAnew(host) {
      if (host !== null) runner.send({ type: 'disconnect', host });
      for (const execution of recorder.runs().flatMap((run) => run.executions)) {
        const { row } = execution;
        if (isFinal(row.state) || row.sentAt === null || (row.noContactSince === null && row.host !== host)) continue;
        const connection = connectionOrNull(needs, row.host);
        if (connection !== null) runner.send({ type: 'reach', execution: executionId(row), connection });
      }
    },
    close() {
      ending.abort();
      for (const stop of timers.values()) stop();
    },
  };

  function orderOf(ports: Needs, execution: LiveExecution): StartOrder {
    const { row, run } = execution;
    const host = getHost(ports.store, row.host);
    if (!host) throw new AppError('DJ-HOST-UNKNOWN', `host ${row.host} was removed before its turn`);
    const connection = connectionOf(ports, host);
    const { how } = run.row;
    return {
      type: 'start',
      execution: executionId(row),
      connection: { ...connection, connectTimeoutMs: how.connectTimeoutMs ?? connection.connectTimeoutMs },
      script: run.row.script,
      env: {
        ...parentOf(ports, run),
        ...scriptEnvironment(
          {
            job: run.row.job,
            run: run.row.id,
            attempt: row.attempt,
            trigger: run.row.trigger,
            actor: run.row.actor,
            scheduledAt: run.row.dueAt === null ? '' : instantOf(run.row.dueAt),
            startedAt: instantOf(clock.now()),
            host: row.host,
            index: row.position,
            count: run.executions.length,
          },
          { params: run.row.params, how },
        ),
      },
      runAs: how.runAs,
      workingDirectory: how.workingDirectory,
      timeoutMs: how.timeoutMs,
      graceMs: how.graceMs,
      idleTimeoutMs: how.idleTimeoutMs,
      spoolLimitBytes: how.spoolLimitBytes,
      output: how.output,
      samplesMs: how.samplesMs,
      resume: null,
    };
  }
}

const parents = new WeakMap<LiveRun, Record<string, string>>();

/** The same for all its hosts, which may be many. */
function parentOf(ports: Needs, run: LiveRun): Record<string, string> {
  const { parentRun } = run.row;
  if (parentRun === null) return {};
  const variables = parents.get(run) ?? parentVariables(ports.store, parentRun);
  parents.set(run, variables);
  return variables;
}

function resumeOf({ row }: LiveExecution, mayStart: boolean): Resume {
  return {
    sentAt: row.sentAt ?? 0,
    startedAt: row.startedAt,
    stdout: row.stdoutBytes,
    stderr: row.stderrBytes,
    samples: row.sampleBytes,
    mayStart,
  };
}

function lostHost(error: unknown, host: string): Outcome | null {
  if (!(error instanceof AppError)) return null;
  return {
    type: 'lost',
    reason: 'host-removed',
    cause: `${host} cannot be reached any more (${error.refusal.what}); the script may still run there`,
  };
}

function brokenOrder(error: unknown): Outcome | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === 'DJ-HOST-UNKNOWN') return { type: 'skipped', reason: 'host-removed' };
  return { type: 'unreachable', cause: error.refusal.what, remedy: error.refusal.remedy };
}
