// Crontabs of any number of places as rows to look at, one a line: what would become a job, which is here already, and what is
// neither, with the reason. The same entry found on several hosts becomes one job for all of them. Pure.
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { firstOf, occurrencesOf } from '../../shared/model/schedule/occurrences.ts';
import { wordsOf } from '../../shared/model/schedule/words.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';
import { foldNames } from '../../shared/model/target/fold.ts';
import { type Crontab, type CrontabEntry, type CrontabLine, readCrontab } from './crontab.ts';
import { type CronJob, cronJobOf, writeJob } from './crontab-job.ts';
import { jobName, uniqueName } from './crontab-name.ts';

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

interface Found {
  job: CronJob;
  entry: CrontabEntry;
  places: { line: CrontabLine; host: string | null }[];
}

export function proposeJobs(crontabs: readonly FoundCrontab[], around: Surroundings): { rows: ProposalRow[]; jobs: ProposedJob[] } {
  const found = new Map<string, Found>();
  const keys = new Map<CrontabLine, string>();
  const refusals = new Map<CrontabLine, { reason: string; remedy: string }>();
  const read = crontabs.map((crontab) => ({ crontab, lines: readCrontab(crontab) }));
  for (const { crontab, lines } of read) {
    for (const line of lines) {
      if (line.read.kind === 'refused') refusals.set(line, line.read);
      if (line.read.kind !== 'entry') continue;
      const job = cronJobOf(line.read.entry, crontab.zone);
      if ('reason' in job) {
        refusals.set(line, job);
        continue;
      }
      // twice in one crontab is twice; on another host it is the same job
      const place = { line, host: crontab.host };
      const key = keyOf(job, line.read.entry.comment, place, found);
      keys.set(line, key);
      const here = found.get(key);
      if (here === undefined) found.set(key, { job, entry: line.read.entry, places: [place] });
      else here.places.push(place);
    }
  }
  const named = nameJobs([...found], around);
  const rows = read.flatMap(({ crontab, lines }) =>
    lines.map((line): ProposalRow => rowOf(line, crontab, { named: named.get(keys.get(line) ?? ''), refusal: refusals.get(line), around })),
  );
  const jobs = [...named.values()].flatMap(({ name, targets, yaml, isHere }) => (isHere ? [] : [{ name, targets, yaml }]));
  return { rows, jobs };
}

function keyOf(job: CronJob, comment: readonly string[], { host }: { host: string | null }, found: ReadonlyMap<string, Found>): string {
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
    found.map(([key, { job, entry, places }]): [string, Named] => {
      const hosts = places.flatMap(({ host }) => host ?? []);
      const targets = given ?? foldNames(hosts);
      const meaning = meaningOf(job.script, [job.schedule], targets);
      const here = there.get(meaning);
      if (here !== undefined) {
        there.delete(meaning); // one job stands for one entry
        return [key, { name: here, targets, yaml: '', job, isHere: true }];
      }
      const name = uniqueName(jobName(entry), taken);
      const description = entry.comment.filter((line) => line !== '').join(' ');
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
function remarksOf(places: Found['places']): string[] {
  const byLine = new Map<string, string[]>();
  for (const { line, host } of places) {
    const text = `${line.file}:${line.number}: ${line.text}`;
    byLine.set(text, [...(byLine.get(text) ?? []), ...(host === null ? [] : [host])]);
  }
  const lines = [...byLine].map(([text, hosts]) => (hosts.length === 0 ? text : `${foldNames(hosts)}: ${text}`));
  return [...lines, ...(places[0]?.line.notes ?? []).map((note) => `note: ${note}`)];
}

interface Fate {
  named: Named | undefined;
  refusal: { reason: string; remedy: string } | undefined;
  around: Surroundings;
}

function rowOf(line: CrontabLine, { host }: FoundCrontab, { named, refusal, around }: Fate): ProposalRow {
  const { read } = line;
  const kind = refusal !== undefined ? 'refused' : read.kind !== 'entry' ? read.kind : named?.isHere ? 'same' : 'job';
  return {
    host,
    file: line.file,
    line: line.number,
    text: line.text,
    kind,
    job: named?.name ?? null,
    ...whenOf(named?.job, around),
    user: read.kind === 'entry' ? read.entry.user : null,
    reason: refusal?.reason ?? null,
    remedy: refusal?.remedy ?? null,
    notes: line.notes,
  };
}

function whenOf(job: CronJob | undefined, { now, hereZone }: Surroundings): Pick<ProposalRow, 'cron' | 'words' | 'timezone' | 'nextAt'> {
  if (job === undefined) return { cron: null, words: null, timezone: null, nextAt: null };
  const rule = parseCron(job.schedule.cron);
  const timezone = job.schedule.timezone ?? hereZone;
  const next = firstOf(occurrencesOf(rule, zoneOf(timezone), now), 1)[0];
  return { cron: job.schedule.cron, words: wordsOf(rule), timezone, nextAt: next === undefined ? null : new Date(next).toISOString() };
}
