// How a host looks in a terminal.
import type { Host } from '../../../shared/contract/hosts.ts';
import { toneOf } from '../terminal/colour.ts';
import { showBytes, showElapsed, showInstant } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { visible } from '../terminal/text.ts';

export const hostView: ListView<Host> = {
  columns: [
    { name: 'NAME', value: (host) => host.name },
    { name: 'ADDRESS', value: (host) => host.address },
    { name: 'PORT', value: (host) => host.port, align: 'right' },
    { name: 'USER', value: (host) => host.user },
    { name: 'CLUSTERS', value: (host) => host.clusters.join(';') },
    { name: 'TAGS', value: tagsOf },
    { name: 'KEY', value: (host) => host.hostKey.state, tone: (host) => toneOf(host.hostKey.state) },
    { name: 'HEALTH', value: (host) => host.health.state, tone: (host) => toneOf(host.health.state) },
  ],
  name: (host) => host.name,
  empty: 'no hosts yet: djcron host add NAME --address A, or djcron host import --ssh-config ~/.ssh/config',
};

function tagsOf(host: Host): string {
  return Object.entries(host.tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(';');
}

export function hostText(host: Host): string[] {
  const key = [host.hostKey.state, host.hostKey.type, host.hostKey.fingerprint].filter((part) => part !== null).join(' ');
  const { facts, health } = host;
  return fields([
    ['name', host.name],
    ['address', `${host.address}, port ${host.port}`],
    ['user', host.user],
    ['identity', host.identity ?? 'agent and the usual files of ~/.ssh'],
    ['jump', host.jump ?? '-'],
    ['clusters', host.clusters.join(', ') || '-'],
    ['tags', tagsOf(host).replaceAll(';', ', ') || '-'],
    ['connect timeout', showElapsed(host.connectTimeoutMs)],
    ['host key', key],
    ['health', [health.state, health.detail].filter((part) => part !== null).join(': ')],
    ['checked', showInstant(health.checkedAt)],
    ['facts', facts === null ? '-' : `${facts.os}, ${facts.kernel} ${facts.arch}, ${facts.cpus} CPUs, ${showBytes(facts.memoryBytes)}`],
    ['last run', host.lastRun === null ? '-' : `${host.lastRun.run} ${host.lastRun.state}, ${showInstant(host.lastRun.at)}`],
    ['source', host.source],
  ]);
}

/** `label:  value` lines, aligned. */
export function fields(pairs: readonly (readonly [label: string, value: string])[]): string[] {
  const width = pairs.reduce((widest, [label]) => Math.max(widest, label.length), 0) + 2;
  return pairs.map(([label, value]) => `${`${label}:`.padEnd(width)}${visible(value)}`);
}
