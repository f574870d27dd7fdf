// Orders in, messages out: runs scripts over SSH. Knows no catalog and no store; what it needs comes with each order.
import { randomBytes } from 'node:crypto';
import { Execution } from './execution.ts';
import { readFacts } from './facts.ts';
import type { Order, Runner, SeenKey, StartOrder } from './messages.ts';
import { createOutbox } from './outbox.ts';
import { probe, scanKey } from './probe.ts';
import { createPool } from './ssh/pool.ts';

export interface RunnerOptions {
  /** where bugs are told */
  log?(level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): void;
  /** output on its way to a slow listener, over all executions, before hosts are held back; default 32 MiB */
  maxBytes?: number;
  /** how long a connection nobody uses is kept; default 60 s */
  idleMs?: number;
}

/** So many finished executions are remembered, to take no order twice. */
const remembered = 10_000;

export function createRunner(options: RunnerOptions = {}): Runner {
  const bug = (message: string) => (error: unknown) =>
    options.log?.('error', message, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const keyListeners: ((host: string, seen: SeenKey) => void)[] = [];
  const outbox = createOutbox({ maxBytes: options.maxBytes ?? 32 << 20, onError: bug('the listener of the runner failed') });
  const pool = createPool({
    idleMs: options.idleMs ?? 60_000,
    onKeySeen: (host, seen) => {
      for (const listener of keyListeners) listener(host, seen);
    },
  });
  const running = new Map<string, Execution>();
  const over = new Set<string>();
  let closed = false;

  function start(order: StartOrder): void {
    const id = order.execution;
    if (closed || running.has(id) || over.has(id)) return;
    const ports = { pool, outbox, nonce: () => randomBytes(8).toString('hex') };
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

  return {
    send(order: Order) {
      if (order.type === 'start') start(order);
      else if (order.type === 'cancel') running.get(order.execution)?.cancel();
      else pool.disconnect(order.host);
    },
    listen: outbox.listen,
    onKeySeen(listener) {
      keyListeners.push(listener);
    },
    scanKey: (connection) => scanKey(pool, connection),
    probe: (connection) => probe(pool, connection),
    facts: (connection) => readFacts(pool, connection),
    async close() {
      closed = true;
      for (const execution of [...running.values()]) execution.leave();
      await Promise.all([pool.close(), outbox.settled()]);
    },
  };
}
