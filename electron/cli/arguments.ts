// Values of options as people type them, checked where they are read: one line, naming the option (commander adds that).
import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../shared/model/duration.ts';
import { parseSize } from '../../shared/model/size.ts';
import { nearestOf } from '../../shared/model/target/nearest.ts';
import { parseMoment } from './terminal/moment.ts';

export function wholeNumber(min: number, max: number, what: string): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`${what} is ${min} to ${max}.`);
    return value;
  };
}

/** An option that takes some of these words, divided by commas; `all` means all of them. May be given several times. */
export function wordsOption(flags: string, description: string, words: readonly string[]): Option {
  const allowed = [...words, 'all'];
  return new Option(flags, `${description}, divided by commas`).choices(allowed).argParser((text: string, before: string[] | undefined) => {
    const given = text.split(',').flatMap((part): readonly string[] => {
      const asked = part.trim();
      if (asked === 'all') return words;
      if (words.includes(asked)) return [asked];
      const nearest = nearestOf(asked, words);
      throw new InvalidArgumentError(`${nearest === null ? '' : `Did you mean ${nearest}? `}Allowed are ${allowed.join(', ')}.`);
    });
    return [...(before ?? []), ...given];
  });
}

export const portNumber = wholeNumber(1, 65535, 'A port');

/** Milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('A duration is written as 90s, 5m or 1h30m.');
  return ms;
}

/** RFC 3339 in UTC. */
export function moment(text: string): string {
  const at = parseMoment(text, Date.now());
  if (at === null) throw new InvalidArgumentError('A time is written as 2027-01-05T09:00:00Z, "2027-01-05 09:00", 2027-01-05 or -2h.');
  return at;
}

/** Bytes. */
export function size(text: string): number {
  const bytes = parseSize(text);
  if (bytes === null) throw new InvalidArgumentError('A size is written as 50MiB or 1GB.');
  return bytes;
}

/** For options that may be given several times. */
export function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** `k=v`, several times; the first `=` divides. */
export function pair(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It is written as key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
