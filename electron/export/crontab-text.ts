// Jobs as a crontab: a line a schedule, the settings it needs above it. Scripts of one command go back as they were written; longer
// ones become one command, or, beyond what a line may hold, a file to be saved. Pure.
import { AppError } from '../../shared/errors.ts';
import { parseDuration } from '../../shared/model/duration.ts';
import type { ScheduleEntry } from '../../shared/model/schedule/schedule.ts';
import { writeCommand } from '../import/crontab-command.ts';
import { isPosixShell, readScript, usualPath, usualShell } from '../import/crontab-script.ts';
import { writeSetting } from '../import/crontab-setting.ts';
import { commandOf } from './command.ts';
import { type CronFields, cronFieldsOf } from './cron-fields.ts';
import {
  type ExportedFile,
  type ExportedJob,
  environmentOf,
  keptByCron,
  mark,
  oneLine,
  placeOf,
  quoted,
  remarksOf,
  scheduleRemarks,
  wordOf,
} from './exported.ts';

/** Debian's cron takes no longer command. */
const longestCommand = 998;
const keptPolicies = ['fanout', 'connectTimeout', 'samples'];

interface CronLine {
  job: ExportedJob;
  fields: CronFields;
  settings: Map<string, string>;
  /** as it stands behind the schedule */
  command: string;
  /** above it */
  remarks: string[];
  description: string[];
}

/** Throws DJ-INPUT-INVALID when they cannot share one crontab. */
export function crontabOf(jobs: readonly ExportedJob[]): ExportedFile[] {
  const users = new Set(jobs.map(({ definition }) => definition.script.runAs !== undefined));
  if (users.size > 1) throw apart(jobs, (job) => job.definition.script.runAs !== undefined, 'runAs');
  const isSystem = users.has(true);
  const parts = jobs.map(readJob);
  const lines = parts.flatMap((part) => part.lines).sort((a, b) => rank(a) - rank(b) || a.settings.size - b.settings.size);
  const text = [...headOf(lines, isSystem), ...parts.flatMap((part) => part.said), ...textOf(lines, isSystem)];
  return [{ path: isSystem ? '/etc/cron.d/djcron' : 'crontab', text: `${text.join('\n')}\n` }];
}

/** What cannot be taken back for lines below comes last. */
function rank({ settings }: CronLine): number {
  return ['CRON_TZ', 'MAILTO', 'HOME'].filter((name) => settings.has(name)).length;
}

function headOf(lines: readonly CronLine[], isSystem: boolean): string[] {
  const zoned = lines.filter(({ settings }) => settings.has('CRON_TZ')).length;
  return [
    `${mark} ${isSystem ? 'a crontab with users, for /etc/cron.d' : 'for: crontab -, as the user djcron logs in as'}; cron catches up nothing that was missed`,
    ...(zoned > 0 ? [`${mark} CRON_TZ is understood by cronie; with Debian's cron lines fire in the zone of the host`] : []),
    ...(lines.some(({ command }) => command.includes('\\\\'))
      ? [`${mark} two backslashes are one under Debian's cron; under cronie write one`]
      : []),
    ...(zoned < lines.length ? [`${mark} lines without CRON_TZ fire in the zone of the host; in djcron it was that of its computer`] : []),
  ];
}

/** `said`: of what becomes no line. */
function readJob(job: ExportedJob): { lines: CronLine[]; said: string[] } {
  const { definition } = job;
  const shell = definition.script.env.SHELL;
  const remarks = remarksOf(job, keptPolicies);
  if (shell !== undefined && shell !== (readScript(definition.script.text ?? '')?.shell ?? usualShell))
    remarks.push(`SHELL is ${shell} for its script in djcron; here it is what reads the line`);
  const found = commandFor(job);
  const description = definition.description.split('\n').filter((line) => line.trim() !== '');
  const lines: CronLine[] = [];
  const unsaid: string[] = definition.schedules.length === 0 ? [...remarks] : [];
  for (const entry of definition.schedules) {
    const fields = cronFieldsOf(entry);
    if (fields === null || found.unsaid !== null) {
      if (unsaid.length === 0) unsaid.push(...remarks);
      unsaid.push(`no line: ${found.unsaid ?? `cron has no way to say ${wordOf(entry)}`}`);
      continue;
    }
    const kept = [...keptByCron(entry), ...(isWholeMinutes(entry) ? (['jitter'] as const) : [])];
    const own = [...remarks, ...(fields.remark === null ? [] : [fields.remark]), ...scheduleRemarks(entry, kept)];
    const settings = new Map([...found.settings, ...scheduleSettings(entry, fields)]);
    lines.push({ job, fields, settings, command: found.command, remarks: own, description });
  }
  return { lines, said: [...unsaid.map((remark) => `${mark} ${remark}`), ...found.file] };
}

interface FoundCommand {
  settings: Map<string, string>;
  command: string;
  unsaid: string | null;
  /** lines of a script that is to be saved first */
  file: string[];
}

