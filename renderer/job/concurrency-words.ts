// What happens to a run that is to start while another of the same job goes on, in words. Pure.
import type { ConcurrencyPolicy } from '../../shared/model/policies.ts';

export const concurrencyChoices: readonly { value: ConcurrencyPolicy; label: string }[] = [
  { value: 'allow', label: 'runs beside it' },
  { value: 'forbid', label: 'is skipped' },
  { value: 'queue', label: 'waits for its end' },
  { value: 'replace', label: 'takes its place' },
];

/** Of runs that would overlap: `would run beside each other`. */
export function overlapWords(concurrency: string): string {
  if (concurrency === 'forbid') return 'the next is skipped while one goes on';
  if (concurrency === 'queue') return 'the next waits until one ends';
  if (concurrency === 'replace') return 'the next ends the one that goes on';
  return 'runs go on beside each other';
}
