// A change of clocks that touches a schedule, in words. Pure.
import type { ClockPolicies } from '../../shared/model/schedule/occurrences.ts';
import { formatClock, formatDay, zoneName } from '../parts/time-format.ts';
import type { TouchedChange } from './clock-changes.ts';

export interface ChangeWords {
  /** `Sun 28 Mar 2027` */
  day: string;
  /** `02:30 does not exist` */
  what: string;
  /** `runs at 03:00 CEST instead` */
  instead: string;
  /** why: `gap: first-valid` */
  policy: string;
}

export function changeWords({ at, type, walls, runsAt, isPaced }: TouchedChange, timezone: string, clock: ClockPolicies): ChangeWords {
  const times = enumerated(walls.map((wall) => formatClock(wall, 'utc')));
  const [one, many] = type === 'gap' ? ['does not exist', 'do not exist'] : ['comes twice', 'come twice'];
  return {
    day: formatDay(at - 1, timezone),
    what: `${times} ${walls.length === 1 ? one : many}`,
    instead: type === 'gap' ? gapWords(runsAt, timezone) : overlapWords(runsAt, walls.length, timezone, clock),
    policy: isPaced ? 'it keeps its pace' : type === 'gap' ? `gap: ${clock.gap}` : `overlap: ${clock.overlap}`,
  };
}

function gapWords(runsAt: readonly number[], timezone: string): string {
  if (runsAt.length === 0) return 'does not run then';
  return `runs at ${timesIn(runsAt, timezone)} instead`;
}

function overlapWords(runsAt: readonly number[], many: number, timezone: string, { overlap }: ClockPolicies): string {
  if (runsAt.length > many) return 'runs both times';
  return `runs once, at ${timesIn(runsAt, timezone)}, the ${overlap === 'second' ? 'second' : 'first'} time`;
}

function timesIn(instants: readonly number[], timezone: string): string {
  return enumerated(instants.map((at) => `${formatClock(at, timezone)} ${zoneName(timezone, at)}`));
}

/** `02:00, 02:15 and 02:30`; of many the first and the last. */
function enumerated(texts: readonly string[]): string {
  if (texts.length > 4) return `${texts[0]} to ${texts.at(-1)} (${texts.length} times)`;
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
