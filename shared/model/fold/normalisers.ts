// What two outputs may differ in and still say the same: the host's own name, moments, pids and the like. Each rule puts a
// mark where it finds such a thing, in the text of any number of lines; what it must not touch (versions, sizes, codes,
// counts) matters as much. Works on text, and as well on bytes read as Latin-1, one character a byte: of a character beyond
// ASCII nothing is assumed, and the marks are bytes that occur in no UTF-8 text.
import { maskTimes } from './times.ts';

export const normalisers = ['host', 'times', 'dates', 'pids', 'durations', 'ansi', 'space'] as const;
export type Normaliser = (typeof normalisers)[number];

/** A date without a time is rather what a certificate or a package says than when something happened: it stays. */
export const defaultNormalisers: readonly Normaliser[] = normalisers.filter((name) => name !== 'dates');

/** `own`: what the host is called; see ownNames. Text of whole lines: as many come out as went in. */
export function normalise(text: string, own: readonly string[], rules: ReadonlySet<Normaliser>): string {
  let result = text;
  if (rules.has('ansi') && result.includes('\u001b')) result = result.replace(escapes, '');
  if (rules.has('host')) for (const name of own) result = maskName(result, name);
  if (rules.has('times')) result = maskTimes(result);
  if (rules.has('dates')) result = result.replace(dates, '«date»');
  if (rules.has('durations')) result = maskDurations(result);
  if (rules.has('pids')) result = maskPids(result);
  if (rules.has('space') && trailing.test(result)) result = result.replace(trailingAll, '');
  return result;
}

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b\n]*(?:\u001b\\)?|[ -/]*[0-~])/g;
const dates = /(?<![\w.-])(?:19|20)\d\d([-/])(?:0\d|1[0-2])\1(?:[0-2]\d|3[01])(?![\w-])/g;
const trailing = /[ \t\r](?:\n|$)/;
const trailingAll = /[ \t\r]+$/gm;

/**
 * What a host may call itself: its name, the first part of that, its address. What is common to all hosts (localhost) or may
 * be a number like any other is not masked.
 */
export function ownNames({ name, address }: { name: string; address: string }): string[] {
  const isAddress = /^[\d.]+$|:/.test(name);
  const names = [name, isAddress ? '' : (name.split('.')[0] ?? ''), address];
  const all = names.flatMap((one) => [one, one.toLowerCase()]).filter(isTelling);
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

function isTelling(name: string): boolean {
  if (name.length < 2 || /^(?:localhost\b.*|127\..*|::1)$/i.test(name)) return false;
  return /[A-Za-z]/.test(name) || /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':');
}

/** Where it stands alone: `web-1` is neither in `web-10` nor in `old-web-1`, but it is in `web-1.example.org`. */
function maskName(text: string, name: string): string {
  let at = text.indexOf(name);
  if (at < 0) return text;
  let result = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (!before.test(text[at - 1] ?? ' ') || !after.test(text.slice(end, end + 2))) continue;
    result += `${text.slice(from, at)}«host»`;
    from = end;
  }
  return result + text.slice(from);
}

const before = /[^\w.-]/;
const after = /^(?:$|[^\w.-]|\.(?:$|[^\d]))/;

// As a date of `ls` has no seconds, a time of `ps` no hours, and `512m` may be memory: a single letter counts where nothing else has it.
const units = 'milliseconds?|msecs?|seconds?|secs?|minutes?|mins?|hours?|hrs?';
const durations = new RegExp(
  [
    String.raw`\bup [^\n]{1,80}?\bload averages?: [\d., ]+`,
    String.raw`\bup \d+ (?:years?|months?|weeks?|days?|hours?|minutes?|min)(?:, +(?:\d+ (?:months?|weeks?|days?|hours?|minutes?|min)|\d+:\d\d))*`,
    String.raw`(?<![\w.-])\d+ ?(?:y|years?|months?|weeks?|w|days?|d|h|min|s|${units})(?:,? \d+ ?(?:months?|weeks?|days?|h|min|s|${units}))* ago\b`,
    String.raw`(?<![\w.-])(?:\d+d ?)?(?:\d+h ?)?\d+m ?\d+(?:\.\d+)?s\b`,
    String.raw`(?<![\w.-])\d+(?:d ?\d+h|h ?\d+m)(?: ?\d+m)?\b`,
    String.raw`(?<![\w.-])\d+(?:\.\d+)?(?: ?(?:${units}|ms|ns|us|\u00c2?\u00b5s)|s)\b(?!\/)`,
    String.raw`(?<![\w.-])\d+\.\d+ s\b(?!\/)`,
    String.raw`(?<![\w:.-])\d+-\d\d:\d\d:\d\d\b`,
  ].join('|'),
  'g',
);

function maskDurations(text: string): string {
  return text.replace(durations, '«duration»');
}

const tags = /(?<=[\w)/@.-])\[\d{2,7}\](?=:)/g;
const named = /\b((?:P?PID|p?pid|Pid)["']?(?:[=:] ?| )["']?)\d{1,7}\b/g;
const processDirectories = /\/proc\/\d+\b/g;
/** `├─1234 nginx`, as text and as bytes */
const tree = /((?:[├└]─|\u00e2\u0094[\u009c\u0094]\u00e2\u0094\u0080) ?)\d+(?= )/g;

function maskPids(text: string): string {
  return text.replace(tags, '[«pid»]').replace(named, '$1«pid»').replace(processDirectories, '/proc/«pid»').replace(tree, '$1«pid»');
}
