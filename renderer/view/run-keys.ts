// The keys that act on a run as a whole, whichever way it is looked at.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api/client.ts';
import { fillWindow, isFullWindow } from '../parts/full-window.ts';
import { type Shortcut, useShortcuts } from '../parts/shortcuts.ts';
import { toast } from '../parts/toast.ts';
import type { RunHeadData } from '../run/run-head.tsx';
import { digitOf, type ViewName } from './view-names.ts';
import { viewTitles } from './view-tabs.tsx';

interface RunKeys {
  run: RunHeadData;
  views: readonly ViewName[];
  view: ViewName;
  full: boolean;
  onView: (view: ViewName) => void;
  onStep: (by: 1 | -1) => void;
  onCancel: () => void;
  onRetry: () => void;
  onAgain: () => void;
  onReport: () => void;
}

export function useRunKeys({ run, views, view, full, onView, onStep, onCancel, onRetry, onAgain, onReport }: RunKeys): void {
  const toNeighbour = useNeighbours(run, view);
  const navigate = useNavigate();
  const compareWith = (other: 'previous' | 'last-good') => void navigate({ to: '/runs/$id/compare/$other', params: { id: run.id, other } });
  const shortcuts: Shortcut[] = [
    ...views.map((name) => ({ keys: digitOf(name), title: `Show ${viewTitles[name].toLowerCase()}`, run: () => onView(name) })),
    { keys: 'e', title: 'Next host that did not succeed', run: () => onStep(1) },
    { keys: 'shift+e', title: 'Previous host that did not succeed', run: () => onStep(-1) },
    { keys: 'mod+.', title: 'Cancel the run…', run: onCancel, inFields: true },
    { keys: 'shift+r', title: 'Retry hosts…', run: onRetry },
    { keys: 'r', title: 'Run again…', run: onAgain },
    { keys: 'mod+shift+e', title: 'Make a report of the run…', run: onReport, inFields: true },
    { keys: 'c', title: 'Compare with the run before', run: () => compareWith('previous') },
    { keys: 'shift+c', title: 'Compare with the last good run', run: () => compareWith('last-good') },
    { keys: 'shift+f', title: full ? 'Show the rest of the window again' : 'Fill the window', run: () => fillWindow(!isFullWindow()) },
  ];
  if (full) shortcuts.push({ keys: 'escape', title: 'Show the rest of the window again', run: () => fillWindow(false) });
  if (run.job !== null) {
    shortcuts.push({ keys: '[', title: `Previous run of ${run.job}`, run: () => toNeighbour('previous') });
    shortcuts.push({ keys: ']', title: `Next run of ${run.job}`, run: () => toNeighbour('next') });
  }
  useShortcuts('Run', shortcuts);
}

/** Goes to the run of the same job before or after this one, looked at in the same way. */
function useNeighbours(run: RunHeadData, view: ViewName): (side: 'previous' | 'next') => void {
  const navigate = useNavigate();
  const { data: around } = useQuery({ ...api.runs.around.queryOptions({ input: { id: run.id } }), enabled: run.job !== null });
  return (side) => {
    if (around === undefined) return;
    const there = around[side];
    if (there === null) toast(side === 'previous' ? `This is the first run of ${run.job}` : `This is the newest run of ${run.job}`);
    else void navigate({ to: '/runs/$id', params: { id: there.id }, search: { view } });
  };
}
