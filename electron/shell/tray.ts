// What the tray shows, as data: decided here, drawn by window.ts.
import { plural } from './wording.ts';

/** The icon has a shape a state, because colours alone are not told apart by everybody. */
export type TrayShape = 'idle' | 'running' | 'attention' | 'running-attention' | 'paused';
/** `for`: how long all schedules are paused. */
export type TrayAction = { type: 'open'; place: string } | { type: 'pause'; for: PauseLength } | { type: 'resume' } | { type: 'quit' };
export const pauseLengths = ['hour', 'morning', 'resumed'] as const;
export type PauseLength = (typeof pauseLengths)[number];
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

/** All schedules together: whether they are paused, and until when; what is due next. Epoch ms. */
export interface ScheduleOutlook {
  count: number;
  paused: { until: number | null } | null;
  next: { job: string; at: number } | null;
}

interface TrayFacts {
  running: readonly RunningRun[];
  failed: readonly FailedRun[];
  schedules: ScheduleOutlook;
}

const shown = 5;

export function trayModel({ running, failed, schedules }: TrayFacts): TrayModel {
  const status = statusOf(running, failed);
  return {
    shape:
      schedules.paused !== null && running.length === 0 && failed.length === 0 ? 'paused' : shapeOf(running.length > 0, failed.length > 0),
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
      ...scheduleEntries(schedules),
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

const pauseWords: Record<PauseLength, string> = {
  hour: 'Pause schedules for 1 hour',
  morning: 'Pause schedules until tomorrow 08:00',
  resumed: 'Pause schedules until I resume',
};

function scheduleEntries({ count, paused, next }: ScheduleOutlook): TrayEntry[] {
  if (paused !== null) {
    const label = `Schedules are paused ${paused.until === null ? 'until resumed' : `until ${clockOf(paused.until)}`}`;
    return [{ type: 'line' }, { type: 'words', label }, { type: 'action', label: 'Resume schedules', action: { type: 'resume' } }];
  }
  if (count === 0) return [];
  const due: TrayEntry[] =
    next === null
      ? []
      : [{ type: 'action', label: `Next: ${next.job} at ${clockOf(next.at)}`, action: { type: 'open', place: '/schedule' } }];
  return [
    { type: 'line' },
    ...due,
    ...pauseLengths.map((length): TrayEntry => ({ type: 'action', label: pauseWords[length], action: { type: 'pause', for: length } })),
  ];
}

/** `Wed 02:30`, in the zone of this computer. */
function clockOf(at: number): string {
  return new Date(at).toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
}

/** When such a pause is over, from `now`; null: when somebody says so. */
export function pauseEnd(length: PauseLength, now: number): number | null {
  if (length === 'resumed') return null;
  if (length === 'hour') return now + 3_600_000;
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  return morning.setHours(8, 0, 0, 0);
}
