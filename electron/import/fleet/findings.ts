// What is worth a look in what a fleet does by itself: many starts in one minute, lines that never fire, the same command twice or
// at different times, output that goes nowhere. Pure.
import { foldNames } from '../../../shared/model/target/fold.ts';
import type { FleetEntry } from './entries.ts';

export const findingKinds = ['pile-up', 'never', 'twice', 'differs', 'silent'] as const;

export interface Finding {
  kind: (typeof findingKinds)[number];
  /** in words */
  what: string;
  /** numbers of the entries it is about */
  entries: number[];
  /** of a pile-up: when it comes first, and how often in the time looked at */
  at: number | null;
  times: number | null;
}

/** Starts in one minute that are many. */
const many = 5;
/** What comes more often than this in a day is no appointment that could be moved. */
const dailyAtMost = 24;
const pileUpsAtMost = 20;
const dayMs = 86_400_000;
const minuteMs = 60_000;

export function findingsOf(entries: readonly FleetEntry[], from: number, days: number): Finding[] {
  return [...pileUps(entries, from, days), ...never(entries), ...sameCommands(entries), ...silent(entries)];
}

function pileUps(entries: readonly FleetEntry[], from: number, days: number): Finding[] {
  const minutes = new Map<number, number[]>();
  for (const [i, entry] of entries.entries()) {
    for (const minute of appointmentsOf(entry, from, days)) minutes.set(minute, [...(minutes.get(minute) ?? []), i]);
  }
  const startsOf = (ids: readonly number[]) => ids.reduce((sum, i) => sum + (entries[i]?.hosts.length ?? 0), 0);
  const sets = new Map<string, { ids: number[]; at: number[] }>();
  for (const [minute, ids] of [...minutes].sort(([a], [b]) => a - b)) {
    if (startsOf(ids) < many) continue;
    const key = ids.join(',');
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { ids, at: [minute * minuteMs] });
    else known.at.push(minute * minuteMs);
  }
  return [...sets.values()]
    .sort((a, b) => startsOf(b.ids) - startsOf(a.ids) || (a.at[0] ?? 0) - (b.at[0] ?? 0))
    .slice(0, pileUpsAtMost)
    .map(({ ids, at }): Finding => {
      const hosts = new Set(ids.flatMap((i) => entries[i]?.hosts ?? [])).size;
      const where = hosts === 1 ? 'on one host' : `on ${hosts} hosts`;
      return {
        kind: 'pile-up',
        what: `${startsOf(ids)} starts in the same minute ${where}`,
        entries: ids,
        at: at[0] ?? null,
        times: at.length,
      };
    });
}

/** Minutes since 1970 at which it is due; none of what comes all the time. */
function appointmentsOf({ schedules, never: why }: FleetEntry, from: number, days: number): Set<number> {
  const minutes = new Set<number>();
  if (why !== null) return minutes;
  for (const schedule of schedules) {
    for (const at of schedule.dueAfter(from - 1)) {
      if (at >= from + days * dayMs) break;
      minutes.add(Math.floor(at / minuteMs));
      if (minutes.size > dailyAtMost * days) return new Set();
    }
  }
  return minutes;
}

function never(entries: readonly FleetEntry[]): Finding[] {
  return entries.flatMap(({ never: why, hosts, file }, i): Finding[] =>
    why === null ? [] : [finding('never', `never fires: ${why} (${foldNames(hosts)}:${file})`, [i])],
  );
}

function sameCommands(entries: readonly FleetEntry[]): Finding[] {
  const byCommand = new Map<string, number[]>();
  for (const [i, { command, user, schedules }] of entries.entries()) {
    if (schedules.length === 0) continue;
    const key = JSON.stringify([command.replace(/\s+/g, ' ').trim(), user]);
    byCommand.set(key, [...(byCommand.get(key) ?? []), i]);
  }
  return [...byCommand.values()].flatMap((ids): Finding[] => {
    if (ids.length < 2) return [];
    const all = ids.flatMap((i) => entries[i]?.hosts ?? []);
    const twice = [...new Set(all.filter((host, i) => all.indexOf(host) !== i))];
    if (twice.length > 0) return [finding('twice', `the same command more than once on ${foldNames(twice)}`, ids)];
    const times = new Set(ids.map((i) => timeOf(entries[i])));
    if (times.size < 2) return [];
    return [
      finding(
        'differs',
        `the same command at different times: ${ids.map((i) => `${timeOf(entries[i])} on ${foldNames(entries[i]?.hosts ?? [])}`).join('; ')}`,
        ids,
      ),
    ];
  });
}

function timeOf(entry: FleetEntry | undefined): string {
  return (entry?.schedules ?? []).map(({ words, timezone }) => `${words} (${timezone})`).join(' and ');
}

function silent(entries: readonly FleetEntry[]): Finding[] {
  const ids = entries.flatMap(({ isSilent }, i) => (isSilent ? [i] : []));
  if (ids.length === 0) return [];
  return [
    finding(
      'silent',
      `what ${ids.length === 1 ? '1 line writes' : `${ids.length} lines write`} goes nowhere: a failure leaves no trace`,
      ids,
    ),
  ];
}

function finding(kind: Finding['kind'], what: string, entries: number[]): Finding {
  return { kind, what, entries, at: null, times: null };
}
