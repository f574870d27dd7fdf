// What the tray shows, as data: decided here, drawn by window.ts.
import { plural } from './wording.ts';

/** The icon has a shape a state, because colours alone are not told apart by everybody. */
export type TrayShape = 'idle' | 'running' | 'attention' | 'running-attention';
export type TrayAction = { type: 'open'; place: string } | { type: 'quit' };
export type TrayEntry = { type: 'line' } | { type: 'words'; label: string } | { type: 'action'; label: string; action: TrayAction };

export interface TrayModel {
  shape: TrayShape;
  tooltip: string;
  entries: TrayEntry[];
}

export interface RunningRun {
  run: string;
  job: string | null;
  executions: number;
}

/** A run that failed and that nobody has looked at since. */
export interface FailedRun {
  run: string;
  words: string;
}

const shown = 5;

export function trayModel({ running, failed }: { running: readonly RunningRun[]; failed: readonly FailedRun[] }): TrayModel {
  const status = statusOf(running, failed);
  return {
    shape: shapeOf(running.length > 0, failed.length > 0),
    tooltip: `djcron: ${status}`,
    entries: [
      { type: 'words', label: status },
      ...section(
        running.map((item) => ({ place: placeOf(item.run), label: `${nameOf(item)} on ${plural(item.executions, 'host')}` })),
        'running',
      ),
      ...section(
        failed.map((item) => ({ place: placeOf(item.run), label: item.words })),
        'failed',
      ),
      { type: 'line' },
      { type: 'action', label: 'Open djcron', action: { type: 'open', place: '' } },
      { type: 'action', label: 'Quit', action: { type: 'quit' } },
    ],
  };
}

export function nameOf({ job }: { job: string | null }): string {
  return job ?? 'Ad-hoc command';
}

/** The page's place of a run, after the `#`. */
export function placeOf(run: string): string {
  return `/runs/${run}`;
}

function statusOf(running: readonly RunningRun[], failed: readonly FailedRun[]): string {
  const hosts = running.reduce((sum, item) => sum + item.executions, 0);
  const active = running.length === 0 ? 'nothing is running' : `${plural(running.length, 'run')} on ${plural(hosts, 'host')}`;
  return failed.length === 0 ? active : `${active}, ${failed.length} failed`;
}

function shapeOf(running: boolean, attention: boolean): TrayShape {
  if (running) return attention ? 'running-attention' : 'running';
  return attention ? 'attention' : 'idle';
}

/** Newest first; what does not fit is counted. */
function section(items: readonly { place: string; label: string }[], word: string): TrayEntry[] {
  if (items.length === 0) return [];
  const entries: TrayEntry[] = items
    .slice(0, shown)
    .map(({ place, label }) => ({ type: 'action', label, action: { type: 'open', place } }));
  const more = items.length - entries.length;
  return [{ type: 'line' }, ...entries, ...(more > 0 ? [{ type: 'words' as const, label: `and ${more} more ${word}` }] : [])];
}
