// The only writer of execution state, output and samples. Messages come in, are gathered while the disk is busy, and are
// written as one group: bytes first (written and synced), then one transaction (synced too), then everybody is told. When that is
// refused, by a full disk or whatever, it waits and is tried again; the runner is held back meanwhile, so that nothing is lost.

import { stackOf } from '../../../shared/errors.ts';
import type { StorageState } from '../../../shared/events.ts';
import { isFinal, type Outcome } from '../../../shared/model/run.ts';
import type { RunnerMessage } from '../../runner/messages.ts';
import type { AuditRow } from '../../store/audit.ts';
import { markCleaned, supersede, writeExecution } from '../../store/executions.ts';
import { openOutput } from '../../store/output.ts';
import type { RunRow } from '../../store/runs.ts';
import { insertSample } from '../../store/samples.ts';
import type { Announcer } from '../announcer.ts';
import { auditEntryOf } from '../deed.ts';
import type { Ports } from '../ports.ts';
import { advance, conclude } from './advance.ts';
import { createDiskWatch } from './disk-watch.ts';
import { bytesOf, keepOutput, type OutputMessage } from './keeping.ts';
import { executionId, type LiveExecution, type LiveRun, liveExecutionOf, rowOfId } from './live.ts';
import { createMarks, type Marks } from './marks.ts';
import { announceRun } from './notice.ts';
import { sampleRowOf } from './readings.ts';
import { nextAttempt } from './retrying.ts';
import { settleHealth, settleRun } from './settle.ts';

type Needs = Pick<Ports, 'store' | 'clock' | 'log'> & { announcer: Announcer };

export interface Recorder extends Marks {
  /** From now on messages about its executions are written down. */
  follow(run: LiveRun): void;
  run(id: string): LiveRun | undefined;
  runs(): LiveRun[];
  /** `full`: the disk takes nothing and output is held back */
  storage(): StorageState;
  /** Resolves when what came with it is on disk. */
  receive(message: RunnerMessage): Promise<void>;
  /** Ends an execution that no runner holds. */
  conclude(execution: LiveExecution, outcome: Outcome): Promise<void>;
  /** Called after an execution reached its final state. */
  onEnd(call: (execution: LiveExecution) => void): void;
  /** Called when contact to the host of one that goes on was lost or is there again. */
  onContact(call: (execution: LiveExecution) => void): void;
  /** Called with the next attempt of an execution that is tried again; it waits for its turn. */
  onAgain(call: (execution: LiveExecution) => void): void;
  /** Resolves when nothing waits to be written. */
  idle(): Promise<void>;
  /**
   * From now on nothing is waited for: what a full disk does not take is given up, with all after it. It lies on its host, and is
   * fetched after the next start.
   */
  giveUp(): void;
  close(): Promise<void>;
}

type Entry = { execution: LiveExecution; message: RunnerMessage } | { execution: LiveExecution; outcome: Outcome; at: number };

