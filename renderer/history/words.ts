// The filters of the history as words: what stands in the address, the chips that say it, what is typed to make one, and what
// the engine is asked. Pure: the caller says what time it is.
import type { RunFilter } from '../../shared/contract/history.ts';
import { parseDuration } from '../../shared/model/duration.ts';
import { runStates, triggers } from '../../shared/model/run.ts';
import { formatInstant, type ZoneId } from '../parts/time-format.ts';

/** As the address has it. States and triggers may be several, divided by commas; times are RFC 3339 or an age as `24h`. */
export interface HistorySearch {
  q?: string | undefined;
  job?: string | undefined;
  host?: string | undefined;
  state?: string | undefined;
  trigger?: string | undefined;
  user?: string | undefined;
  exit?: string | undefined;
  pinned?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  /** a stretch of the time that is shown: `FROM..UNTIL` */
  brush?: string | undefined;
}

export type FieldKey = Exclude<keyof HistorySearch, 'brush'>;

export interface Field {
  key: FieldKey;
  /** for who looks for it */
  hint: string;
  /** what may be typed where it is a closed list */
  values: readonly string[];
  /** several may be given */
  many: boolean;
}

const ages = ['1h', '24h', '7d', '30d'];

export const fields: readonly Field[] = [
  { key: 'state', hint: 'how it ended', values: runStates, many: true },
  { key: 'job', hint: 'name of a job', values: [], many: false },
  { key: 'host', hint: 'ran on it; web-* too', values: [], many: false },
  { key: 'trigger', hint: 'what started it', values: triggers, many: true },
  { key: 'user', hint: 'who started it', values: [], many: false },
  { key: 'exit', hint: 'exit code on a host', values: [], many: false },
  { key: 'since', hint: 'not older', values: ages, many: false },
  { key: 'until', hint: 'older than', values: ages, many: false },
  { key: 'pinned', hint: 'kept by a pin', values: ['yes', 'no'], many: false },
];

export interface Chip {
  key: keyof HistorySearch;
  text: string;
}

export function chipsOf(search: HistorySearch, zone: ZoneId, now: number): Chip[] {
  const chips: Chip[] = fields.flatMap(({ key }) =>
    search[key] === undefined ? [] : [{ key, text: `${key}:${shown(key, search[key], zone, now)}` }],
  );
  if (search.q !== undefined) chips.push({ key: 'q', text: `“${search.q}”` });
  const brush = brushOf(search);
  if (brush !== null) chips.push({ key: 'brush', text: stretchText(brush, zone, now) });
  return chips;
}

function shown(key: FieldKey, value: string, zone: ZoneId, now: number): string {
  if (key !== 'since' && key !== 'until') return value;
  const at = Date.parse(value);
  return parseDuration(value) === null && !Number.isNaN(at) ? formatInstant(at, zone, { now }) : `${value} ago`;
}

/** `Tue 24 Nov 02:00 – 05:00`. */
export function stretchText({ from, until }: Stretch, zone: ZoneId, now: number): string {
  const [begin, end] = [formatInstant(from, zone, { now }), formatInstant(until, zone, { now })];
  const day = begin.slice(0, -5);
  return `${begin} – ${end.startsWith(day) ? end.slice(day.length) : end}`;
}

/** Epoch milliseconds. */
export interface Stretch {
  from: number;
  until: number;
}

export function brushOf({ brush }: HistorySearch): Stretch | null {
  const [from = Number.NaN, until = Number.NaN] = (brush ?? '').split('..').map((text) => Date.parse(text));
  return from < until ? { from, until } : null;
}

export function brushWord({ from, until }: Stretch): string {
  return `${new Date(from).toISOString()}..${new Date(until).toISOString()}`;
}

/** The words of what was typed: `state:failed host:web-*, disk full` are two filters and a text. */
export function wordsOf(typed: string): string[] {
  const tokens = typed.trim().split(/,?\s+(?!\d\d?:\d\d)/);
  const filters = tokens.filter((token) => fieldOf(token) !== undefined);
  if (filters.length === 0) return [typed.trim()];
  const text = tokens.filter((token) => fieldOf(token) === undefined).join(' ');
  return text === '' ? filters : [...filters, text];
}

/** The search with all typed words in it, and the first that is none, as `state:purple`; null: there is no such. */
export function withWords(search: HistorySearch, typed: string): { search: HistorySearch; wrong: string | null } {
  let next = search;
  for (const word of wordsOf(typed)) {
    const more = withWord(next, word);
    if (more === null) return { search, wrong: word };
    next = more;
  }
  return { search: next, wrong: null };
}

function fieldOf(word: string): Field | undefined {
  return fields.find(({ key }) => word.startsWith(`${key}:`));
}

