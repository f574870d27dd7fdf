// What every handler of the core holds: its ports and the parts of the core that live as long as it does.
import type { Announcer } from './announcer.ts';
import type { Ports } from './ports.ts';
import type { Dispatcher } from './run/dispatcher.ts';
import type { Recorder } from './run/recorder.ts';
import type { Stretch } from './schedule/absences.ts';

export interface Core extends Ports {
  announcer: Announcer;
  recorder: Recorder;
  dispatcher: Dispatcher;
  nextRunId(): string;
  /** There once everything else is. */
  scheduler(): Scheduler;
}

/** Fires schedules; see schedule/scheduler.ts. */
export interface Scheduler {
  /** Something changed: looks again at once. */
  replan(): void;
  /** The system says that this computer was asleep. */
  woke(): void;
  /** Why schedules did not fire from `since` on, when they are about to again. */
  noteOver(stretch: Stretch): void;
  close(): void;
}
