// Threads that search. One that has nothing to do is kept for a while: the next search, often of one more letter, has it at once.
import { Worker } from 'node:worker_threads';
import type { Answer, Asked } from './thread.ts';

/** The entry beside this file, as it was written or as it was bundled (its name there is given in electron/vite.config.ts). */
const entryUrl = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './search-thread.js', import.meta.url);
const idleMs = 30_000;

export interface SearchThread {
  post(asked: Asked): void;
  /** The answer to the next slice. Rejects when the thread dies. */
  answer(): Promise<Answer>;
  /** Ends it now, whatever it is doing. */
  end(): Promise<void>;
}

let spare: { thread: SearchThread; timer: NodeJS.Timeout } | null = null;

export function takeThread(): SearchThread {
  if (spare === null) return startThread();
  const { thread, timer } = spare;
  clearTimeout(timer);
  spare = null;
  return thread;
}

/** Gives back one that is waiting for a question. */
export async function leaveThread(thread: SearchThread): Promise<void> {
  if (spare !== null) return thread.end();
  thread.post({ over: true });
  const timer = setTimeout(() => {
    spare = null;
    void thread.end();
  }, idleMs);
  timer.unref();
  spare = { thread, timer };
}

function startThread(): SearchThread {
  const worker = new Worker(entryUrl, { name: 'djcron search' });
  let waiting: PromiseWithResolvers<Answer> | null = null;
  let dead: Error | null = null;
  const die = (error: Error) => {
    dead ??= error;
    waiting?.reject(dead);
    if (spare?.thread === thread) spare = null;
  };
  worker.on('message', (answer: Answer) => waiting?.resolve(answer));
  worker.on('error', (error: unknown) => die(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => die(new Error('the thread of the search is gone')));
  worker.unref(); // it keeps no process alive
  const thread: SearchThread = {
    post: (asked) => worker.postMessage(asked),
    answer() {
      waiting = Promise.withResolvers<Answer>();
      if (dead !== null) waiting.reject(dead);
      return waiting.promise;
    },
    async end() {
      waiting = null;
      await worker.terminate();
    },
  };
  return thread;
}
