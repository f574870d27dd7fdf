// A runner in a process of its own, so that a test can end it as a power cut would: orders come by the channel to the
// parent, messages go there, and the next message waits until the last is on its way.
import type { Order } from '../../electron/runner/messages.ts';
import { createRunner } from '../../electron/runner/runner.ts';
import type { Told } from './killable-runner.ts';

const tell = (told: Told) =>
  new Promise<void>((resolve) => {
    process.send?.(told, undefined, {}, () => resolve());
  });

const runner = createRunner({
  log: (level, message, detail) => {
    if (level === 'error') void tell({ bug: `${message} ${JSON.stringify(detail)}` });
  },
});
runner.listen((message) => tell({ message }));
process.on('message', (order: Order | 'close') => {
  if (order === 'close') void runner.close().then(() => process.exit(0));
  else runner.send(order);
});
process.once('disconnect', () => process.exit(1));
