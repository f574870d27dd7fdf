// Words that begin with "@": all hosts, a cluster, or those with a tag or fact.
//
//   @all, @*              every host
//   @web                  cluster
//   @role:front           tag `role` of a host; its fact `role` where it has no such tag
//   @tag.role:front       tag only
//   @fact.os:debian       fact only
//
// Nothing depends on case. A tag is equal to the value; a fact begins with it as a word ("Debian GNU/Linux 12" is `debian` but
// not `deb`; kernel 6.1.0 is `6.1` but 6.12 is not). With `*` or `?` the whole cluster name, tag or fact has to match, and
// nothing may; a plain word that matches nothing is unknown, so that `@all ! @rloe:db` never runs on the databases.
import { nearestOf } from './nearest.ts';
import { hasWildcard, wildcardMatcher } from './wildcard.ts';

export interface TargetHost {
  name: string;
  clusters: readonly string[];
  tags: Readonly<Record<string, string>>;
  /** empty when none were collected */
  facts: Readonly<Record<string, string>>;
}

/** The hosts a word stands for, or what is wrong with it. */
export type Selection = { hosts: TargetHost[] } | { malformed: string; remedy: string } | { unknown: string; remedy: string };

type Source = 'any' | 'tag' | 'fact';

/** `word` is one word after its ranges were written out, with its "@". */
export function selectGroup(word: string, hosts: readonly TargetHost[]): Selection {
  const name = word.slice(1);
  if (name === '') return { malformed: '"@" names no cluster', remedy: 'write @all or the name of a cluster' };
  if (name.includes('@')) return { malformed: '"@" inside a name', remedy: 'write an operator such as "," between names' };
  if (name === '*' || name.toLowerCase() === 'all') return { hosts: [...hosts] };
  const colon = name.indexOf(':');
  if (colon < 0) return selectCluster(name, hosts);
  const [source, key] = sourceOf(name.slice(0, colon));
  const value = name.slice(colon + 1);
  if (key === '' || value === '')
    return { malformed: `"${word}" lacks a ${key === '' ? 'key' : 'value'}`, remedy: 'write @key:value, as in @role:front or @os:debian' };
  return selectValue({ source, key, value }, hosts);
}

function selectCluster(name: string, hosts: readonly TargetHost[]): Selection {
  const fits = wildcardMatcher(name);
  const members = hosts.filter((host) => host.clusters.some(fits));
  if (members.length > 0 || hasWildcard(name)) return { hosts: members };
  const clusters = new Set(hosts.flatMap((host) => host.clusters));
  const near = nearestOf(name, clusters);
  if (near !== null) return { unknown: `there is no cluster "${name}"`, remedy: `did you mean "@${near}"?` };
  const host = hosts.find((item) => item.name.toLowerCase() === name.toLowerCase());
  if (host) return { unknown: `there is no cluster "${name}"`, remedy: `the host "${host.name}" is written without "@"` };
  return { unknown: `there is no cluster "${name}"`, remedy: listOf('clusters', clusters) };
}

function selectValue(wanted: { source: Source; key: string; value: string }, hosts: readonly TargetHost[]): Selection {
  const key = wanted.key.toLowerCase();
  const tagFits = wildcardMatcher(wanted.value);
  const factFits = hasWildcard(wanted.value) ? tagFits : wordPrefixMatcher(wanted.value);
  const members = hosts.filter((host) => {
    const tag = wanted.source === 'fact' ? undefined : valueUnder(host.tags, key);
    if (tag !== undefined || wanted.source === 'tag') return tag !== undefined && tagFits(tag);
    const fact = valueUnder(host.facts, key);
    return fact !== undefined && factFits(fact);
  });
  if (members.length > 0 || hasWildcard(wanted.value)) return { hosts: members };
  return unknownValue(wanted, hosts);
}

function unknownValue({ source, key, value }: { source: Source; key: string; value: string }, hosts: readonly TargetHost[]): Selection {
  const noun = source === 'any' ? 'tag or fact' : source;
  const written = source === 'any' ? '@' : `@${source}.`;
  const records = hosts.flatMap((host) => [...(source === 'fact' ? [] : [host.tags]), ...(source === 'tag' ? [] : [host.facts])]);
  const values = new Set(records.map((record) => valueUnder(record, key.toLowerCase())).filter((item) => item !== undefined));
  if (values.size > 0) {
    const near = nearestOf(
      value,
      [...values].filter((item) => /^[^\s,!&^[\]]+$/.test(item)),
    );
    const remedy = near === null ? listOf(`values of "${key}"`, values) : `did you mean "${written}${key}:${near}"?`;
    return { unknown: `no host has the ${noun} ${key}:${value}`, remedy };
  }
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  const near = nearestOf(key, keys);
  const remedy =
    near === null ? listOf(source === 'fact' ? 'facts' : 'tags and facts', keys) : `did you mean "${written}${near}:${value}"?`;
  return { unknown: `no host has a ${noun} "${key}"`, remedy };
}

function sourceOf(key: string): [Source, string] {
  const match = /^(tag|fact)\.(.*)$/is.exec(key);
  return match ? [match[1]?.toLowerCase() === 'tag' ? 'tag' : 'fact', match[2] ?? ''] : ['any', key];
}

function valueUnder(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.entries(record).find(([name]) => name.toLowerCase() === key)?.[1];
}

function wordPrefixMatcher(value: string): (text: string) => boolean {
  const wanted = value.toLowerCase();
  return (text) => text.toLowerCase().startsWith(wanted) && !/^[\p{L}\p{N}]/u.test(text.slice(wanted.length));
}

function listOf(noun: string, names: ReadonlySet<string>): string {
  if (names.size === 0) return `no ${noun} are known yet`;
  const shown = [...names].sort().slice(0, 5);
  return `known ${noun}: ${shown.join(', ')}${names.size > shown.length ? ', …' : ''}`;
}