export function createRecorder(needs: Needs): Recorder {
  const { store, clock, announcer } = needs;
  const disk = createDiskWatch(needs);
  const runs = new Map<string, LiveRun>();
  const executions = new Map<string, LiveExecution>();
  const endCalls: ((execution: LiveExecution) => void)[] = [];
  const contactCalls: ((execution: LiveExecution) => void)[] = [];
  const againCalls: ((execution: LiveExecution) => void)[] = [];
  let waiting: Entry[] = [];
  /** ids of executions that left nothing on their hosts */
  let cleaned: string[] = [];
  let flushing: Promise<void> | null = null;
  /** nothing is waited for any more */
  let closing = false;
  /** why nothing is stored any more: a gap must not be */
  let givenUp: unknown = null;

  const giveUp = () => {
    closing = true;
  };

  const enqueue = (entry: Entry): Promise<void> => {
    waiting.push(entry);
    return flush();
  };

  const flush = (): Promise<void> => {
    flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(flushAll).finally(() => {
      flushing = null;
    });
    return flushing;
  };

  const flushAll = async () => {
    while (waiting.length > 0 || cleaned.length > 0) {
      const group = waiting;
      waiting = [];
      const change = await writeGroup(group);
      disk.takes('messages');
      try {
        tell(change);
      } catch (error) {
        needs.log('error', 'what was stored cannot be told', { error: stackOf(error) });
      }
    }
  };

  /** Whatever refuses it: what follows must not be stored without it, and lies on the hosts meanwhile. */
  const writeGroup = async (group: readonly Entry[]): Promise<Change> => {
    const positions = new Map<Entry, number>();
    for (;;) {
      try {
        if (givenUp !== null) throw givenUp;
        await writeBytes(group, positions);
        const gone = cleaned;
        const change = store.transactionSoon(() => {
          const rows = writeRows(group, positions);
          for (const id of gone) markCleaned(store, rowOfId(id));
          return rows;
        });
        cleaned = cleaned.slice(gone.length);
        remember(change);
        await durable();
        return change;
      } catch (error) {
        if (closing) givenUp ??= error;
        if (closing) throw error;
        await disk.refused('messages', error);
      }
    }
  };

  /** Resolves when what is committed is on the disk. Tried again as a group is, but never given up for another reason. */
  const durable = async () => {
    for (;;) {
      try {
        return await store.synced();
      } catch (error) {
        if (closing) throw error;
        await disk.refused('messages', error);
      }
    }
  };

  /** Adds the position of each output entry's bytes in its run's file; those that have one lie there. */
  const writeBytes = async (group: readonly Entry[], positions: Map<Entry, number>) => {
    const byRun = new Map<LiveRun, { entry: Entry; bytes: Uint8Array }[]>();
    for (const entry of group) {
      if (!('message' in entry) || entry.message.type !== 'output' || !isNew(entry.execution, entry.message) || positions.has(entry))
        continue;
      const parts = byRun.get(entry.execution.run) ?? [];
      parts.push({ entry, bytes: entry.message.bytes });
      byRun.set(entry.execution.run, parts);
    }
    for (const [run, parts] of byRun) {
      run.output ??= await openOutput(store, run.row.id);
      let position = await run.output.append(parts.map((part) => part.bytes));
      for (const { entry, bytes } of parts) {
        positions.set(entry, position);
        position += bytes.length;
      }
    }
  };

  const writeRows = (group: readonly Entry[], positions: ReadonlyMap<Entry, number>): Change => {
    const drafts = new Map<LiveExecution, Draft>();
    for (const entry of group) {
      const draft = drafts.get(entry.execution) ?? draftOf(entry.execution);
      drafts.set(entry.execution, draft);
      applyEntry(draft, entry, positions);
      const held = disk.heldWords();
      if (held !== null && 'message' in entry && entry.message.type === 'output' && !isFinal(draft.row.state))
        draft.row = { ...draft.row, detail: held };
    }
    const contacts: LiveExecution[] = [];
    for (const [execution, draft] of drafts) {
      writeExecution(store, draft.row);
      const met = (draft.row.noContactSince === null) !== (execution.row.noContactSince === null);
      if (isFinal(draft.row.state) ? !isFinal(execution.row.state) : met) settleHealth(needs, draft.row);
      if (met) contacts.push(execution);
    }
    const runsNow = new Map<LiveRun, RunRow>();
    const entries: AuditRow[] = [];
    const again = new Map<LiveExecution, LiveExecution>();
    for (const [execution, { row }] of drafts) {
      const next = isFinal(row.state) && !isFinal(execution.row.state) ? nextAttempt(row, execution.run.row.how, clock.now()) : null;
      if (next !== null) again.set(execution, liveExecutionOf(supersede(store, next), execution.run, [...execution.earlier, row]));
    }
    for (const run of new Set([...drafts.keys()].map((execution) => execution.run))) {
      const rows = run.executions.map((execution) => again.get(execution)?.row ?? drafts.get(execution)?.row ?? execution.row);
      const { row, entry } = settleRun(needs, run.row, rows);
      runsNow.set(run, row);
      if (entry) entries.push(entry);
    }
    return { drafts, runs: runsNow, entries, again, contacts };
  };

  /** Memory follows what is committed, at once: others write rows too. */
  const remember = ({ drafts, runs: runsNow, again }: Change) => {
    for (const [execution, draft] of drafts) Object.assign(execution, draft);
    for (const [run, row] of runsNow) run.row = row;
    for (const next of again.values()) {
      next.run.executions[next.row.position] = next;
      executions.set(executionId(next.row), next);
    }
  };

  /** Everybody is told only of what is on the disk. */
  const tell = ({ drafts, runs: runsNow, entries, again, contacts }: Change) => {
    const touched = [...drafts.keys(), ...again.values()];
    for (const run of runsNow.keys()) announceRun(announcer, run, touched);
    for (const row of entries) announcer.announce({ type: 'audit', entry: auditEntryOf(row) });
    for (const execution of touched) if (isFinal(execution.row.state)) finish(execution);
    for (const execution of contacts) for (const call of contactCalls) call(execution);
    for (const next of again.values()) for (const call of againCalls) call(next);
  };

  const applyEntry = (draft: Draft, entry: Entry, positions: ReadonlyMap<Entry, number>) => {
    const { successCodes } = entry.execution.run.row.how;
    if ('outcome' in entry) {
      draft.row = conclude(draft.row, entry.outcome, { at: entry.at, successCodes });
      return;
    }
    const { message } = entry;
    if (message.type === 'samples') {
      if (message.taken <= draft.row.sampleBytes) return;
      for (const reading of message.readings) insertSample(store, draft.row.id, sampleRowOf(reading));
      draft.row = { ...draft.row, sampleBytes: message.taken };
      draft.newSamples = true;
    } else if (message.type === 'output') {
      const position = positions.get(entry);
      // a repeat within the same group: its bytes lie in the file, but nothing speaks of them
      if (position === undefined || message.offset < bytesOf(draft, message.stream)) return;
      keepOutput({ store, draft, message, position }, entry.execution.run.row.how.outputLimitBytes);
    } else if (message.type !== 'cleaned') {
      draft.row = advance(draft.row, message, successCodes);
    }
  };

  const finish = (execution: LiveExecution) => {
    if (!executions.delete(executionId(execution.row))) return;
    for (const call of endCalls) call(execution);
    if (execution.run.row.finishedAt === null) return;
    runs.delete(execution.run.row.id);
    execution.run.output
      ?.close()
      .catch((error: unknown) => needs.log('error', 'an output file cannot be closed', { error: String(error) }));
  };

  return {
    follow(run) {
      runs.set(run.row.id, run);
      for (const execution of run.executions) executions.set(executionId(execution.row), execution);
    },
    run: (id) => runs.get(id),
    runs: () => [...runs.values()],
    storage: disk.state,
    receive(message) {
      if (message.type === 'cleaned') {
        cleaned.push(message.execution);
        return flush();
      }
      const execution = executions.get(message.execution);
      return execution ? enqueue({ execution, message }) : Promise.resolve();
    },
    conclude: (execution, outcome) => enqueue({ execution, outcome, at: clock.now() }),
    ...createMarks({ ...needs, disk }),
    onEnd: (call) => endCalls.push(call),
    onContact: (call) => contactCalls.push(call),
    onAgain: (call) => againCalls.push(call),
    async idle() {
      while (flushing) await flushing;
    },
    giveUp,
    async close() {
      giveUp();
      while (flushing) await flushing.catch(() => {});
      for (const run of runs.values()) await run.output?.close();
    },
  };
}

/** What a committed group changes in memory. */
interface Change {
  drafts: Map<LiveExecution, Draft>;
  runs: Map<LiveRun, RunRow>;
  entries: AuditRow[];
  /** with contact lost or found again */
  contacts: LiveExecution[];
  /** executions that are tried again, with their next attempt */
  again: Map<LiveExecution, LiveExecution>;
}

type Draft = Pick<LiveExecution, 'row' | 'lines' | 'seq' | 'lastLine' | 'newSamples'>;

function draftOf({ row, lines, seq, lastLine, newSamples }: LiveExecution): Draft {
  return { row, lines, seq, lastLine, newSamples };
}

/** A repeat of what is here already is passed over. */
function isNew(execution: LiveExecution, message: OutputMessage): boolean {
  return message.bytes.length > 0 && message.offset >= bytesOf(execution, message.stream);
}
