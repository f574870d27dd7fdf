// Lines of crontabs on hosts that jobs were made of, and how a line is taken from cron and given back: the marker of its job
// stands before it, as a comment that cron passes over. Pure.

export const cronLineActs = ['take-over', 'give-back'] as const;
export type CronLineAct = (typeof cronLineActs)[number];

/** `active`: cron carries it out, as far as djcron knows; `taken-over`: djcron has commented it out. */
export const cronLineStates = ['active', 'taken-over'] as const;
export type CronLineState = (typeof cronLineStates)[number];

/** Where a line was found when it was imported. */
export interface CronPlace {
  host: string;
  /** as import names it: `/etc/cron.d/sysstat`, `crontab of deploy`, `backup.timer` */
  file: string;
  /** from 1; of a timer 0 */
  line: number;
  /** byte for byte, without its newline */
  text: string;
}

export function markerOf(job: string): string {
  return `# djcron:${job} `;
}

/** The job that has taken a line over; null: that is no such line. */
export function takenBy(line: string): string | null {
  return /^# djcron:([a-z0-9][a-z0-9-]*) ./s.exec(line)?.[1] ?? null;
}

/** Of whom a crontab is; null: it is a file. */
export function crontabOwner(file: string): string | null {
  return /^crontab of (\S+)$/.exec(file)?.[1] ?? null;
}

export function isTimer(file: string): boolean {
  return file.endsWith('.timer');
}
