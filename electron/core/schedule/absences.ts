// When nobody looked at the schedules, and why: djcron closed, this computer asleep, its clock set forward, its disk full.
// Told from three clocks: the one on the wall, and how long this computer is up with and without its sleep.
import { type AbsenceReason, onTimeMs } from '../../../shared/model/schedule/ledger.ts';
import { readSettings, writeSetting } from '../../store/settings.ts';
import type { Ports } from '../ports.ts';

type Needs = Pick<Ports, 'store' | 'clock'>;

export interface Stretch {
  from: number;
  until: number;
  why: AbsenceReason;
}

/** Settings that remember; no choice of anybody's. */
const seenMemory = 'schedules.seen';
const missedMemory = 'schedules.missed';
/** How far clocks may be apart without anything having happened. */
const slackMs = 15_000;
const keptStretches = 100;

export interface Absences {
  /** Looks at the clocks; `setBack`: the one on the wall shows less than before. */
  look(): { setBack: boolean };
  /** The system says that it was asleep since the last look. */
  noteSleep(): void;
  note(stretch: Stretch): void;
  reasonOf(dueAt: number): AbsenceReason;
  /** Moments from `from` to `until` were decided late: to be told, with what is still to be told, until it was seen. In a transaction. */
  tell(stretch: Stretch): void;
}

export function createAbsences(needs: Needs): Absences {
  const { store, clock } = needs;
  const stretches: Stretch[] = [];
  const read = () => ({ at: clock.now(), ...clock.elapsed() });
  const seen = Number(readSettings(store).get(seenMemory) ?? 0);
  let last = read();
  let slept = false;
  let isFirst = true;

  const note = (stretch: Stretch) => {
    stretches.push(stretch);
    if (stretches.length > keptStretches) stretches.shift();
  };

  // a later stretch knows better: what was paused is not told as closed
  const stretchOf = (dueAt: number) => stretches.findLast(({ from, until }) => dueAt > from && dueAt <= until);

  const whyAway = (now: typeof last): AbsenceReason => {
    const wall = now.at - last.at;
    const withSleep = now.withSleep - last.withSleep;
    if (slept) return 'asleep';
    if (wall - withSleep > slackMs) return 'clock';
    return withSleep - (now.awake - last.awake) > slackMs ? 'asleep' : 'busy';
  };

  return {
    look() {
      const now = read();
      const setBack = now.at < (isFirst ? seen : last.at) - 1000;
      if (isFirst && seen < now.at) note({ from: seen, until: now.at, why: 'closed' });
      else if (now.at - last.at > onTimeMs) note({ from: last.at, until: now.at, why: whyAway(now) });
      slept = false;
      isFirst = false;
      last = now;
      return { setBack };
    },
    noteSleep() {
      slept = true;
    },
    note,
    reasonOf: (dueAt) => stretchOf(dueAt)?.why ?? (dueAt <= seen ? 'paused' : 'busy'),
    tell({ from, until, why }) {
      const known = [stretchOf(until), missedOf(needs)].filter((stretch) => stretch !== null && stretch !== undefined);
      // a stretch from 0: nobody knows since when
      const begins = known.flatMap((stretch) => (stretch.from === 0 ? [] : [stretch.from]));
      const ends = known.map((stretch) => stretch.until);
      writeSetting(store, missedMemory, JSON.stringify({ from: Math.min(from, ...begins), until: Math.max(until, ...ends), why }));
    },
  };
}

/** What is still to be told. */
export function missedOf({ store }: Pick<Needs, 'store'>): Stretch | null {
  const text = readSettings(store).get(missedMemory);
  return text === undefined ? null : (JSON.parse(text) as Stretch);
}

export function forgetMissed({ store }: Pick<Needs, 'store'>): void {
  writeSetting(store, missedMemory, null);
}

/** From here on somebody looks; the next start tells what came due after it as missed. */
export function writeSeen({ store, clock }: Needs): void {
  writeSetting(store, seenMemory, String(clock.now()));
}
