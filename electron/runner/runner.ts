// Orders in, messages out: runs scripts over SSH. Knows no catalog and no store; what it needs comes with each order.
import { randomBytes } from 'node:crypto';
import { stackOf } from '../../shared/errors.ts';
import { askToClean, askToSweep } from './asking.ts';
import { Execution, silenceMs } from './execution.ts';
import { readFacts } from './facts.ts';
import type { Order, Runner, SeenKey, StartOrder } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { probe, scanKey } from './probe.ts';
import type { Keeping } from './ssh/kept-shells.ts';
import { createPool } from './ssh/pool.ts';

export interface RunnerOptions {
  /** where bugs are told */
  log?(level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): void;
  /** output on its way to a slow listener, over all executions, before hosts are held back; default 12 MiB */
  maxBytes?: number;
  /** how long a connection nobody uses is kept; default 60 s */
  idleMs?: number;
  /** when a connection keeps a shell for what comes next; default: from the second program on */
  keeping?: Keeping;
}

/** So many finished executions are remembered, to take no order twice. */
const remembered = 10_000;
/** How long the end of the runner waits for hosts to remove what they need no more. */
const cleaningMs = 3000;

export function createRunner(options: RunnerOptions = {}): Runner {
  const bug = (message: string) => (error: unknown) => options.log?.('error', message, { error: stackOf(error) });
  const keyListeners: ((host: string, seen: SeenKey) => void)[] = [];
  const outbox = createOutbox({ maxBytes: options.maxBytes ?? 12 << 20, onError: bug('the listener of the runner failed') });
  const pool = createPool({
    idleMs: options.idleMs ?? 60_000,
    keeping: options.keeping ?? 'warm',
    onKeySeen: (host, seen) => {
      for (const listener of keyListeners) listener(host, seen);
    },
  });
  const ports = { pool, outbox, nonce: () => randomBytes(8).toString('hex') };
  const running = new Map<string, Execution>();
  const ears = setInterval(() => {
    const now = Date.now();
    for (const execution of running.values()) execution.listen(now);
  }, silenceMs / 5).unref();
  const over = new Set<string>();
  let closed = false;

  function start(order: StartOrder): void {
    const id = order.execution;
    if (closed || running.has(id) || over.has(id)) return;
    const execution = new Execution(order, ports, () => {
      running.delete(id);
      over.add(id);
      if (over.size > remembered) over.delete(over.values().next().value ?? '');
    });
    running.set(id, execution);
    execution.start().catch((error) => {
      bug(`execution ${id} failed to start`)(error);
      execution.fail(error);
    });
  }

  function clean(left: Extract<Order, { type: 'clean' }>): void {
    askToClean(ports, left).then(
      (done) => {
        if (done) outbox.send({ type: 'cleaned', execution: left.execution });
      },
      bug(`execution ${left.execution} cannot be cleaned up`),
    );
  }

  /** What is finished is given a moment to leave no trace on its host. */
  async function leaveAll(): Promise<void> {
    for (const execution of [...running.values()]) if (!execution.finished) execution.leave();
    await outbox.settled();
    const giveUpAt = Date.now() + cleaningMs;
    while (running.size > 0 && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const execution of [...running.values()]) execution.leave();
  }

  return {
    send(order: Order) {
      if (order.type === 'start') start(order);
      else if (order.type === 'cancel') running.get(order.execution)?.cancel();
      else if (order.type === 'reach') running.get(order.execution)?.reach(order.connection);
      else if (order.type === 'clean') clean(order);
      else pool.disconnect(order.host);
    },
    listen: outbox.listen,
    onKeySeen(listener) {
      keyListeners.push(listener);
    },
    scanKey: (connection) => scanKey(pool, connection),
    probe: (connection) => probe(pool, connection),
    facts: (connection) => readFacts(ports, connection),
    sweep: (connection, what) => askToSweep(ports, connection, what),
    async close() {
      closed = true;
      clearInterval(ears);
      await leaveAll();
      await Promise.all([pool.close(), outbox.settled()]);
    },
  };
}
