// What runs in the worker thread: first where its compiled code is kept, then the runner with its way in and out.
import module from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadSettings } from './traffic.ts';

const settings = workerData as ThreadSettings;
if (settings.compileCache !== undefined) module.enableCompileCache(settings.compileCache);
const { serveRunner } = await import('./inside.ts');
if (parentPort === null) throw new Error('this is the entry of a worker thread');
serveRunner(parentPort, settings);
