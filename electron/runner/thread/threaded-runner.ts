// The runner in a worker thread, seen from outside as any other: the page and the store do not wait for its cryptography,
// and a bug in it takes nothing else down. The thread begins with the first order or question; after a crash another one
// goes on where it was.
import { AppError, stackOf } from '../../../shared/errors.ts';
import type { Runner, RunnerMessage, SeenKey, StartOrder } from '../messages.ts';
import type { RunnerOptions } from '../runner.ts';
import { createInForce } from './in-force.ts';
import { type Answer, type FromThread, type QuestionName, unpackError } from './traffic.ts';
import { startThread, type Thread } from './worker.ts';

export interface ThreadedRunnerOptions extends RunnerOptions {
  /** another program for the thread; for tests of what happens when it fails */
  entry?: URL;
  /** A thread that is asked to close, owes the listener nothing and is still there after this long is ended; default 10 s. */
  closeLimitMs?: number;
}

/** Between a thread that fails and the next, when no word came in between. */
const firstPauseMs = 500;
const longestPauseMs = 30_000;

interface Told {
  message: RunnerMessage;
  taken: boolean | Promise<boolean>;
}

interface Question {
  answered(value: Answer<QuestionName>): void;
  failed(error: Error): void;
}

export function createThreadedRunner(options: ThreadedRunnerOptions = {}): Runner {
  const log = (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>) =>
    options.log?.(level, message, detail);
  const keyListeners: ((host: string, seen: SeenKey) => void)[] = [];
  const inForce = createInForce();
  const questions = new Map<number, Question>();
  let asked = 0;
  let listener: ((message: RunnerMessage) => void | Promise<void>) | null = null;
  /** what the listener has not taken yet */
  let owed = 0;
  const idle: (() => void)[] = [];
  /** what came so far was taken */
  let latest: Promise<void> = Promise.resolve();
  let script: string | null = null;
  /** in a row, without a word in between */
  let crashes = 0;
  let thread: Thread | null = null;
  let closing: Promise<void> | null = null;
  let closed = () => {};

  function running(): Thread {
    if (thread !== null) return thread;
    let heard = false;
    script = null;
    const { maxBytes = 12 << 20, idleMs, keeping, entry } = options;
    const started = startThread({
      settings: { maxBytes, idleMs, keeping },
      entry,
      onBatch(batch) {
        if (batch[0]?.type === 'ready') heard = true;
        else crashes = 0;
        take(started, batch);
      },
      onCrash(error) {
        thread = null;
        void goOn(error, heard);
        closed();
      },
    });
    thread = started;
    if (listener !== null) started.post({ type: 'listen' });
    return started;
  }

  /** Tells what came; the thread may send as much again when the listener has taken all of it, and all before it. */
  function take(from: Thread, batch: FromThread[]): void {
    const told: Told[] = [];
    for (const what of batch) {
      if (what.type === 'message') told.push({ message: what.message, taken: tell(what.message) });
      else hear(what);
    }
    if (told.length === 0) return;
    latest = acknowledge(from, told, latest);
  }

  async function acknowledge(from: Thread, told: readonly Told[], before: Promise<void>): Promise<void> {
    await before;
    let failed = false;
    for (const { message, taken } of told) {
      if (await taken) inForce.note(message);
      else failed = true;
    }
    from.post({ type: 'taken', failed });
  }

  function hear(what: Exclude<FromThread, { type: 'message' }>): void {
    switch (what.type) {
      case 'key':
        for (const call of keyListeners) call(what.host, what.seen);
        break;
      case 'log':
        log(what.level, what.message, what.detail);
        break;
      case 'answer':
        questions.get(what.id)?.answered(what.value);
        questions.delete(what.id);
        break;
      case 'failure':
        questions.get(what.id)?.failed(unpackError(what.error));
        questions.delete(what.id);
        break;
      case 'closed':
        closed();
        break;
      case 'ready':
        break;
    }
  }

  /**
   * Gives whether the listener took it. It is called in order, but not waited for in between: it may write many messages
   * as one.
   */
  function tell(message: RunnerMessage): boolean | Promise<boolean> {
    const failed = (error: unknown) => {
      log('error', 'the listener of the runner failed', { error: stackOf(error) });
      return false;
    };
    try {
      const taken = listener?.(message);
      if (taken === undefined) return true;
      owed++;
      return taken
        .then(() => true, failed)
        .finally(() => {
          owed--;
          if (owed === 0) for (const call of idle.splice(0)) call();
        });
    } catch (error) {
      return failed(error);
    }
  }

  /** The thread is gone: questions get an answer, and another thread goes on with what this one had. */
  async function goOn(error: Error, heard: boolean): Promise<void> {
    log('error', 'the thread of the runner failed', { error: stackOf(error) });
    dropQuestions(new AppError('DJ-INTERNAL', 'the runner failed', { remedy: 'try again; the log of djcron says more', cause: error }));
    await latest;
    if (heard) inForce.hear();
    else for (const { execution } of inForce.unheard()) void tell(notStarted(execution, error));
    const orders = inForce.again();
    if (orders.length === 0) return;
    for (const { execution } of orders.filter((order) => order.type === 'start')) {
      void tell({ type: 'no-contact', execution, at: Date.now(), cause: 'the runner of djcron failed; on the host it goes on' });
    }
    const pauseMs = crashes++ === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** crashes);
    setTimeout(() => {
      if (closing === null) for (const order of inForce.again()) running().post({ type: 'order', order, sameScript: false });
    }, pauseMs).unref();
  }

  function dropQuestions(error: Error): void {
    const open = [...questions.values()];
    questions.clear();
    for (const question of open) question.failed(error);
  }

  function ask<Name extends QuestionName>(name: Name, ...args: Parameters<Runner[Name]>): Promise<Answer<Name>> {
    return new Promise((resolve, reject) => {
      if (closing !== null) return reject(new Error('djcron is ending'));
      const id = ++asked;
      questions.set(id, { answered: (value) => resolve(value as Answer<Name>), failed: reject });
      running().post({ type: 'question', id, name, args });
    });
  }

  async function close(): Promise<void> {
    inForce.clear();
    if (thread !== null) {
      await goodbye(thread);
      await thread?.end();
      thread = null;
      dropQuestions(new Error('djcron is ending'));
    }
    if (owed > 0) await new Promise<void>((resolve) => idle.push(resolve));
  }

  /** Resolves when the thread has nothing more to say, or will not say it. */
  function goodbye(leaving: Thread): Promise<void> {
    return new Promise((resolve) => {
      const limit = setInterval(() => {
        if (owed === 0) closed();
      }, options.closeLimitMs ?? 10_000);
      closed = () => {
        clearInterval(limit);
        resolve();
      };
      leaving.post({ type: 'close' });
    });
  }

  function start(order: StartOrder): void {
    if (!inForce.add(order, Date.now())) return;
    const to = running();
    const sameScript = order.script === script;
    script = order.script;
    to.post({ type: 'order', order: sameScript ? { ...order, script: '' } : order, sameScript });
  }

  return {
    send(order) {
      if (closing !== null) return;
      if (order.type === 'start') return start(order);
      inForce.change(order);
      // Without a thread there is nothing to cancel or to drop.
      const to = order.type === 'clean' ? running() : thread;
      to?.post({ type: 'order', order, sameScript: false });
    },
    listen(call) {
      listener = call;
      thread?.post({ type: 'listen' });
    },
    onKeySeen(call) {
      keyListeners.push(call);
    },
    scanKey: (connection) => ask('scanKey', connection),
    probe: (connection) => ask('probe', connection),
    facts: (connection) => ask('facts', connection),
    sweep: (connection, what) => ask('sweep', connection, what),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function notStarted(execution: string, error: Error): RunnerMessage {
  const cause = `djcron failed: its runner does not start: ${error.message}`;
  const outcome = { type: 'broken', reason: 'internal', cause, remedy: 'look into the log of djcron' } as const;
  return { type: 'finished', execution, at: Date.now(), hostKey: null, outcome };
}
