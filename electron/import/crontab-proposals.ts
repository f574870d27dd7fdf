// Crontabs of any number of places as rows to look at, one a line: what would become a job, which is here already, and what is
// neither, with the reason. The same entry found on several hosts becomes one job for all of them. Pure.
import { firstOf } from '../../shared/model/schedule/occurrences.ts';
import { scheduleEntry, scheduleOf } from '../../shared/model/schedule/schedule.ts';
import { foldNames } from '../../shared/model/target/fold.ts';
import { type Crontab, type CrontabLine, readCrontab } from './crontab.ts';
import { type CronJob, cronJobOf, writeJob } from './crontab-job.ts';
import { jobName, uniqueName } from './crontab-name.ts';
import type { FoundTimer } from './timer/timers.ts';

export interface FoundCrontab extends Crontab {
  /** null: a file given here */
  host: string | null;
  /** of its lines without CRON_TZ; null: not known */
  zone: string | null;
}

/** What a row becomes: `same`: a job of that meaning is here. The last three are no entries. */
export type RowKind = 'job' | 'same' | 'refused' | 'setting' | 'comment' | 'blank';

export interface ProposalRow {
  host: string | null;
  file: string;
  line: number;
  text: string;
  kind: RowKind;
  job: string | null;
  cron: string | null;
  words: string | null;
  timezone: string | null;
  nextAt: string | null;
  user: string | null;
  /** of `refused` */
  reason: string | null;
  remedy: string | null;
  notes: readonly string[];
}

export interface ProposedJob {
  name: string;
  targets: string;
  yaml: string;
}

export interface ExistingJob {
  name: string;
  /** what a job file says: of a job that was imported, the same as here */
  definition: { script: object; targets: string; schedules: readonly object[] };
}

export interface Surroundings {
  existing: readonly ExistingJob[];
  /** for files; hosts are their own */
  targets: string | null;
  /** epoch ms, and the zone of this computer */
  now: number;
  hereZone: string;
}

/** A line of a crontab or a timer, and what it would be. */
interface Item {
  host: string | null;
  file: string;
  /** 0: of a timer */
  line: number;
  text: string;
  notes: readonly string[];
  user: string | null;
  read:
    | { kind: 'entry'; job: CronJob; comment: readonly string[]; name: string }
    | { kind: 'refused'; reason: string; remedy: string }
    | { kind: 'setting' | 'comment' | 'blank' };
}

interface Found {
  job: CronJob;
  name: string;
  comment: readonly string[];
  places: Item[];
}

/** Rows in the order of crontabs and timers, line by line. */
export function proposeJobs(
  { crontabs, timers }: { crontabs: readonly FoundCrontab[]; timers: readonly FoundTimer[] },
  around: Surroundings,
): { rows: ProposalRow[]; jobs: ProposedJob[] } {
  const items = [
    ...crontabs.flatMap((crontab) => readCrontab(crontab).map((line) => itemOfLine(line, crontab))),
    ...timers.map(itemOfTimer),
  ];
  const found = new Map<string, Found>();
  const keys = new Map<Item, string>();
  for (const item of items) {
    if (item.read.kind !== 'entry') continue;
    const { job, comment, name } = item.read;
    // twice in one crontab is twice; on another host it is the same job
    const key = keyOf(job, comment, item, found);
    keys.set(item, key);
    const here = found.get(key);
    if (here === undefined) found.set(key, { job, comment, name, places: [item] });
    else here.places.push(item);
  }
  const named = nameJobs([...found], around);
  const rows = items.map((item) => rowOf(item, named.get(keys.get(item) ?? ''), around));
  const jobs = [...named.values()].flatMap(({ name, targets, yaml, isHere }) => (isHere ? [] : [{ name, targets, yaml }]));
  return { rows, jobs };
}

function itemOfLine({ file, number, text, notes, read }: CrontabLine, { host, zone }: FoundCrontab): Item {
  const place = { host, file, line: number, text, notes, user: read.kind === 'entry' ? read.entry.user : null };
  if (read.kind !== 'entry') return { ...place, read };
  const { entry } = read;
  const job = cronJobOf(entry, zone);
  if ('reason' in job) return { ...place, read: { kind: 'refused', ...job } };
  return { ...place, read: { kind: 'entry', job, comment: entry.comment, name: jobName(entry) } };
}

