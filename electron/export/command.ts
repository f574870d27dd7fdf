// A script as one command of a POSIX shell, readable still: the way into a line of cron for a script of several lines. Pure.
import { quoted } from './exported.ts';

/** Programs that take a script as an argument, and how. */
const flags: readonly [RegExp, string][] = [
  [/\/(sh|bash|dash|ash|ksh|mksh|zsh|python[\d.]*)$/, '-c'],
  [/\/(perl|ruby|node)$/, '-e'],
];

/** `/bin/bash -c "$(printf '%b' 'set -e\nuptime\n')"`; null where the program of its `#!` line takes no script that way. */
export function commandOf(script: string): string | null {
  const words = wordsOf(script);
  const program = words.findLast((word) => !word.startsWith('-') || word === words[0]) ?? '';
  const flag = flags.find(([name]) => name.test(program.includes('/') ? program : `/${program}`))?.[1];
  if (flag === undefined || script.includes('\0')) return null;
  // octal, because crons do not agree on what two backslashes are
  const text = script.replaceAll('\\', '\\0134').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll("'", `'\\''`);
  return `${words.map(quoted).join(' ')} ${flag} "$(printf '%b' '${text}')"`;
}

/** Of the `#!` line, as Linux reads it: what follows the program is one argument. */
export function wordsOf(script: string): string[] {
  const [, program = '/bin/sh', argument = ''] = /^#![ \t]*(\S+)[ \t]*([^\r\n]*)/.exec(script) ?? [];
  const words = argument.trim();
  if (words === '') return [program];
  return /\/env$/.test(program) ? [program, ...words.replace(/^-S\s+/, '').split(/\s+/)] : [program, words];
}
