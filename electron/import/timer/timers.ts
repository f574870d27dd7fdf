// Timers of systemd as they are on a host: when each is due and what its service does, as a job where djcron can say both, else
// with the reason. What the service has besides its command (limits, a sandbox) is noted. Pure.
import type { CronJob } from '../crontab-job.ts';
import { type NotSaid, readCalendar, readSpan, type TimerSchedule } from './calendar.ts';
import { readCommands, type ShellCommand, specified, wordsOf } from './command.ts';
import { lastOf, readUnit, type UnitSetting, valuesOf } from './unit-file.ts';

export interface FoundTimer {
  host: string;
  /** of lines that name no zone; null: not known */
  zone: string | null;
  /** `backup.timer`, and the service it starts */
  unit: string;
  service: string;
  /** when, as systemd says it */
  text: string;
  job: CronJob | NotSaid;
  description: string;
  notes: readonly string[];
}

type Properties = (name: string) => string[];

/** `text`: of `systemctl show`, units apart by a blank line; `services`: their files by name. */
export function readTimers(text: string, services: ReadonlyMap<string, string>, at: { host: string; zone: string | null }): FoundTimer[] {
  const units = text.split(/\n\n+/).filter((unit) => /^Id=/m.test(unit));
  return units.map((unit) => {
    const values: Properties = (name) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, found = '']) => found);
    const [id = '', service = ''] = [values('Id')[0], values('Unit')[0]];
    const settings = readUnit(services.get(service) ?? '');
    const { job, notes } = jobOf(values, settings, service, at.zone);
    const when = [...values('TimersCalendar'), ...values('TimersMonotonic')].map(inBraces).filter((one) => one !== '');
    return { ...at, unit: id, service, text: when.join(', '), job, description: lastOf(settings, 'Unit', 'Description') ?? '', notes };
  });
}

/** `{ OnCalendar=*-*-* 06:00:00 ; next_elapse=… }` -> `OnCalendar=*-*-* 06:00:00` */
function inBraces(text: string): string {
  return text.replace(/^\{ *| *;.*$|\s*\}$/g, '');
}

