// A crontab line by line, as cron reads it: each is an entry, a setting for the entries below it, a comment, blank, or something
// that cannot be taken, with the reason. None is left out. What becomes of an entry is decided elsewhere. Pure.
import { AppError } from '../../shared/errors.ts';
import { takenBy } from '../../shared/model/cron-line.ts';
import { parseCron } from '../../shared/model/schedule/cron.ts';
import { zoneOf } from '../../shared/model/schedule/zone.ts';
import { type CronCommand, readCommand } from './crontab-command.ts';
import { readSetting, type Setting } from './crontab-setting.ts';

export interface Crontab {
  /** as a person knows it: `/etc/cron.d/sysstat`, `-` */
  name: string;
  bytes: Uint8Array;
  /** its entries name a user, as those of /etc/crontab do */
  isSystem: boolean;
  /** the user of all its entries, where that is another than who logs in; absent: who logs in */
  owner?: string | null;
}

/** What cron would carry out, and under which settings. */
export interface CrontabEntry extends CronCommand {
  /** the five fields or the word, as written, one blank between them */
  schedule: string;
  /** of a CRON_TZ above it */
  timezone: string | null;
  user: string | null;
  /** settings above it, in their order; a later one of the same name holds */
  settings: ReadonlyMap<string, string>;
  /** the comment directly above it, line by line */
  comment: readonly string[];
}

export interface CrontabLine {
  file: string;
  /** from 1 */
  number: number;
  text: string;
  read:
    | { kind: 'entry'; entry: CrontabEntry }
    | { kind: 'refused'; reason: string; remedy: string }
    | { kind: 'setting'; setting: Setting }
    | { kind: 'comment' }
    | { kind: 'blank' };
  /** what a person should know of it */
  notes: readonly string[];
}

/** Debian's cron takes no longer command (MAX_COMMAND); cronie takes 131,072. */
const longestCommand = 998;

/** As many lines as the file has, in their order. */
export function readCrontab(crontab: Crontab): CrontabLine[] {
  const raw = linesOf(crontab.bytes);
  const settings = new Map<string, string>();
  let comment: string[] = [];
  return raw.map(({ text: whole, isText, isEnded }, i): CrontabLine => {
    const text = whole.replace(/\r+$/, '');
    const notes = [
      ...(whole === text ? [] : ['a CR ended the line and was taken off: cron takes it for a part of the command']),
      ...(isEnded ? [] : ["no newline ends the file: Debian's cron takes no notice of such a file"]),
    ];
    const read = readLine(text, { isText, isSystem: crontab.isSystem, owner: crontab.owner ?? null, settings, comment });
    if (read.kind === 'setting') settings.set(read.setting.name, read.setting.value);
    // a line that djcron took over is no comment on the one below it
    comment = read.kind === 'comment' && takenBy(text) === null ? [...comment, commentOf(text)] : [];
    if (read.kind === 'entry') notes.push(...entryNotes(read.entry, text), ...fileNotes(crontab.name));
    const kept = read.kind === 'entry' || read.kind === 'refused' ? notes : [];
    return { file: crontab.name, number: i + 1, text: whole, read, notes: notesOf(read, text, kept) };
  });
}

function notesOf(read: CrontabLine['read'], text: string, kept: readonly string[]): readonly string[] {
  if (read.kind === 'setting') return settingNotes(read.setting);
  const job = read.kind === 'comment' ? takenBy(text) : null;
  return job === null ? kept : [`taken over by the job ${job}: cron does not run it; give it back with: djcron cron give-back ${job}`];
}

interface RawLine {
  text: string;
  isText: boolean;
  isEnded: boolean;
}

function linesOf(bytes: Uint8Array): RawLine[] {
  const lines: RawLine[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    lines.push({ ...decode(bytes.subarray(from, end < 0 ? bytes.length : end)), isEnded: end >= 0 });
    from = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

function decode(bytes: Uint8Array): { text: string; isText: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isText: true };
  } catch {
    return { text: new TextDecoder('utf-8').decode(bytes), isText: false };
  }
}

/** Why Debian's cron takes no notice of a file that is there; null: it does. */
export function passedOver({ name, bytes }: Crontab): string | null {
  if (isForeignName(name)) return "Debian's cron takes no notice of a file of this name";
  return bytes.length > 0 && bytes.at(-1) !== 0x0a ? "no newline ends the file, and Debian's cron takes no notice of such a one" : null;
}

interface Around {
  isText: boolean;
  isSystem: boolean;
  owner: string | null;
  settings: ReadonlyMap<string, string>;
  comment: readonly string[];
}

