// What is typed above the list of hosts, and which hosts it leaves. Words are joined by "and"; pure.
import type { Host } from '../../../shared/contract/hosts.ts';

/**
 * `@cluster`, `key:changed`, `health:down`, `os:debian`, `jump:bastion`, `env=prod` (a tag), or any text of name,
 * address, user, cluster or operating system. A leading `-` turns a word round.
 */
export function filterHosts(hosts: readonly Host[], query: string): readonly Host[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return hosts;
  return hosts.filter((host) =>
    words.every((word) => (word.startsWith('-') && word.length > 1 ? !fits(host, word.slice(1)) : fits(host, word))),
  );
}

function fits(host: Host, word: string): boolean {
  if (word.startsWith('@')) return word === '@all' || host.clusters.some((cluster) => cluster.toLowerCase() === word.slice(1));
  const [, field, value] = /^(key|health|os|jump|user):(.*)$/.exec(word) ?? [];
  if (field === 'key') return host.hostKey.state.startsWith(value ?? '');
  if (field === 'health') return host.health.state.startsWith(value ?? '');
  if (field === 'os') return (host.facts?.os.toLowerCase() ?? '').includes(value ?? '');
  if (field === 'jump') return (host.jump?.toLowerCase() ?? '').includes(value ?? '');
  if (field === 'user') return host.user.toLowerCase() === value;
  const [, key, wanted] = /^([a-z0-9._-]+)=(.*)$/.exec(word) ?? [];
  if (key !== undefined)
    return Object.entries(host.tags).some(([name, tag]) => name.toLowerCase() === key && tag.toLowerCase().startsWith(wanted ?? ''));
  return textOf(host).includes(word);
}

function textOf(host: Host): string {
  return [host.name, host.address, host.user, ...host.clusters, host.facts?.os ?? ''].join('\n').toLowerCase();
}

/** Words worth offering above the list, each with the number of hosts it leaves; only those that leave some, not all. */
export function facetsOf(hosts: readonly Host[]): { word: string; state: string; count: number }[] {
  const facets = [
    ...(['down', 'degraded', 'unknown'] as const).map((state) => ({
      word: `health:${state}`,
      state,
      of: (host: Host) => host.health.state === state,
    })),
    ...(['changed', 'revoked', 'new'] as const).map((state) => ({
      word: `key:${state}`,
      state,
      of: (host: Host) => host.hostKey.state === state,
    })),
  ];
  return facets
    .map(({ word, state, of }) => ({ word, state, count: hosts.filter(of).length }))
    .filter(({ count }) => count > 0 && count < hosts.length);
}

/** The query with a word added, or without it when it is there. */
export function withWord(query: string, word: string): string {
  const words = query.split(/\s+/).filter(Boolean);
  return (words.includes(word) ? words.filter((other) => other !== word) : [...words, word]).join(' ');
}
