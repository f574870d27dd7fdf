// What every way to look at a run is given. A view keeps to itself how it looks; the host looked at and the hosts that
// are selected are kept for all of them.
import type { RunHeadData } from '../run/run-head.tsx';
import type { OutputWay, ViewName } from './view-names.ts';

/** Parts of the address that change; a line is left behind unless it is named. */
export interface Move {
  view?: ViewName;
  host?: string;
  line?: number | undefined;
  /** see OutputWay; left behind unless it is named */
  way?: OutputWay;
}

/** What can be done with some of the hosts; each opens its dialog first. */
export interface HostActs {
  /** the same on another target */
  runOn: (target: string) => void;
  /** these hosts of the run once more; null: all that did not succeed */
  retry: (hosts: readonly string[] | null) => void;
}

export interface RunViewProps {
  /** the run as the address has it, an id, a beginning of one or `last`: under it the page has it (see run-query.ts) */
  named: string;
  run: RunHeadData;
  /** the host looked at; null: the run has none */
  host: string | null;
  /** number of a display line of that host */
  line: number | null;
  selected: ReadonlySet<string>;
  /** both stay the same functions while the page is open */
  onSelect: (hosts: ReadonlySet<string>) => void;
  go: (move: Move) => void;
  acts: HostActs;
}
