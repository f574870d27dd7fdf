// Loaded into a program before it begins: how long its event loop kept others waiting, and how much of that was its own work
// rather than the wait for a processor. Writes one line of JSON at the end, into the file that LOOP_DELAY_FILE names;
// `longest` is of the time between the last two SIGUSR2.
import { writeFileSync } from 'node:fs';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const resolutionMs = 10;
const file = process.env.LOOP_DELAY_FILE;

if (isMainThread && file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const work = createHistogram();
  let before = process.threadCpuUsage();
  setInterval(() => {
    const now = process.threadCpuUsage();
    work.record(Math.max(1, now.user + now.system - before.user - before.system));
    before = now;
  }, resolutionMs).unref();
  let longest = null;
  process.on('SIGUSR2', () => {
    longest = { delayMs: delay.max / 1e6, workMs: work.max / 1e3 };
    delay.reset();
    work.reset();
  });
  process.on('exit', () => {
    writeFileSync(file, JSON.stringify({ delayMs: delay.percentile(99) / 1e6, workMs: work.percentile(99) / 1e3, longest }));
  });
}
