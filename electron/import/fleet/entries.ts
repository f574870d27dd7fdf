// What the hosts of a fleet do by themselves: lines of their crontabs and timers as entries, each with all hosts that have it alike.
// Comments and settings are none; a line that cannot be read is one, with the reason. Pure.
import { neverFires } from '../../../shared/model/schedule/cron.ts';
import { type Schedule, scheduleEntry, scheduleOf } from '../../../shared/model/schedule/schedule.ts';
import { type CrontabLine, passedOver, readCrontab } from '../crontab.ts';
import type { FoundCrontab } from '../crontab-proposals.ts';
import type { FoundTimer } from '../timer/timers.ts';

export interface FleetEntry {
  kind: 'cron' | 'timer';
  hosts: string[];
  file: string;
  text: string;
  command: string;
  user: string | null;
  /** empty: djcron cannot say when it is due */
  schedules: Schedule[];
  /** of a timer that counts from its own last start, which nobody else knows: `Every 1d` */
  pace: string | null;
  /** why it is not understood, or not taken over; null: it is */
  reason: string | null;
  /** why cron will never run it, or may not; null: it will */
  never: string | null;
  /** where what it writes goes: nowhere */
  isSilent: boolean;
}

export function entriesOf(
  { crontabs, timers }: { crontabs: readonly FoundCrontab[]; timers: readonly FoundTimer[] },
  hereZone: string,
): FleetEntry[] {
  const entries = new Map<string, FleetEntry>();
  const add = (host: string, zone: string | null, entry: Omit<FleetEntry, 'hosts'>) => {
    const { kind, file, text, user, reason, never, isSilent } = entry;
    const key = JSON.stringify([kind, file, text, user, zone, reason, never, isSilent]);
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { ...entry, hosts: [host] });
    else if (!known.hosts.includes(host)) known.hosts.push(host);
    else entries.set(`${key} ${entries.size}`, { ...entry, hosts: [host] }); // twice on one host is twice
  };
  for (const crontab of crontabs) {
    const ignored = passedOver(crontab);
    for (const line of readCrontab(crontab)) {
      const entry = entryOfLine(line, crontab, { ignored, hereZone });
      if (entry !== null) add(crontab.host ?? '', entry.zone, entry.entry);
    }
  }
  for (const timer of timers) add(timer.host, timer.zone, entryOfTimer(timer, hereZone));
  return [...entries.values()];
}

function entryOfLine({ file, text: whole, read }: CrontabLine, { zone }: FoundCrontab, at: { ignored: string | null; hereZone: string }) {
  const text = whole.trim();
  if (read.kind === 'refused') {
    const never = neverFires(text.split(/\s+/).slice(0, 5).join(' ')) ? 'no such month has that day' : at.ignored;
    const entry = {
      kind: 'cron' as const,
      file,
      text,
      command: text,
      user: null,
      schedules: [],
      pace: null,
      reason: read.reason,
      never,
      isSilent: false,
    };
    return { zone, entry };
  }
  if (read.kind !== 'entry') return null;
  const { schedule, timezone, command, user, settings } = read.entry;
  const place = timezone ?? zone;
  const rule = scheduleOf(scheduleEntry.parse({ cron: schedule, ...(place === null ? {} : { timezone: place }) }), 0, at.hereZone);
  const isSilent = isThrownAway(command) || (settings.get('MAILTO') === '' && !/[|>]/.test(command));
  return {
    zone: place,
    entry: { kind: 'cron' as const, file, text, command, user, schedules: [rule], pace: null, reason: null, never: at.ignored, isSilent },
  };
}

/** `> /dev/null 2>&1` and its kin */
function isThrownAway(command: string): boolean {
  return /(?:^|\s)(?:1?>+\s*\/dev\/null\s+2>(?:&1|>?\s*\/dev\/null)|&>+\s*\/dev\/null|>&\s*\/dev\/null)\s*\)?\s*$/.test(command);
}

function entryOfTimer({ unit, service, text, job }: FoundTimer, hereZone: string): Omit<FleetEntry, 'hosts'> {
  const isRead = !('reason' in job);
  const lines = isRead ? job.script.text.split('\n').filter((line) => line !== '' && !/^(#!|set [-+])/.test(line)) : [];
  const rules = isRead ? job.schedules.map((entry, i) => scheduleOf(scheduleEntry.parse(entry), i, hereZone)) : [];
  const isCounted = ({ text: rule }: Schedule) => rule.startsWith('every ');
  return {
    kind: 'timer',
    file: unit,
    text,
    command: lines.join('; ') || service,
    user: isRead ? (job.script.runAs ?? null) : null,
    schedules: rules.filter((rule) => !isCounted(rule)),
    pace: rules.find(isCounted)?.words ?? null,
    reason: isRead ? null : job.reason,
    never: null,
    isSilent: false,
  };
}
