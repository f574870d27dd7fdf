// What the job form says of a schedule while it is typed.
import { describe, expect, it } from 'vitest';
import type { ScheduleForm } from '../../renderer/job/job-form-values.ts';
import { changeWords } from '../../renderer/schedule/clock-words.ts';
import { readEntry } from '../../renderer/schedule/entry-reading.ts';
import { offsetOf, zoneChoices, zoneFits } from '../../renderer/schedule/zone-choices.ts';
import { type GapPolicy, type OverlapPolicy, usualPolicies } from '../../shared/model/schedule/occurrences.ts';

const empty: ScheduleForm = {
  name: '',
  cron: null,
  at: null,
  every: null,
  timezone: 'Europe/Berlin',
  jitter: '',
  gap: '',
  overlap: '',
  misfire: '',
  maxLate: '',
  start: '',
  end: '',
  blackouts: [],
};
const now = Date.parse('2026-11-25T01:00:00Z');
const read = (part: Partial<ScheduleForm>) => readEntry({ ...empty, ...part }, 0, 'UTC', now);
const spentOn = (work: () => unknown) => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};
const wordsOf = (part: Partial<ScheduleForm>) => {
  const clock = { gap: (part.gap || usualPolicies.gap) as GapPolicy, overlap: (part.overlap || usualPolicies.overlap) as OverlapPolicy };
  return read(part).touched.map((change) => {
    const { day, what, instead, policy } = changeWords(change, 'Europe/Berlin', clock);
    return `${day}: ${what}; ${instead} (${policy})`;
  });
};

describe('the next due moments', () => {
  it('are five, in the zone of the schedule', () => {
    const { next, problem } = read({ cron: '30 2 * * *' });
    expect(problem).toBeNull();
    expect(next.map(({ at }) => new Date(at).toISOString())).toEqual([25, 26, 27, 28, 29].map((day) => `2026-11-${day}T01:30:00.000Z`));
  });

  it('are of the engine’s zone when none is given', () => {
    expect(read({ cron: '30 2 * * *', timezone: '' }).schedule?.timezone).toBe('UTC');
  });

  it('say which of them lie in a blackout', () => {
    const blackouts = [{ start: '2026-11-26', end: '2026-11-27', cron: null, for: '' }];
    expect(read({ cron: '30 2 * * *', blackouts }).next.map(({ blackedOut }) => blackedOut)).toEqual([false, true, true, false, false]);
  });

  it('end with the schedule', () => {
    expect([read({ cron: '30 2 * * *', end: '2026-11-26' }).next.length, read({ at: '2020-01-01T09:00' }).next]).toEqual([2, []]);
  });

  it('tell the shortest time between two', () => {
    const least = (part: Partial<ScheduleForm>) => read(part).leastMs;
    expect([least({ every: '90m' }), least({ cron: '0,10 * * * *' }), least({ at: '2027-01-05T09:00' })]).toEqual([
      5_400_000,
      600_000,
      null,
    ]);
  });

  it('are found in less than five milliseconds, of any line', () => {
    const lines = ['30 2 * * *', '*/5 * * * *', '0 0 29 2 1', '0 4 L * *', '0 6 * * 1#1'];
    for (const cron of lines) read({ cron }); // what a zone is, is asked of the runtime once
    const quickest = lines.map((cron) => Math.min(...Array.from({ length: 20 }, () => spentOn(() => read({ cron })))));
    expect(Math.max(...quickest)).toBeLessThan(5); // the quickest of many: this machine may be busy
  });
});

