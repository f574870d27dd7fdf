// What a report's file is called when nobody said. Pure.
import type { Report, ReportFormat } from './report.ts';
import { instantWords } from './words.ts';

/** `djcron-run-backup-db-2026-11-24.html`: nothing in it that a file system or a shell would mind. */
export function reportFileName(
  { kind, about, madeAt, timezone }: Pick<Report, 'kind' | 'about' | 'madeAt' | 'timezone'>,
  format: ReportFormat,
): string {
  const day = (instant: string | null) => (instant === null ? null : instantWords(instant, timezone).slice(0, 10));
  const when = about.since === null ? [day(madeAt)] : [day(about.since), day(about.until)];
  const what = kind === 'run' ? [about.job ?? 'command', about.run?.slice(-6).toLowerCase() ?? null] : [about.job, about.host];
  const parts = ['djcron', kind, ...what, ...new Set(when)].filter((part) => part !== null);
  return `${parts
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 180)}.${format}`;
}
