// What the dialog of a report at times makes of what was chosen, and how the list tells it.
import { describe, expect, test } from 'vitest';
import { type PlanForm, planFormOf, planOf, planProblems } from '../../renderer/report/plan-form.ts';
import { aboutWords, destinationWords } from '../../renderer/report/plan-words.ts';

const form = (change: Partial<PlanForm>): PlanForm => ({ ...planFormOf(undefined), name: 'weekly', ...change });

describe('the dialog of a report at times', () => {
  test('asks for what is looked at, and for nothing that was chosen before', () => {
    const chosen = { job: 'backup', host: 'web-01', period: 'day' as const };
    const about = (kind: PlanForm['about']) => {
      const { period, job, host } = planOf(form({ ...chosen, about: kind }));
      return { period, job, host };
    };
    expect(about('fleet')).toEqual({ period: 'day', job: null, host: null });
    expect(about('job')).toEqual({ period: 'day', job: 'backup', host: 'web-01' });
    expect(about('host')).toEqual({ period: 'day', job: null, host: 'web-01' });
    expect(about('run')).toEqual({ period: 'run', job: 'backup', host: null });
  });

  test('holds a plan as it is', () => {
    for (const change of [{ about: 'run' as const, job: 'backup' }, { about: 'host' as const, host: 'a' }, { mail: ['ops@example.org'] }]) {
      const plan = { ...planOf(form({ ...change, folder: '/srv', timezone: 'UTC' })), timezone: 'UTC' };
      const told = { ...plan, words: '', nextAt: null, actor: 'ana', deliveries: [] };
      expect(planOf(planFormOf(told))).toEqual(plan);
    }
  });

  test('does not replace another report, and wants to know which job or host', () => {
    expect(planProblems(form({ name: 'daily ' }), ['daily'])).toEqual({ name: 'There is a report daily already' });
    expect(planProblems(form({ about: 'run' }), [])).toEqual({ job: 'Which job?' });
    expect(planProblems(form({ about: 'host' }), [])).toEqual({ host: 'Which host?' });
    expect(planProblems(form({ about: 'job', job: 'backup' }), ['daily'])).toEqual({});
  });
});

test('a report at times is told in words', () => {
  expect(aboutWords({ period: 'run', job: 'backup', host: null })).toBe('The newest run of backup');
  expect(aboutWords({ period: 'week', job: 'backup', host: 'web-01' })).toBe('backup on web-01, the last whole week');
  expect(aboutWords({ period: 'month', job: null, host: null })).toBe('All jobs and hosts, the last whole month');
  expect(destinationWords({ folder: '/srv', mail: ['a@example.org'] })).toBe('/srv, a@example.org');
});
