// One worker thread as the other side sees it: letters in, batches out, and its end, expected or not. Knows nothing of
// what they say.
import module from 'node:module';
import { Worker } from 'node:worker_threads';
import { createUnpacker, type Parcel } from './parcel.ts';
import type { FromThread, ThreadSettings, ToThread } from './traffic.ts';

/** The entry beside this file, as it was written or as it was bundled (its name there is given in electron/vite.config.ts). */
const entryUrl = new URL(import.meta.url.endsWith('.ts') ? './entry.ts' : './runner-thread.js', import.meta.url);

/**
 * What ssh2 and Node make for every packet lives for a moment only, but its bytes are let go when the small objects that hold
 * them are looked through: early, they are few, and never promoted to where only the great collector finds them.
 */
const youngMb = 1.5;

export interface Thread {
  post(what: ToThread): void;
  /** Ends it now. Resolves when it is gone. */
  end(): Promise<void>;
}

export interface ThreadOptions {
  settings: Omit<ThreadSettings, 'compileCache'>;
  /** another program for the thread; for tests of what happens when it fails */
  entry: URL | undefined;
  onBatch(batch: FromThread[]): void;
  /** It ended and nobody had asked for it: everything it said before has been told. */
  onCrash(error: Error): void;
}

export function startThread({ settings, entry = entryUrl, onBatch, onCrash }: ThreadOptions): Thread {
  const workerData: ThreadSettings = { ...settings, compileCache: module.getCompileCacheDir?.() };
  const worker = new Worker(entry, { name: 'djcron runner', workerData, resourceLimits: { maxYoungGenerationSizeMb: youngMb } });
  let reason: Error | null = null;
  let asked = false;
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      resolve();
      if (!asked) onCrash(reason ?? new Error(`the thread of the runner ended with code ${code}`));
    });
  });
  const unpack = createUnpacker();
  worker.on('message', (parcel: Parcel) => onBatch(unpack(parcel)));
  worker.on('error', (error: unknown) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  return {
    post: (what) => worker.postMessage(what),
    async end() {
      asked = true;
      await worker.terminate();
      await gone;
    },
  };
}
