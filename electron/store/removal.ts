// Removes the output and the samples of finished runs. Marking says it to everybody at once; files and rows follow, and are
// removed at the next start when a death came between.
import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Store } from './open.ts';
import { outputFile } from './output.ts';
import { deleteSomeRows, markRemoved } from './output-form.ts';
import { outputHeld } from './output-hold.ts';
import { packedFile } from './packed-file.ts';

const rowsAtOnce = 2000;

/** Of a run that is marked; stopped early it is done the next time. */
export async function removeOutput(store: Store, run: string, stopped: () => boolean): Promise<void> {
  for (let held = outputHeld(store.outputDir); held; held = outputHeld(store.outputDir)) await held;
  if (stopped()) return;
  rmSync(outputFile(store.outputDir, run), { force: true });
  rmSync(packedFile(store.outputDir, run), { force: true });
  while (!stopped()) {
    if (store.transaction(() => deleteSomeRows(store, run, rowsAtOnce)) === 0) {
      markRemoved(store, run);
      return;
    }
    await setImmediate();
  }
}
