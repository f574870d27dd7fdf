// What cron would carry out as the script of a job: `#!` with cron's shell, then the command as it is. Its standard input, which
// cron gives behind `%`, comes first as a here-document of the shell itself. Pure; crontab export reads the same form back.
import type { CronCommand } from './crontab-command.ts';

export const usualShell = '/bin/sh';
/** cron's own, where the crontab sets none */
export const usualPath = '/usr/bin:/bin';
/** shells that know `exec <<'END'` */
const posixShell = /\/(sh|bash|dash|ash|ksh|mksh|zsh|busybox)$/;

export interface CronScript extends CronCommand {
  shell: string;
}

/** Null: that shell has no way to get a standard input from within its script. */
export function writeScript({ shell, command, input }: CronScript): string | null {
  if (input === null) return `#!${shell}\n${command}\n`;
  if (!posixShell.test(shell)) return null;
  return `#!${shell}\n${hereDocument(input)}${command}\n`;
}

export function isPosixShell(shell: string): boolean {
  return posixShell.test(shell);
}

function hereDocument(input: string): string {
  const lines = input.split('\n');
  let end = 'INPUT';
  while (lines.includes(end)) end += '_END';
  return `exec <<'${end}'\n${input}${end}\n`;
}

/** A script of one command, as a line of a crontab can say it; null when it is more. */
export function readScript(text: string): CronScript | null {
  const [, shell = usualShell, body = ''] = /^(?:#!(\/[^\s]+)\n)?(.*)$/s.exec(text) ?? [];
  if (body.startsWith('#!')) return null; // with an argument, or by env
  const here = /^exec <<'(\w+)'\n/.exec(body);
  if (here === null) return oneLine(shell, body, null);
  const rest = `\n${body.slice(here[0].length)}`;
  const end = rest.indexOf(`\n${here[1]}\n`);
  if (end < 0) return null;
  return oneLine(shell, rest.slice(end + (here[1] ?? '').length + 2), rest.slice(1, end + 1));
}

function oneLine(shell: string, body: string, input: string | null): CronScript | null {
  const command = body.replace(/\n$/, '');
  return command === '' || /[\n\0]/.test(command) || /^\s|^#/.test(command) ? null : { shell, command, input };
}
