// A job as a pair of systemd units: a service that runs its script, and a timer with its schedules. Pure.
import { parseDuration } from '../../shared/model/duration.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import type { ScheduleEntry } from '../../shared/model/schedule/schedule.ts';
import { calendarsOf } from './calendar.ts';
import { wordsOf } from './command.ts';
import { type ExportedFile, type ExportedJob, environmentOf, mark, oneLine, remarksOf, scheduleRemarks } from './exported.ts';

const folder = '/etc/systemd/system';
/** systemd never starts a service that runs; the others have a word of its own, or speak of djcron's own ways */
const keptPolicies = ['fanout', 'connectTimeout', 'samples', 'timeout', 'successCodes', 'cancel'];

export function timerOf(job: ExportedJob): ExportedFile[] {
  const timers = timersOf(job);
  const files = [{ path: `${folder}/${job.name}.service`, text: serviceText(job) }];
  if (timers.length === 0) return files;
  return [...files, ...timers.map(({ name, lines }) => ({ path: `${folder}/${name}.timer`, text: `${lines.join('\n')}\n` }))];
}

function serviceText(job: ExportedJob): string {
  const { name, definition } = job;
  const { script, policies, description } = definition;
  const { timeout, successCodes, cancel, concurrency } = policies;
  const kept = concurrency === 'forbid' ? [...keptPolicies, 'concurrency'] : keptPolicies;
  const remarks = [
    ...remarksOf(job, kept),
    ...(concurrency === 'allow' ? ['concurrency allow: systemd starts no second one while it runs'] : []),
    ...(script.runAs === undefined ? [`no runAs: as a system unit it runs as root, in ~/.config/systemd/user as yourself`] : []),
  ];
  const codes = successCodes.filter((code) => code !== 0);
  return [
    ...remarks.map((remark) => `${mark} ${remark}`),
    '[Unit]',
    `Description=${oneLine(description.replaceAll('%', '%%')) || name}`,
    '',
    '[Service]',
    'Type=oneshot',
    ...(script.runAs === undefined ? [] : [`User=${script.runAs}`]),
    `WorkingDirectory=${oneLine(script.workingDirectory ?? '~').replaceAll('%', '%%')}`,
    ...[...environmentOf(definition)].map(([key, value]) => `Environment=${word(`${key}=${value}`)}`),
    ...(timeout === undefined ? [] : [`TimeoutStartSec=${seconds(timeout)}`]),
    `TimeoutStopSec=${seconds(cancel.grace)}`,
    ...(codes.length === 0 ? [] : [`SuccessExitStatus=${codes.join(' ')}`]),
    `ExecStart=${startOf(script.text ?? '')}`,
    '',
  ].join('\n');
}

/** The script goes as one argument; programs that take none that way read it from a file that bash gives them. */
function startOf(script: string): string {
  const words = wordsOf(script);
  const shell = /\/(sh|bash|dash|ash|ksh|mksh|zsh)$/;
  const argument = (text: string) => word(text).replaceAll('$', '$$$$');
  if (words.every((one, i) => (i === 0 ? shell.test(one) : one.startsWith('-'))))
    return [...words, '-c'].concat(argument(script)).join(' ');
  return [
    '/bin/bash',
    '-c',
    argument(`exec ${words.map((one) => `'${one}'`).join(' ')} <(printf '%s' "$1")`),
    words.at(-1) ?? '',
    argument(script),
  ].join(' ');
}

/** In quotes of systemd: specifiers and escapes taken away from it. */
function word(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped.replaceAll('\t', '\\t')}"`;
}

function seconds(duration: string): string {
  return `${(parseDuration(duration) ?? 0) / 1000}s`;
}

/** Schedules that differ in more than when they are due need a timer each. */
function timersOf({ name, definition }: ExportedJob): { name: string; lines: string[] }[] {
  const groups = new Map<string, ScheduleEntry[]>();
  for (const entry of definition.schedules) {
    const key = JSON.stringify([entry.misfire, entry.jitter ?? '0s']);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((entries, i) => {
    const own = i === 0 ? name : `${name}-${i + 1}`;
    return { name: own, lines: timerLines(entries, { own, service: name }) };
  });
}

function timerLines(entries: readonly ScheduleEntry[], { own, service }: { own: string; service: string }): string[] {
  const [first] = entries;
  const jitterMs = parseDuration(first?.jitter ?? '0s') ?? 0;
  const due = entries.map(dueLines);
  const remarks = [
    ...entries.flatMap((entry) => scheduleRemarks(entry, ['jitter', ...(entry.misfire === 'skip' ? (['misfire'] as const) : [])])),
    ...(due.some(({ isZoneless }) => isZoneless) ? ['in the zone of the host; in djcron it was that of its computer'] : []),
    ...due.flatMap(({ remark }) => remark ?? []),
  ];
  return [
    ...[...new Set(remarks)].map((remark) => `${mark} ${remark}`),
    '[Unit]',
    `Description=when ${service} is due`,
    '',
    '[Timer]',
    ...due.flatMap(({ lines }) => lines),
    'AccuracySec=1s',
    `Persistent=${first?.misfire === 'skip' ? 'false' : 'true'}`,
    ...(jitterMs > 0 ? [`RandomizedDelaySec=${jitterMs / 1000}s`] : []),
    ...(own === service ? [] : [`Unit=${service}.service`]),
    '',
    '[Install]',
    'WantedBy=timers.target',
  ];
}

function dueLines(entry: ScheduleEntry): { lines: string[]; remark: string | null; isZoneless: boolean } {
  if (entry.cron !== undefined) {
    const rule = parseCron(entry.cron);
    const timezone = entry.timezone ?? rule.timezone;
    const calendars = calendarsOf(rule, timezone);
    if (calendars === null) return { lines: [], remark: `systemd has no way to say ${entry.cron}`, isZoneless: false };
    return { lines: calendars.map((calendar) => `OnCalendar=${calendar}`), remark: null, isZoneless: timezone === null };
  }
  if (entry.every !== undefined) {
    const every = seconds(entry.every);
    return {
      lines: [`OnActiveSec=${every}`, `OnUnitActiveSec=${every}`],
      remark: `every ${entry.every}, counted from the start before`,
      isZoneless: false,
    };
  }
  const [, date, time, offset] = /^(\d{4}-\d\d-\d\d)(?:[T ]([\d:]+)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(entry.at ?? '') ?? [];
  if (date === undefined || (offset !== undefined && offset !== 'Z')) {
    const instant = new Date(Date.parse(entry.at ?? '')).toISOString();
    return { lines: [`OnCalendar=${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`], remark: null, isZoneless: false };
  }
  const zone = offset === 'Z' ? ' UTC' : entry.timezone === undefined ? '' : ` ${entry.timezone}`;
  const clock = time === undefined ? '00:00:00' : time.length === 5 ? `${time}:00` : time;
  return { lines: [`OnCalendar=${date} ${clock}${zone}`], remark: null, isZoneless: zone === '' };
}
