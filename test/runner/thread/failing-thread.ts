// The program of the runner's thread, with faults that can be called up: dropping the connections of a host by one of
// these names breaks it.
import { parentPort } from 'node:worker_threads';
import type { ToThread } from '../../../electron/runner/thread/traffic.ts';
import '../../../electron/runner/thread/entry.ts';

parentPort?.on('message', (heard: ToThread) => {
  if (heard.type !== 'order' || heard.order.type !== 'disconnect') return;
  if (heard.order.host === 'fault: throw') throw new Error('a bug of this test');
  while (heard.order.host === 'fault: spin');
});
