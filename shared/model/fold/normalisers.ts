// What two outputs may differ in and still say the same: the host's own name, moments, pids and the like. Each rule puts a
// mark where it finds such a thing, in the text of any number of lines; what it must not touch (versions, sizes, codes,
// counts) matters as much. Works on text, and as well on bytes read as Latin-1, one character a byte: of a character beyond
// ASCII nothing is assumed, and the marks are bytes that occur in no UTF-8 text.
import { maskDurations } from './durations.ts';
import { maskName } from './own-names.ts';
import { maskPids } from './pids.ts';
import { maskScriptPath } from './script-path.ts';
import { maskTimes } from './times.ts';

export const normalisers = ['script', 'host', 'times', 'dates', 'pids', 'durations', 'ansi', 'space'] as const;
export type Normaliser = (typeof normalisers)[number];

/** A date without a time is rather what a certificate or a package says than when something happened: it stays. */
export const defaultNormalisers: readonly Normaliser[] = normalisers.filter((name) => name !== 'dates');

/** `own`: what the host is called; see own-names. Text of whole lines: as many come out as went in. */
export function normalise(text: string, own: readonly string[], rules: ReadonlySet<Normaliser>): string {
  let result = text;
  if (rules.has('ansi') && result.includes('\u001b')) result = result.replace(escapes, '');
  if (rules.has('script')) result = maskScriptPath(result);
  if (rules.has('host')) for (const name of own) result = maskName(result, name);
  if (rules.has('times')) result = maskTimes(result);
  if (rules.has('dates')) result = result.replace(dates, '«date»');
  if (rules.has('durations')) result = maskDurations(result);
  if (rules.has('pids')) result = maskPids(result);
  if (rules.has('space') && someTrailing.test(result)) result = result.replace(trailing, '');
  return result;
}

/** Of a string without an end only its beginning goes: what a terminal would swallow may be a difference. */
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[PX^_][^\u001b\n]*\u001b\\|[ -/]*[0-~])/g;
/** 2027-01-05, 2027/01/05 */
const dates = /(?<![\w.-])(?:19|20)\d\d([-/])(?:0\d|1[0-2])\1(?:[0-2]\d|3[01])(?![\w-])/g;
const someTrailing = /[ \t\r](?:\n|$)/;
/** Begins only where blanks begin: a megabyte of them inside a line is looked at once. */
const trailing = /(?<![ \t\r])[ \t\r]+$/gm;