describe('a line that is wrong', () => {
  it('says what and what to write, and offers the line where there is one', () => {
    expect(read({ cron: '0 30 2 * * ?' }).problem).toEqual({
      key: 'cron',
      what: '6 fields, as Quartz has them with seconds first; cron has five',
      remedy: 'write 30 2 * * *',
      proposal: '30 2 * * *',
    });
    expect(read({ cron: '0 22-3 * * *' }).problem?.proposal).toBe('0 22-23,0-3 * * *');
    expect(read({ cron: 'H 2 * * *' }).problem).toMatchObject({ key: 'cron', proposal: null });
    expect(read({ cron: '' }).problem).toMatchObject({ key: 'cron', proposal: null });
  });

  it('is told by the key it stands at', () => {
    expect(read({ cron: '30 2 * * *', timezone: 'Mars/Olympus' }).problem?.key).toBe('timezone');
    expect(read({ at: 'soon' }).problem?.key).toBe('at');
    expect(read({ every: 'x' }).problem?.key).toBe('every');
    expect(read({ cron: '30 2 * * *', jitter: 'much' }).problem?.what).toMatch(/^jitter is not a duration/);
    expect(read({ cron: '30 2 * * *', blackouts: [{ start: '2027-01-02', end: '', cron: null, for: '' }] }).problem?.key).toBe(
      'blackouts[0]',
    );
  });
});

describe('changes of clocks', () => {
  it('are told when they touch the line, with what its policies make of them', () => {
    expect(wordsOf({ cron: '30 2 * * *' })).toEqual([
      'Sun 28 Mar 2027: 02:30 does not exist; runs at 03:00 CEST instead (gap: first-valid)',
      'Sun 31 Oct 2027: 02:30 comes twice; runs once, at 02:30 CEST, the first time (overlap: first)',
    ]);
    expect(wordsOf({ cron: '30 2 * * *', gap: 'shift', overlap: 'second' })).toEqual([
      'Sun 28 Mar 2027: 02:30 does not exist; runs at 03:30 CEST instead (gap: shift)',
      'Sun 31 Oct 2027: 02:30 comes twice; runs once, at 02:30 CET, the second time (overlap: second)',
    ]);
    expect(wordsOf({ cron: '0,30 2 * * *', gap: 'skip', overlap: 'both' })).toEqual([
      'Sun 28 Mar 2027: 02:00 and 02:30 do not exist; does not run then (gap: skip)',
      'Sun 31 Oct 2027: 02:00 and 02:30 come twice; runs both times (overlap: both)',
    ]);
  });

  it('leave a line that keeps a pace to it', () => {
    expect(wordsOf({ cron: '*/30 2 * * *' })).toEqual([
      'Sun 28 Mar 2027: 02:00 and 02:30 do not exist; does not run then (it keeps its pace)',
      'Sun 31 Oct 2027: 02:00 and 02:30 come twice; runs both times (it keeps its pace)',
    ]);
  });

  it('are not told when they do not', () => {
    expect(['30 4 * * *', '*/15 * * * *', '30 2 * * 1'].map((cron) => wordsOf({ cron }))).toEqual([[], [], []]);
    expect(wordsOf({ every: '90m' })).toEqual([]);
  });

  it('are told of a single time too', () => {
    expect(wordsOf({ at: '2027-03-28T02:15' })).toEqual([
      'Sun 28 Mar 2027: 02:15 does not exist; runs at 03:00 CEST instead (gap: first-valid)',
    ]);
    expect(wordsOf({ at: '2027-03-28T03:15' })).toEqual([]);
  });
});

describe('time zones', () => {
  it('are found by city, by offset and by spoken name', () => {
    const found = (typed: string) =>
      zoneChoices(now, '')
        .filter((choice) => zoneFits(choice, typed))
        .map(({ name }) => name);
    expect(found('berlin')).toEqual(['Europe/Berlin']);
    expect(found('new york')).toEqual(['America/New_York']);
    expect(found('+5:45').some((name) => name.startsWith('Asia/Kat'))).toBe(true);
  });

  it('keep one that is not among them', () => {
    expect([zoneChoices(now, 'US/Eastern')[0]?.name, offsetOf('UTC', now), offsetOf('Mars/Olympus', now)]).toEqual([
      'US/Eastern',
      'UTC+00:00',
      '',
    ]);
  });
});
