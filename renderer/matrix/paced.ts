// A thousand cells that change at once are changed some at a time, frame after frame: in one piece the browser would draw for
// a fifth of a second, and take no key meanwhile.
import { useEffect, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';

/** Cells drawn anew in one frame. */
const aFrame = 80;
/** Cells that appear in one frame when a matrix is opened. */
const aFirstFrame = 250;

/** Executions as they are shown: the latest, or on the way there. */
export function usePaced(latest: readonly Execution[]): readonly Execution[] {
  const [shown, setShown] = useState(latest);
  useEffect(() => {
    if (shown === latest) return;
    const frame = requestAnimationFrame(() => setShown(nearer(shown, latest, aFrame)));
    return () => cancelAnimationFrame(frame);
  }, [shown, latest]);
  return sameHosts(shown, latest) ? shown : latest;
}

/** Towards `latest` by so many cells that look otherwise; `latest` itself when no more are left. */
export function nearer(shown: readonly Execution[], latest: readonly Execution[], most: number): readonly Execution[] {
  if (!sameHosts(shown, latest)) return latest;
  let changed = 0;
  let left = false;
  const next = latest.map((execution, i) => {
    const before = shown[i];
    if (before === undefined || looksLike(before, execution)) return execution;
    if (changed === most) {
      left = true;
      return before;
    }
    changed += 1;
    return execution;
  });
  return left ? next : latest;
}

function sameHosts(a: readonly Execution[], b: readonly Execution[]): boolean {
  return a.length === b.length && a.every(({ host }, i) => host === b[i]?.host);
}

/** As far as a cell shows it. */
function looksLike(a: Execution, b: Execution): boolean {
  return a.state === b.state && a.exitCode === b.exitCode && a.signal === b.signal && a.noContactSince === b.noContactSince;
}

/** How many of so many cells are there yet: some at first, more with every frame. */
export function useArriving(count: number): number {
  const [there, setThere] = useState(aFirstFrame);
  useEffect(() => {
    if (there >= count) return;
    const frame = requestAnimationFrame(() => setThere(there + aFirstFrame));
    return () => cancelAnimationFrame(frame);
  }, [there, count]);
  return Math.min(there, count);
}
