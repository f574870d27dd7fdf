// An entry of a crontab as a job file a person can read, with the line it came from above it; or why it cannot be one. Pure.
import { Document, isScalar, Scalar, visit } from 'yaml';
import type { CrontabEntry } from './crontab.ts';
import { usualPath, usualShell, writeScript } from './crontab-script.ts';

/** What djcron keeps of an entry, wherever it was found: entries of the same meaning have the same. */
export interface CronJob {
  script: { text: string; runAs?: string; workingDirectory?: string; env: Record<string, string> };
  schedules: ScheduleText[];
}

/** An entry of `schedules`, as a file says it. */
export interface ScheduleText {
  cron?: string;
  at?: string;
  every?: string;
  timezone?: string;
  jitter?: string;
  misfire?: 'skip';
}

/** settings that are no part of what the command sees, or that cron takes no notice of */
const notForCommand = ['CRON_TZ', 'RANDOM_DELAY', 'LOGNAME'];

/** `zone`: of lines that name none; null: not known. */
export function cronJobOf(entry: CrontabEntry, zone: string | null): CronJob | { reason: string; remedy: string } {
  const { settings } = entry;
  const shell = settings.get('SHELL') || usualShell;
  if (!/^\/\S+$/.test(shell)) return { reason: `SHELL=${shell} is no full path: cron cannot start it`, remedy: 'write SHELL=/bin/bash' };
  const text = writeScript({ ...entry, shell });
  if (text === null)
    return { reason: `it has a standard input behind %, which ${shell} cannot be given in a script`, remedy: 'let a POSIX shell run it' };
  const home = settings.get('HOME');
  const timezone = entry.timezone ?? zone;
  const delay = Number(settings.get('RANDOM_DELAY') ?? 0);
  return {
    script: {
      text,
      ...(entry.user === null ? {} : { runAs: entry.user }),
      ...(home?.startsWith('/') ? { workingDirectory: home } : {}),
      env: envOf(settings),
    },
    schedules: [
      {
        cron: entry.schedule,
        ...(timezone === null ? {} : { timezone }),
        ...(delay > 0 ? { jitter: `${delay}m` } : {}),
      },
    ],
  };
}

function envOf(settings: ReadonlyMap<string, string>): Record<string, string> {
  const env: Record<string, string> = settings.has('PATH') ? {} : { PATH: usualPath };
  for (const [name, value] of settings) {
    if (!notForCommand.includes(name) && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith('DJCRON')) env[name] = value;
  }
  return env;
}

export interface JobText {
  name: string;
  description: string;
  targets: string;
  job: CronJob;
  /** above all: the line with its place, and what to know of it */
  remarks: readonly string[];
}

/** YAML that parseJobFile takes. */
export function writeJob({ name, description, targets, job, remarks }: JobText): string {
  const { text, ...how } = job.script;
  const document = new Document({
    apiVersion: 'djcron/v1',
    kind: 'Job',
    name,
    ...(description === '' ? {} : { description }),
    script: { text, ...how },
    targets,
    schedules: job.schedules,
  });
  const script = document.getIn(['script', 'text'], true);
  if (isScalar(script)) script.type = Scalar.BLOCK_LITERAL;
  visit(document, {
    Pair(_, pair) {
      // YAML 1.1 readers take some of these for a number or a time
      if (isScalar(pair.key) && pair.key.value === 'cron' && isScalar(pair.value)) pair.value.type = Scalar.QUOTE_DOUBLE;
    },
  });
  document.commentBefore = remarks.map((remark) => ` ${printable(remark)}`).join('\n');
  return document.toString({ lineWidth: 0, directives: false });
}

/** A comment of YAML holds no control characters. */
function printable(text: string): string {
  return text.replace(
    /[^\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
