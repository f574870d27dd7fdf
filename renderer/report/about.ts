// What a report is asked about: a run, or a time with perhaps a job or a host of it; and the times one can choose from.
import { previousSpan, type Span } from '../../shared/model/report/slices.ts';

export type ReportAbout = { run: string } | { since: string; until: string; job?: string; host?: string };

export const spanChoices = [
  { value: '24h', label: 'The last 24 hours' },
  { value: '7d', label: 'The last 7 days' },
  { value: '30d', label: 'The last 30 days' },
  { value: 'day', label: 'Yesterday' },
  { value: 'week', label: 'The last whole week' },
  { value: 'month', label: 'The last whole month' },
  { value: 'custom', label: 'From … until …' },
] as const;
export type SpanChoice = (typeof spanChoices)[number]['value'];

const minuteMs = 60_000;
const lengthsMs: Partial<Record<SpanChoice, number>> = {
  '24h': 24 * 60 * minuteMs,
  '7d': 7 * 24 * 60 * minuteMs,
  '30d': 30 * 24 * 60 * minuteMs,
};

export function spanChoiceOf(text: string | undefined): SpanChoice {
  return spanChoices.find(({ value }) => value === text)?.value ?? '7d';
}

/** `now` in whole minutes, so that the same question is not asked anew with every second; `timezone`: of the engine. */
export function timeOf(choice: Exclude<SpanChoice, 'custom'>, now: number, timezone: string): { since: string; until: string } {
  const length = lengthsMs[choice];
  const whole = Math.ceil(now / minuteMs) * minuteMs;
  const { since, until } = length === undefined ? previousSpan(choice as Span, now, timezone) : { since: whole - length, until: whole };
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}
