// Compares the outputs of executions as these end, one after the other, in short turns between which everything else goes on.
// What came of it under the default normalisers is kept in the store; under others only in memory, for the runs looked at last.
import { setImmediate } from 'node:timers/promises';
import { defaultNormalisers, type Normaliser, normalisers } from '../../../shared/model/fold/normalisers.ts';
import { ownNames } from '../../../shared/model/fold/own-names.ts';
import type { ExecutionRow } from '../../store/executions.ts';
import { keepDigests, keptDigests } from '../../store/folds.ts';
import { namesOfHost } from '../../store/hosts.ts';
import type { Store } from '../../store/open.ts';
import { outputFormOf } from '../../store/output-form.ts';
import { type OutputReader, readOutput } from '../../store/output-reader.ts';
import type { Core } from '../core.ts';
import { digestOf, digestVersion } from './digest.ts';

export interface Folder {
  /**
   * Digests by execution, of those of these executions (ended, of one run) that are compared by now; it waits a while for those
   * that are not. An event tells of the rest. Of a run whose output is gone, what was kept.
   */
  digestsOf(run: string, executions: readonly ExecutionRow[], rules: readonly Normaliser[]): Promise<ReadonlyMap<number, string>>;
  /** Resolves when nothing waits to be compared. */
  idle(): Promise<void>;
  /** Resolves when what was begun is left off. */
  close(): Promise<void>;
}

/** At most two events a second tell of new groups. */
const paceMs = 500;
/** How long who asks for groups waits for long outputs. */
const patienceMs = 800;
const runsHeld = 40;
const keptAtOnce = 500;

/** Digests of one run under one choice of normalisers. */
interface Shelf {
  run: string;
  rules: ReadonlySet<Normaliser>;
  /** in force for all runs: to be kept */
  isDefault: boolean;
  digests: Map<number, string>;
  waiting: Set<number>;
}

interface Task {
  shelf: Shelf;
  execution: ExecutionRow;
}

export function createFolder(core: Core): Folder {
  const { store, clock } = core;
  const shelves = new Map<string, Shelf>();
  const queue: Task[] = [];
  const unkept = new Map<number, string>();
  const paced = new Map<string, { again: boolean; stop: () => void }>();
  let working: Promise<void> | null = null;
  let wake: (() => void)[] = [];
  let closed = false;

  const shelfOf = (run: string, wanted: readonly Normaliser[]): Shelf => {
    const rules = new Set(wanted);
    const choice = normalisers.filter((name) => rules.has(name)).join();
    const isDefault = choice === defaultNormalisers.join();
    const key = `${run} ${choice}`;
    const kept = () => (isDefault ? keptDigests(store, run, digestVersion) : new Map<number, string>());
    const shelf = shelves.get(key) ?? { run, rules, isDefault, digests: kept(), waiting: new Set() };
    shelves.delete(key);
    shelves.set(key, shelf);
    for (const [oldest, { waiting }] of shelves) {
      if (shelves.size <= runsHeld) break;
      if (waiting.size === 0) shelves.delete(oldest);
    }
    return shelf;
  };

  const enqueue = (shelf: Shelf, executions: readonly ExecutionRow[]) => {
    for (const execution of executions) {
      if (shelf.digests.has(execution.id) || shelf.waiting.has(execution.id)) continue;
      if (execution.stdoutBytes + execution.stderrBytes === 0) {
        shelf.digests.set(execution.id, '');
        continue;
      }
      shelf.waiting.add(execution.id);
      queue.push({ shelf, execution });
    }
    if (queue.length > 0 && !closed) working ??= work().finally(stopped);
  };

  const stopped = () => {
    working = null;
    rouse();
    if (queue.length > 0 && !closed) working = work().finally(stopped);
  };

  const rouse = () => {
    const sleepers = wake;
    wake = [];
    for (const call of sleepers) call();
  };

  const work = async () => {
    const readers = createReaders(store);
    try {
      for (let task = queue.shift(); task && !closed; task = queue.shift()) {
        await setImmediate();
        await compare(task, readers);
        tell(task.shelf.run);
        rouse();
      }
    } finally {
      readers.close();
      keep();
    }
  };

  const compare = async ({ shelf, execution }: Task, readers: Readers) => {
    try {
      const own = ownNames(namesOfHost(store, execution.host));
      const steps = digestOf({ store, reader: readers.of(shelf.run), execution }, { own, rules: shelf.rules });
      let step = steps.next();
      for (; !step.done && !closed; step = steps.next()) await setImmediate();
      if (!step.done || isGone(execution.run)) return;
      shelf.digests.set(execution.id, step.value);
      if (shelf.isDefault) unkept.set(execution.id, step.value);
      if (unkept.size >= keptAtOnce) keep();
    } catch (error) {
      shelf.digests.set(execution.id, `unreadable ${execution.id}`); // like no other
      core.log('warn', 'an output cannot be compared', { run: execution.run, host: execution.host, error: String(error) });
    } finally {
      shelf.waiting.delete(execution.id);
    }
  };

  /** Its chunks may be vanishing while they are read. */
  const isGone = (run: string) => ['removing', 'removed'].includes(outputFormOf(store, run) ?? 'removed');

  const keep = () => {
    if (unkept.size === 0 || store.readOnly) return;
    try {
      keepDigests(store, unkept, digestVersion);
      unkept.clear();
    } catch (error) {
      core.log('warn', 'what came of comparing outputs cannot be kept', { error: String(error) }); // it is made again when asked for
    }
  };

  const tell = (run: string) => {
    const pace = paced.get(run);
    if (pace) {
      pace.again = true;
      return;
    }
    core.announcer.announce({ type: 'groups', run });
    const stop = clock.after(paceMs, () => {
      const again = paced.get(run)?.again;
      paced.delete(run);
      if (again) tell(run);
    });
    paced.set(run, { again: false, stop });
  };

  core.recorder.onEnd(({ row, run }) => {
    // an engine that ends with its command leaves it to whoever asks: the command's own output comes first
    if (run.executions.length < 2 || core.surroundings.shell === 'cli') return;
    enqueue(shelfOf(row.run, defaultNormalisers), [row]);
    tell(row.run);
  });

  return {
    async digestsOf(run, executions, rules) {
      const shelf = shelfOf(run, rules);
      if (isGone(run)) return shelf.digests;
      enqueue(shelf, executions);
      let late = false;
      const stop = clock.after(patienceMs, () => {
        late = true;
        rouse();
      });
      while (shelf.waiting.size > 0 && !late && !closed) await new Promise<void>((resolve) => wake.push(resolve));
      stop();
      return shelf.digests;
    },
    async idle() {
      while (working) await working;
    },
    async close() {
      closed = true;
      for (const { stop } of paced.values()) stop();
      rouse();
      await working;
    },
  };
}

type Readers = ReturnType<typeof createReaders>;

/** One file is held open: executions of a run are compared after each other. */
function createReaders(store: Store) {
  let open: { run: string; reader: OutputReader } | null = null;
  const close = () => {
    open?.reader.close();
    open = null;
  };
  return {
    of(run: string): OutputReader {
      if (open?.run !== run) close();
      open ??= { run, reader: readOutput(store, run) };
      return open.reader;
    },
    close,
  };
}