/** The search with a typed word in it; null when the word is none, as `state:purple`. */
export function withWord(search: HistorySearch, typed: string): HistorySearch | null {
  const word = typed.trim();
  if (word === '') return null;
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/s.exec(word) ?? [];
  const field = fields.find(({ key }) => key === name);
  if (field === undefined) return { ...search, q: word.replace(/^"(.*)"$/s, '$1') };
  const given = value.trim();
  if (!mayBe(field, given)) return null;
  const before = search[field.key]?.split(',') ?? [];
  const values = field.many ? [...new Set([...before, ...given.split(',')])].join(',') : given;
  // other times, another stretch of them
  const brush = field.key === 'since' || field.key === 'until' ? undefined : search.brush;
  return { ...search, [field.key]: values, brush };
}

/** What is wrong with a typed word that is none, and what to write instead. */
export function whyNoWord(typed: string): string {
  const [, name = '', given = ''] = /^([a-z]+):(.*)$/s.exec(typed.trim()) ?? [];
  const field = fields.find(({ key }) => key === name);
  if (field === undefined) return 'Write what to look for.';
  const { key, values, hint } = field;
  const wrong = given
    .split(',')
    .map((one) => one.trim())
    .find((one) => one !== '' && !mayBe(field, one));
  const instead =
    key === 'exit'
      ? 'a number from 0 to 255'
      : key === 'since' || key === 'until'
        ? 'an age as 2d or 12h, or a day as 2026-11-20'
        : values.length > 0
          ? `one of ${values.join(', ')}`
          : hint;
  return `${key}: takes ${instead}${wrong === undefined ? '' : `, not ${wrong}`}.`;
}

function mayBe({ key, values, many }: Field, value: string): boolean {
  if (value === '') return false;
  if (key === 'exit') return /^\d{1,3}$/.test(value) && Number(value) <= 255;
  if (key === 'since' || key === 'until') return parseDuration(value) !== null || !Number.isNaN(Date.parse(value));
  return values.length === 0 || (many ? value.split(',') : [value]).every((one) => values.includes(one));
}

export function without(search: HistorySearch, key: keyof HistorySearch): HistorySearch {
  return { ...search, [key]: undefined };
}

/** Ages count from the whole minute before `now`: the same question is not asked anew with every second. */
export function filterOf(search: HistorySearch, now: number): RunFilter {
  const [states, kinds] = [wordsIn(search.state, runStates), wordsIn(search.trigger, triggers)];
  return {
    text: search.q,
    job: search.job,
    host: search.host,
    state: states.length > 0 ? states : undefined,
    trigger: kinds.length > 0 ? kinds : undefined,
    actor: search.user,
    exitCode: search.exit !== undefined && /^\d{1,3}$/.test(search.exit) ? Number(search.exit) : undefined,
    pinned: search.pinned === undefined ? undefined : search.pinned === 'yes',
    since: momentOf(search.since, now),
    before: momentOf(search.until, now),
  };
}

/** The same within the stretch that is brushed, if one is. */
export function brushedFilter(filter: RunFilter, brush: Stretch | null): RunFilter {
  return brush === null ? filter : { ...filter, since: new Date(brush.from).toISOString(), before: new Date(brush.until).toISOString() };
}

function wordsIn<Word extends string>(text: string | undefined, words: readonly Word[]): Word[] {
  return words.filter((word) => text?.split(',').includes(word));
}

function momentOf(text: string | undefined, now: number): string | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== null) return new Date(Math.floor((now - ms) / 60_000) * 60_000).toISOString();
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export interface Suggestion {
  /** what stands in the field when it is taken */
  word: string;
  hint: string;
  /** it is a whole word; else a value is still to come */
  whole: boolean;
}

const suggestionsAtMost = 9;

/** `known`: names there are, for fields that are no closed list. */
export function suggestionsFor(typed: string, known: Partial<Record<FieldKey, readonly string[]>>): Suggestion[] {
  const text = typed.trimStart();
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  const field = fields.find(({ key }) => key === name);
  if (field === undefined) {
    const named = fields
      .filter(({ key }) => key.startsWith(text.toLowerCase()))
      .map(({ key, hint }) => ({ word: `${key}:`, hint, whole: false }));
    const asText = text.trim() === '' ? [] : [{ word: text.trim(), hint: 'in id, job, target, parameters or script', whole: true }];
    return [...asText, ...named];
  }
  const values = (field.values.length > 0 ? field.values : (known[field.key] ?? [])).filter((one) =>
    one.toLowerCase().includes(value.trim().toLowerCase()),
  );
  const exact = value.trim() !== '' && !values.includes(value.trim()) && mayBe(field, value.trim()) ? [value.trim()] : [];
  return [...exact, ...values]
    .slice(0, suggestionsAtMost)
    .map((one) => ({ word: `${field.key}:${one}`, hint: hintOf(field, one), whole: true }));
}

/** The two that are taken for one another. */
function hintOf({ key }: Field, value: string): string {
  if (key !== 'state') return '';
  return value === 'partial' ? 'on some hosts it did not succeed' : value === 'failed' ? 'on no host it succeeded' : '';
}