function itemOfTimer({ host, unit, service, text, job, description, notes }: FoundTimer): Item {
  const place = { host, file: unit, line: 0, text: text === '' ? service : `${text}: ${service}`, notes };
  if ('reason' in job) return { ...place, user: null, read: { kind: 'refused', ...job } };
  const name = jobName({ command: unit.replace(/\.timer$/, ''), comment: [] });
  return { ...place, user: job.script.runAs ?? null, read: { kind: 'entry', job, comment: [description], name } };
}

function keyOf(job: CronJob, comment: readonly string[], { host }: Item, found: ReadonlyMap<string, Found>): string {
  for (let time = 1; ; time++) {
    const key = JSON.stringify([job, comment, time]);
    const here = found.get(key);
    if (here === undefined || (host !== null && here.places.every((place) => place.host !== null && place.host !== host))) return key;
  }
}

interface Named extends ProposedJob {
  job: CronJob;
  isHere: boolean;
}

function nameJobs(found: readonly [string, Found][], { existing, targets: given }: Surroundings): Map<string, Named> {
  const taken = new Set(existing.map(({ name }) => name));
  const there = new Map(
    existing.map(({ name, definition }) => [meaningOf(definition.script, definition.schedules, definition.targets), name]),
  );
  return new Map(
    found.map(([key, { job, name: wanted, comment, places }]): [string, Named] => {
      const hosts = places.flatMap(({ host }) => host ?? []);
      const targets = given ?? foldNames(hosts);
      const meaning = meaningOf(job.script, job.schedules, targets);
      const here = there.get(meaning);
      if (here !== undefined) {
        there.delete(meaning); // one job stands for one entry
        return [key, { name: here, targets, yaml: '', job, isHere: true }];
      }
      const name = uniqueName(wanted, taken);
      const description = comment.filter((line) => line !== '').join(' ');
      return [key, { name, targets, yaml: writeJob({ name, description, targets, job, remarks: remarksOf(places) }), job, isHere: false }];
    }),
  );
}

/** Defaults that a definition has filled in are left out of account. */
function meaningOf(script: object, schedules: readonly object[], targets: string): string {
  const pick = (value: object, keys: readonly string[]) => keys.map((key) => (Reflect.get(value, key) as unknown) ?? null);
  return JSON.stringify([
    pick(script, ['text', 'runAs', 'workingDirectory', 'env']),
    schedules.map((schedule) => pick(schedule, ['cron', 'timezone', 'jitter', 'at', 'every', 'start', 'end'])),
    targets,
  ]);
}

/** Notes are those of the first line; lines of several hosts are grouped by how they read. */
function remarksOf(places: readonly Item[]): string[] {
  const byLine = new Map<string, string[]>();
  for (const { file, line, text: words, host } of places) {
    const text = `${line === 0 ? file : `${file}:${line}`}: ${words}`;
    byLine.set(text, [...(byLine.get(text) ?? []), ...(host === null ? [] : [host])]);
  }
  const lines = [...byLine].map(([text, hosts]) => (hosts.length === 0 ? text : `${foldNames(hosts)}: ${text}`));
  return [...lines, ...(places[0]?.notes ?? []).map((note) => `note: ${note}`)];
}

function rowOf({ host, file, line, text, notes, user, read }: Item, named: Named | undefined, around: Surroundings): ProposalRow {
  const isRefused = read.kind === 'refused';
  return {
    host,
    file,
    line,
    text,
    kind: read.kind === 'entry' ? (named?.isHere ? 'same' : 'job') : read.kind,
    job: named?.name ?? null,
    ...whenOf(named?.job, around),
    user,
    reason: isRefused ? read.reason : null,
    remedy: isRefused ? read.remedy : null,
    notes,
  };
}

function whenOf(job: CronJob | undefined, { now, hereZone }: Surroundings): Pick<ProposalRow, 'cron' | 'words' | 'timezone' | 'nextAt'> {
  if (job === undefined) return { cron: null, words: null, timezone: null, nextAt: null };
  const rules = job.schedules.map((entry, i) => scheduleOf(scheduleEntry.parse(entry), i, hereZone));
  const next = Math.min(...rules.flatMap((rule) => firstOf(rule.dueAfter(now), 1)));
  return {
    cron: rules.map(({ text }) => text).join('; '),
    words: rules.map(({ words }) => words).join('; '),
    timezone: rules[0]?.timezone ?? null,
    nextAt: Number.isFinite(next) ? new Date(next).toISOString() : null,
  };
}
