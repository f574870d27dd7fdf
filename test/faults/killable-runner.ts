// Starts and ends the process that holds a runner. What it tells is the caller's to keep: nothing of it outlives a kill.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, RunnerMessage } from '../../electron/runner/messages.ts';

export type Told = { message: RunnerMessage } | { bug: string };

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
  child.on('message', (told: Told) => {
    if (!over) listener(told);
  });
  child.on('error', (error) => listener({ bug: error.message }));
  void exited.then(([code]) => {
    if (!over) listener({ bug: `the controller ended by itself with ${String(code)}` });
  });
  return {
    send(order) {
      child.send(order);
    },
    async kill() {
      over = true;
      child.kill('SIGKILL');
      await exited;
    },
    async close() {
      child.send('close');
      over = true;
      await exited;
    },
    suspend: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
  };
}
