// While a backup reads output, no file of it may be replaced or removed: who copies holds the folder, who removes waits.
// Whatever happens here happens in one process: only the writer of a home makes backups of it while it runs.

const holds = new Map<string, { count: number; free: Promise<void>; release: () => void }>();

/** Gives a function that ends the hold; call it once. */
export function holdOutput(outputDir: string): () => void {
  const hold = holds.get(outputDir) ?? newHold();
  hold.count += 1;
  holds.set(outputDir, hold);
  return () => {
    hold.count -= 1;
    if (hold.count > 0) return;
    holds.delete(outputDir);
    hold.release();
  };
}

function newHold() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { count: 0, free: promise, release: resolve };
}

/** Ask it in a loop, and do what must not be disturbed at once after it gave null: `for (let held = outputHeld(dir); held; held = outputHeld(dir)) await held`. */
export function outputHeld(outputDir: string): Promise<void> | null {
  return holds.get(outputDir)?.free ?? null;
}
