// Starts and ends the process that holds a runner. What it tells is the caller's to keep: nothing of it outlives a kill.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, RunnerMessage } from '../../electron/runner/messages.ts';

export type Told = { message: RunnerMessage } | { bug: string };
/** What goes to the process: orders, and which of its messages were taken. */
export type Asked = Order | { type: 'close' } | { taken: number };

export interface Controller {
  send(order: Order): void;
  /** SIGKILL; waits for the end. Messages that were not told yet are gone. */
  kill(): Promise<void>;
  /** Ends it in good order; scripts go on. */
  close(): Promise<void>;
  /** As a laptop that sleeps. */
  suspend(): void;
  wake(): void;
}

export function openController(listener: (told: Told) => void): Controller {
  const child = fork(join(import.meta.dirname, 'killable-runner-main.ts'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  let over = false;
  let closing = false;
  const ask = (asked: Asked) => child.send(asked);
  child.on('message', ({ number, ...told }: Told & { number: number }) => {
    if (over) return;
    listener(told);
    ask({ taken: number });
  });
  child.on('error', (error) => listener({ bug: error.message }));
  void exited.then(([code]) => {
    if (!over && !closing) listener({ bug: `the controller ended by itself with ${String(code)}` });
  });
  return {
    send: ask,
    async kill() {
      over = true;
      child.kill('SIGKILL');
      await exited;
    },
    async close() {
      closing = true;
      ask({ type: 'close' });
      await exited;
    },
    suspend: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
  };
}
