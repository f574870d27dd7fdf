// A runner in a process of its own, so that a test can end it as a power cut would: orders come by the channel to the
// parent, messages go there, and each counts as taken when the parent says so, as when a database has it.
import { createRunner } from '../../electron/runner/runner.ts';
import type { Asked, Told } from './killable-runner.ts';

let count = 0;
const untaken = new Map<number, () => void>();
const tell = (told: Told) =>
  new Promise<void>((resolve) => {
    untaken.set(++count, resolve);
    process.send?.({ ...told, number: count });
  });

const runner = createRunner({
  log: (level, message, detail) => {
    if (level === 'error') void tell({ bug: `${message} ${JSON.stringify(detail)}` });
  },
});
runner.listen((message) => tell({ message }));
process.on('message', (asked: Asked) => {
  if ('taken' in asked) {
    untaken.get(asked.taken)?.();
    untaken.delete(asked.taken);
  } else if (asked.type === 'close') void runner.close().then(() => process.exit(0));
  else runner.send(asked);
});
process.once('disconnect', () => process.exit(1));