function readLine(text: string, around: Around): CrontabLine['read'] {
  const line = text.replace(/^[ \t]+/, '');
  if (line === '') return { kind: 'blank' };
  if (line.startsWith('#')) return { kind: 'comment' };
  if (text.includes('\0')) return refused('it holds a NUL byte, where cron ends the line', 'remove that byte');
  if (!around.isText) return refused('it is not UTF-8 text', 'convert the file: iconv -f latin1 -t utf-8');
  const setting = readSetting(line);
  if (setting !== null) return { kind: 'setting', setting };
  try {
    return { kind: 'entry', entry: readEntry(line, around) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refused(error.refusal.what, error.refusal.remedy);
  }
}

function refused(reason: string, remedy: string): CrontabLine['read'] {
  return { kind: 'refused', reason, remedy };
}

/** Throws DJ-SCHEDULE-INVALID. */
function readEntry(line: string, { isSystem, owner, settings, comment }: Around): CrontabEntry {
  const match = /^-?(@\S*|(?:[^\s@]\S*[ \t]+){4}\S+)(?:[ \t]+(.*))?$/s.exec(line);
  if (match === null) throw notTaken('it is neither a setting nor a schedule with a command', 'write five fields and a command');
  const schedule = (match[1] ?? '').replace(/[ \t]+/g, ' ');
  parseCron(schedule);
  const { user, command } = isSystem ? splitUser(match[2] ?? '') : { user: owner, command: match[2] ?? '' };
  if (/^(%|\s*$)/.test(command)) throw notTaken('it has no command', isSystem ? 'write a user and a command' : 'write a command');
  const timezone = settings.get('CRON_TZ') || null;
  if (timezone !== null) zoneOf(timezone);
  return { schedule, timezone, user, settings: new Map(settings), comment, ...readCommand(command) };
}

function splitUser(text: string): { user: string; command: string } {
  const [, user = '', command = ''] = /^(\S*)[ \t]*(.*)$/s.exec(text) ?? [];
  if (!/^[a-z_][a-z0-9_.-]*\$?$/i.test(user))
    throw notTaken(
      user === '' ? 'it has no user and no command' : `"${user}" is no user name`,
      'a system crontab names a user before the command',
    );
  return { user, command };
}

function notTaken(what: string, remedy: string): AppError {
  return new AppError('DJ-SCHEDULE-INVALID', what, { remedy });
}

/** Of a comment what a person wrote, without rulers and what djcron itself put there. */
function commentOf(line: string): string {
  const text = line.replace(/^[ \t]*#+[ \t]*/, '').trim();
  return /^djcron:|^[-=*#~\s]*$/.test(text) ? '' : text;
}

function entryNotes(entry: CrontabEntry, text: string): string[] {
  const { settings, user, command } = entry;
  const mailTo = settings.get('MAILTO');
  return [
    ...(/^[ \t]*-/.test(text) ? ['"-" before it keeps it out of the log of cron; djcron logs it all the same'] : []),
    ...(user === null ? [] : [`runs as ${user}: by sudo -n where the login is another`]),
    ...(user === null && /^root\s/.test(command) ? ['its command begins with "root": a crontab with users needs --system'] : []),
    ...(entry.timezone === null ? [] : [`CRON_TZ: Debian's cron takes no notice of it, there the line fires in the zone of the host`]),
    ...(/-[de] \/run\/systemd\/system\b/.test(command) ? ['looks for systemd, and leaves the work to a timer where it runs'] : []),
    ...(text.includes('\\\\') ? ["two backslashes are one under Debian's cron, and two under cronie: taken as one"] : []),
    ...(mailTo ? [`its output is not mailed to ${mailTo}: djcron sends no mail yet`] : []),
    ...(text.length > longestCommand && command.length > longestCommand ? ["longer than Debian's cron takes, which refuses the file"] : []),
  ];
}

function fileNotes(name: string): string[] {
  return isForeignName(name) ? ["Debian's cron takes no notice of a file of this name"] : [];
}

function isForeignName(name: string): boolean {
  return /\/cron\.d\/[^/]*[^A-Za-z0-9_/-][^/]*$/.test(name);
}

function settingNotes({ name, value, isBare }: Setting): string[] {
  return [
    ...(isBare && value === '' ? ["an empty value without quotes: Debian's cron takes it for no setting and refuses the file"] : []),
    ...(name === 'LOGNAME' ? ['cron sets LOGNAME itself: this has no effect'] : []),
    ...(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? [] : ['jobs below go without it: that is no name of a variable for a shell']),
    ...(name.startsWith('DJCRON') ? ['jobs below go without it: such names are set by djcron'] : []),
    ...(name === 'RANDOM_DELAY' && !/^\d+$/.test(value) ? ['it is no number of minutes: without effect'] : []),
  ];
}
