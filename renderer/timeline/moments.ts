// What became of due moments and what is to come, as moments on lanes: one lane a schedule, many moments at one place of the
// screen drawn as one. Pure.
import type { Occurrence, Pause, Planned, Schedule } from '../../shared/contract/schedules.ts';

export interface Moment {
  at: number;
  /** of the run when it is known, else the outcome; `due` for what is to come */
  state: string;
  /** due moments it stands for, usually 1 */
  count: number;
  run: string | null;
  reason: string | null;
}

/** A row of the timeline: of a schedule, or of what a host does by itself. */
export interface TimelineLane {
  key: string;
  /** `backup-db`, and behind it `nightly` */
  title: string;
  detail: string;
  /** more of it, in words */
  hint: string;
  /** where its name leads; null: nowhere */
  job: string | null;
  /** whose clocks it goes by; null: not known */
  timezone: string | null;
  enabled: boolean;
  paused: Pause | null;
  /** what is due in these is skipped */
  blackouts: { from: number; until: number }[];
  /** ascending */
  past: Moment[];
  coming: Moment[];
  /** from here on there are more than are told; null: all are */
  moreFrom: number | null;
}

export interface Lane extends TimelineLane {
  schedule: Schedule;
  usualMs: number | null;
}

interface Sources {
  schedules: readonly Schedule[];
  ledger: readonly Occurrence[];
  planned: readonly Planned[];
  /** state of a run by its id, as far as known */
  runStates: ReadonlyMap<string, string>;
}

export function keyOf({ job, schedule }: { job: string; schedule: string }): string {
  return `${job}/${schedule}`;
}

/** In the order of the schedules. */
export function lanesOf({ schedules, ledger, planned, runStates }: Sources): Lane[] {
  const past = Map.groupBy(ledger, keyOf);
  const coming = new Map(planned.map((plan) => [keyOf(plan), plan]));
  return schedules.map((schedule): Lane => {
    const key = keyOf({ job: schedule.job, schedule: schedule.name });
    const plan = coming.get(key);
    return {
      key,
      schedule,
      title: schedule.job,
      detail: schedule.name,
      hint: `${schedule.job} / ${schedule.name}\n${schedule.words} (${schedule.timezone})`,
      job: schedule.job,
      timezone: schedule.timezone,
      enabled: schedule.enabled,
      paused: schedule.paused,
      blackouts: (plan?.blackouts ?? []).map(({ from, until }) => ({ from: Date.parse(from), until: Date.parse(until) })),
      past: (past.get(key) ?? []).map((row) => momentOf(row, runStates)).sort((a, b) => a.at - b.at),
      coming: (plan?.dueAt ?? []).map((at) => ({ at: Date.parse(at), state: 'due', count: 1, run: null, reason: null })),
      moreFrom: plan?.more === true ? Date.parse(plan.dueAt.at(-1) ?? '') : null,
      usualMs: plan?.usualMs ?? null,
    };
  });
}

export function momentOf({ dueAt, outcome, run, reason, count }: Occurrence, runStates: ReadonlyMap<string, string>): Moment {
  const state = outcome === 'ran' ? (runStates.get(run ?? '') ?? outcome) : outcome;
  return { at: Date.parse(dueAt), state, count, run, reason };
}

export interface Mark {
  /** px from the left of the plot */
  x: number;
  from: number;
  until: number;
  /** what matters most among them */
  state: string;
  count: number;
  /** counts by state, what matters most first */
  states: [string, number][];
  /** the one run, when it is one */
  run: string | null;
  reason: string | null;
}

/** px that a mark takes */
export const markPx = 12;

/** All marks of a lane from left to right. */
export function marksOfLane({ past, coming }: TimelineLane, xOf: (at: number) => number): Mark[] {
  return [...marksOf(past, xOf, markPx), ...marksOf(coming, xOf, markPx)];
}

/** What needs somebody hides what does not. */
const order = [
  'missed',
  'failed',
  'partial',
  'skipped',
  'lost',
  'cancelled',
  'ran late',
  'running',
  'queued',
  'merged',
  'ran',
  'succeeded',
  'due',
];

/** One mark for all moments within `leastPx` of the first of them. `moments` ascend. */
export function marksOf(moments: readonly Moment[], xOf: (at: number) => number, leastPx: number): Mark[] {
  return gathered(moments, xOf, leastPx).map((bin): Mark => {
    const [first] = bin;
    const states = countsOf(bin);
    const from = first?.at ?? 0;
    const until = bin.at(-1)?.at ?? from;
    const single = bin.length === 1;
    return {
      x: (xOf(from) + xOf(until)) / 2,
      from,
      until,
      state: states[0]?.[0] ?? 'due',
      count: bin.reduce((sum, { count }) => sum + count, 0),
      states,
      run: single ? (first?.run ?? null) : null,
      reason: single ? (first?.reason ?? null) : null,
    };
  });
}

function gathered(moments: readonly Moment[], xOf: (at: number) => number, leastPx: number): Moment[][] {
  const bins: Moment[][] = [];
  let edge = Number.NEGATIVE_INFINITY;
  for (const moment of moments) {
    const x = xOf(moment.at);
    const bin = bins.at(-1);
    if (bin !== undefined && x < edge) bin.push(moment);
    else {
      bins.push([moment]);
      edge = x + leastPx;
    }
  }
  return bins;
}

/** How many moments of each state, what matters most first. */
export function countsOf(moments: readonly Moment[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { state, count } of moments) counts.set(state, (counts.get(state) ?? 0) + count);
  const rank = (state: string) => (order.includes(state) ? order.indexOf(state) : order.length);
  return [...counts].sort(([a], [b]) => rank(a) - rank(b));
}

/** How many come due in a piece of time that begins at an instant. */
export interface LoadPoint {
  at: number;
  due: number;
}

const pieces = 120;

/** Of the lanes given, as far as their moments are told. */
export function loadOf(lanes: readonly TimelineLane[], from: number, until: number): LoadPoint[] {
  const size = (until - from) / pieces;
  const load = Array.from({ length: pieces }, (_, i): LoadPoint => ({ at: from + i * size, due: 0 }));
  for (const { at, count } of lanes.flatMap(({ coming }) => coming)) {
    const point = load[Math.floor((at - from) / size)];
    if (point !== undefined) point.due += count;
  }
  return load;
}
