// Schedules that are often wanted, in words. Pure: the caller says what day it is.
import type { Value } from '../job/job-document.ts';

export interface Preset {
  words: string;
  /** as it stands in the job file */
  text: string;
  entry: { cron: string } | { every: string } | { at: string };
}

/** `tomorrow`: `2027-01-05`. */
export function presets(tomorrow: string): Preset[] {
  const cron = (words: string, line: string): Preset => ({ words, text: line, entry: { cron: line } });
  return [
    cron('Every 15 minutes', '*/15 * * * *'),
    cron('Every hour', '0 * * * *'),
    cron('Every day at 02:30', '30 2 * * *'),
    cron('Weekdays at 07:00', '0 7 * * 1-5'),
    cron('Every Monday at 06:00', '0 6 * * 1'),
    cron('On the 1st of the month at 04:00', '0 4 1 * *'),
    cron('On the last day of the month at 22:00', '0 22 L * *'),
    { words: 'Every 90 minutes, counted on', text: 'every 90m', entry: { every: '90m' } },
    { words: 'Once, tomorrow at 09:00', text: `at ${tomorrow}T09:00`, entry: { at: `${tomorrow}T09:00` } },
  ];
}

export type Kind = 'cron' | 'at' | 'every';

export const kindNames: Record<Kind, string> = { cron: 'Cron line', every: 'Every', at: 'Once' };

/** What a schedule of a kind begins with. */
export function beginningOf(kind: Kind, tomorrow: string): Value {
  return kind === 'cron' ? '30 2 * * *' : kind === 'every' ? '90m' : `${tomorrow}T09:00`;
}
