// Hosts as handlers need them: by name or refused with the nearest name, by target, and in the contract's shape.
import type { Host } from '../../../shared/contract/hosts.ts';
import { AppError } from '../../../shared/errors.ts';
import { nearestOf } from '../../../shared/model/target/nearest.ts';
import { resolveTarget } from '../../../shared/model/target/resolve.ts';
import { lastRuns } from '../../store/executions.ts';
import { getHost, type HostRow, listHosts } from '../../store/hosts.ts';
import { allSeenKeys, allTrustedKeys, seenKey, trustedKeys } from '../../store/keys.ts';
import { hostOf } from '../edge.ts';
import type { Ports } from '../ports.ts';
import { briefKeyOf, hostKeyOf } from './key-state.ts';

type Needs = Pick<Ports, 'store'>;

/** Throws DJ-HOST-UNKNOWN. */
export function hostNamed({ store }: Needs, name: string): HostRow {
  const host = getHost(store, name);
  if (host) return host;
  const nearest = nearestOf(
    name,
    listHosts(store).map((item) => item.name),
  );
  throw new AppError('DJ-HOST-UNKNOWN', `there is no host "${name}"`, {
    where: name,
    remedy: nearest ? `did you mean ${nearest}?` : 'see: djcron host list',
  });
}

/** The hosts of an expression in its order; may be none. Throws DJ-TARGET-SYNTAX or DJ-TARGET-UNKNOWN. */
export function hostsOfTarget({ store }: Needs, target: string): HostRow[] {
  const rows = listHosts(store);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const names = resolveTarget(target, { hosts: rows.map((row) => ({ ...row, facts: factWords(row) })) });
  return names.flatMap((name) => byName.get(name) ?? []);
}

function factWords({ facts }: HostRow): Record<string, string> {
  return facts === null ? {} : { os: facts.os, kernel: facts.kernel, arch: facts.arch, cpus: String(facts.cpus) };
}

export function presentHost({ store }: Needs, row: HostRow): Host {
  const key = hostKeyOf(row.name, trustedKeys(store, row.id), seenKey(store, row.id));
  return hostOf(row, briefKeyOf(key), lastRuns(store, row.name)[0]);
}

export function presentHosts({ store }: Needs, rows: readonly HostRow[]): Host[] {
  const trusted = allTrustedKeys(store);
  const seen = allSeenKeys(store);
  const last = new Map(lastRuns(store).map((item) => [item.host.toLowerCase(), item]));
  return rows.map((row) => {
    const key = hostKeyOf(row.name, trusted.get(row.id) ?? [], seen.get(row.id));
    return hostOf(row, briefKeyOf(key), last.get(row.name.toLowerCase()));
  });
}