function commandFor({ name, definition }: ExportedJob): FoundCommand {
  const script = definition.script.text ?? '';
  const directory = definition.script.workingDirectory;
  const env = environmentOf(definition);
  const enters = directory === undefined || directory === env.get('HOME') ? '' : `cd ${quoted(directory)} || exit; `;
  const unsaid = [...env].find(([key, value]) => writeSetting(key, value) === null)?.[0];
  if (unsaid !== undefined) return { settings: env, command: '', unsaid: `cron cannot set ${unsaid} to what it is`, file: [] };
  const single = readScript(script);
  const fits =
    single !== null && (enters === '' || isPosixShell(single.shell)) ? writeCommand({ ...single, command: enters + single.command }) : null;
  if (single !== null && fits !== null && fits.length <= longestCommand)
    return { settings: withShell(env, single.shell), command: fits, unsaid: null, file: [] };
  const settings = withShell(env, usualShell);
  const inline = commandOf(script);
  const long = inline === null ? null : writeCommand({ command: enters + inline, input: null });
  if (long !== null && long.length <= longestCommand) return { settings, command: long, unsaid: null, file: [] };
  const place = placeOf(name);
  const file = [
    `${mark} ${name} is no script for one line of cron. Save it first, from this file:`,
    `${mark} sed -n 's/^#${name}|//p' FILE > ${place} && chmod 755 ${place}`,
    ...(script.startsWith('#!') ? script : `#!${usualShell}\n${script}`)
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `#${name}|${line}`),
    '',
  ];
  const calls = writeCommand({ command: enters + place, input: null });
  if (calls === null) return { settings, command: '', unsaid: 'cron cannot enter its working directory', file: [] };
  return { settings, command: calls, unsaid: null, file };
}

/** cron starts what SHELL names: what a job wants to see there besides is only said. */
function withShell(env: ReadonlyMap<string, string>, shell: string): Map<string, string> {
  const { SHELL: wanted, ...settings } = Object.fromEntries(env);
  const said = wanted === undefined && shell === usualShell ? [] : [['SHELL', shell] as const];
  return new Map([...said, ...Object.entries(settings)]);
}

function isWholeMinutes(entry: ScheduleEntry): boolean {
  return (parseDuration(entry.jitter ?? '0s') ?? 0) % 60_000 === 0;
}

function scheduleSettings(entry: ScheduleEntry, fields: CronFields): [string, string][] {
  const jitterMs = parseDuration(entry.jitter ?? '0s') ?? 0;
  return [
    ...(fields.timezone === null ? [] : ([['CRON_TZ', fields.timezone]] satisfies [string, string][])),
    ...(jitterMs > 0 && isWholeMinutes(entry) ? ([['RANDOM_DELAY', String(jitterMs / 60_000)]] satisfies [string, string][]) : []),
  ];
}

function textOf(lines: readonly CronLine[], isSystem: boolean): string[] {
  const current = new Map<string, string>();
  return lines.flatMap((line) => {
    const { settings, needless } = changesFrom(current, line);
    for (const [name, value] of settings) current.set(name, value);
    const unset = needless.length === 0 ? '' : `unset ${needless.join(' ')}; `;
    const user = isSystem ? `${line.job.definition.script.runAs} ` : '';
    return [
      '',
      ...line.remarks.map((remark) => `${mark} ${remark}`),
      ...[...settings].map(([name, value]) => writeSetting(name, value) ?? ''),
      ...line.description.map((text) => `# ${oneLine(text)}`),
      `${line.fields.text} ${user}${unset}${line.command}`,
    ];
  });
}

/** What cron has where nothing is set. */
const usualSettings: Record<string, string> = { SHELL: usualShell, PATH: usualPath, RANDOM_DELAY: '0' };

/** What has to be set for a line, and variables of lines above that it must not see. Throws DJ-INPUT-INVALID. */
function changesFrom(current: ReadonlyMap<string, string>, line: CronLine): { settings: Map<string, string>; needless: string[] } {
  const wanted = new Map(line.settings);
  const left = [...current.keys()].filter((name) => !wanted.has(name));
  const needless = left.filter((name) => !(name in usualSettings));
  for (const [name, value] of Object.entries(usualSettings)) if (left.includes(name)) wanted.set(name, value);
  const stuck = needless.find((name) => ['HOME', 'MAILTO', 'CRON_TZ'].includes(name) || !isPosixShell(wanted.get('SHELL') ?? ''));
  if (stuck !== undefined) throw mixed(`${line.job.name} would get ${stuck} of a job above it in one crontab`);
  return { settings: new Map([...wanted].filter(([name, value]) => current.get(name) !== value)), needless };
}

function apart(jobs: readonly ExportedJob[], has: (job: ExportedJob) => boolean, what: string): AppError {
  return mixed(`${jobs.find(has)?.name} has ${what}, ${jobs.find((job) => !has(job))?.name} has none: they cannot share a crontab`);
}

function mixed(what: string): AppError {
  return new AppError('DJ-INPUT-INVALID', what, { remedy: 'export them one by one' });
}
