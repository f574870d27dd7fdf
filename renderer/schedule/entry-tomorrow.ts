// Tomorrow's date as job files write it, by the clock of who looks at the page.
import { civilDayOf } from '../parts/time-format.ts';

/** `2027-01-05` */
export function tomorrow(): string {
  const { year, month, day } = civilDayOf(Date.now() + 86_400_000, 'local');
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