function jobOf(values: Properties, settings: readonly UnitSetting[], service: string, zone: string | null) {
  const notes: string[] = [];
  const job = (): CronJob | NotSaid => {
    const state = values('ActiveState')[0];
    if (state !== undefined && state !== 'active') return stays(`the timer is ${state}: it starts nothing`);
    const schedules = schedulesOf(values, zone, notes);
    if ('reason' in schedules) return schedules;
    if (settings.length === 0) return stays(`the file of ${service} cannot be read`);
    try {
      return { script: scriptOf(settings, service, notes), schedules };
    } catch (error) {
      return stays(`${service}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return { job: job(), notes };
}

function stays(reason: string): NotSaid {
  return { reason, remedy: 'it stays there; or write a job for it by hand' };
}

function schedulesOf(values: Properties, zone: string | null, notes: string[]): TimerSchedule[] | NotSaid {
  const calendars = values('TimersCalendar').map((text) => inBraces(text).replace(/^OnCalendar=/, ''));
  const spans = values('TimersMonotonic').map(inBraces);
  const jitter = readSpan(values('RandomizedDelayUSec')[0] ?? '');
  const common: TimerSchedule = {
    ...(zone === null ? {} : { timezone: zone }),
    ...(jitter === null ? {} : { jitter }),
    ...(values('Persistent')[0] === 'no' ? { misfire: 'skip' as const } : {}),
  };
  const schedules: TimerSchedule[] = [];
  for (const calendar of calendars) {
    const read = readCalendar(calendar);
    if ('reason' in read) return read;
    schedules.push({ ...common, ...read });
  }
  for (const span of spans) {
    const every = /^OnUnitActiveUSec=(.*)$/.exec(span);
    const length = every === null ? null : readSpan(every[1] ?? '');
    const { timezone: _, ...untimed } = common;
    if (length !== null) schedules.push({ ...untimed, every: length });
  }
  if (schedules.length === 0) return stays(unsaid(spans));
  if (spans.some((span) => /^On(Boot|Startup|Active)USec=/.test(span))) notes.push('it starts after boot too, which djcron does not');
  if (spans.some((span) => /^OnUnitActiveUSec=/.test(span)))
    notes.push('djcron counts its interval from 1970 on, systemd from the last start');
  return schedules;
}

function unsaid(spans: readonly string[]): string {
  if (spans.some((span) => span.startsWith('OnUnitInactiveUSec='))) return 'it counts from the end of the last run, which djcron does not';
  return spans.length > 0 ? 'it is due once after boot, which djcron cannot see from outside' : 'it names no time';
}

/** systemd's own, where a service sets none */
const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const told =
  /^(ExecStart|ExecStartPre|ExecStartPost|Type|User|Environment|EnvironmentFile|WorkingDirectory|RemainAfterExit|Standard\w+|SyslogIdentifier|TimeoutStartSec)$/;

function scriptOf(settings: readonly UnitSetting[], service: string, notes: string[]): CronJob['script'] {
  const of = (key: string) => valuesOf(settings, 'Service', key);
  const last = (key: string) => lastOf(settings, 'Service', key);
  const type = last('Type') ?? 'simple';
  if (!['simple', 'exec', 'oneshot', 'idle'].includes(type)) throw new Error(`its type is ${type}, which a script cannot be`);
  if (last('DynamicUser') === 'yes' || last('DynamicUser') === 'true') throw new Error('its user is made for it while it runs');
  if (of('ExecCondition').length > 0) throw new Error('it starts on a condition (ExecCondition=)');
  const commands = ['ExecStartPre', 'ExecStart', 'ExecStartPost'].flatMap((key) =>
    of(key).flatMap((value) => readCommands(value, service)),
  );
  if (of('ExecStart').length === 0) throw new Error('it has no command');
  const besides = [...new Set(settings.filter(({ section, key }) => section === 'Service' && !told.test(key)).map(({ key }) => key))];
  if (besides.length > 0) notes.push(`without its ${besides.join(', ')}`);
  const conditions = [
    ...new Set(settings.filter(({ section, key }) => section === 'Unit' && /^(Condition|Assert)/.test(key)).map(({ key }) => key)),
  ];
  if (conditions.length > 0) notes.push(`${conditions.join(', ')} is not looked at`);
  const user = commands.some(({ asRoot }) => asRoot) ? 'root' : (last('User') ?? 'root');
  notes.push(`runs as ${user}: by sudo -n where the login is another`);
  const directory = (last('WorkingDirectory') ?? '/').replace(/^-/, '');
  return {
    text: textOf(commands, of('EnvironmentFile')),
    runAs: specified(user, service),
    ...(directory === '~' ? {} : { workingDirectory: specified(directory, service) }),
    env: { PATH: usualPath, ...envOf(of('Environment'), service) },
  };
}

function textOf(commands: readonly ShellCommand[], files: readonly string[]): string {
  const sources = files.map((file) => (file.startsWith('-') ? `if [ -r ${file.slice(1)} ]; then . ${file.slice(1)}; fi` : `. ${file}`));
  const lines = [
    ...(commands.length > 1 ? ['set -e'] : []),
    ...(commands.some(({ splits }) => splits) ? ['set -f'] : []),
    ...(sources.length > 0 ? ['set -a', ...sources, 'set +a'] : []),
    ...commands.map(({ text, mayFail }) => (mayFail ? `${text} || :` : text)),
  ];
  return `#!/bin/sh\n${lines.join('\n')}\n`;
}

function envOf(values: readonly string[], service: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { text } of values.flatMap((value) => wordsOf(value))) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at > 0 && /^[A-Za-z_]\w*$/.test(name) && !name.startsWith('DJCRON')) env[name] = specified(text.slice(at + 1), service);
  }
  return env;
}
