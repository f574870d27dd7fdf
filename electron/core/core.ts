// What every handler of the core holds: its ports and the parts of the core that live as long as it does.
import type { Announcer } from './announcer.ts';
import type { Ports } from './ports.ts';
import type { Dispatcher } from './run/dispatcher.ts';
import type { Recorder } from './run/recorder.ts';

export interface Core extends Ports {
  announcer: Announcer;
  recorder: Recorder;
  dispatcher: Dispatcher;
  nextRunId(): string;
}
