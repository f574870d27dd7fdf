// What needs somebody: jobs whose newest run did not succeed, keys to decide about, hosts that are down. Pure.
import type { Host } from '../../../shared/contract/hosts.ts';
import type { Run } from '../../../shared/contract/run.ts';

export type Attention =
  | { type: 'job'; job: string; run: Run; failedInARow: number }
  | { type: 'keys-changed'; hosts: Host[] }
  | { type: 'keys-new'; hosts: Host[] }
  /** hosts that are down for one cause */
  | { type: 'down'; cause: string; hosts: Host[] };

/** `runs` newest first. Jobs first, then by how many hosts are touched; nothing twice. */
export function attentionOf(runs: readonly Run[], hosts: readonly Host[]): Attention[] {
  const changed = hosts.filter((host) => host.hostKey.state === 'changed' || host.hostKey.state === 'revoked');
  const fresh = hosts.filter((host) => host.hostKey.state === 'new');
  const down = hosts.filter((host) => host.health.state === 'down' && !changed.includes(host));
  return [
    ...(changed.length > 0 ? [{ type: 'keys-changed' as const, hosts: changed }] : []),
    ...failingJobs(runs),
    ...byCause(down).map(([cause, some]) => ({ type: 'down' as const, cause, hosts: some })),
    ...(fresh.length > 0 ? [{ type: 'keys-new' as const, hosts: fresh }] : []),
  ];
}

/** Jobs whose newest finished run did not succeed: a later success settles an earlier failure. */
function failingJobs(runs: readonly Run[]): Attention[] {
  const finished = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.job === null || run.state === 'queued' || run.state === 'running') continue;
    finished.set(run.job, [...(finished.get(run.job) ?? []), run]);
  }
  const items: Attention[] = [];
  for (const [job, own] of finished) {
    const [newest] = own;
    if (newest === undefined || newest.state === 'succeeded' || newest.state === 'cancelled') continue;
    const good = own.findIndex((run) => run.state === 'succeeded');
    items.push({ type: 'job', job, run: newest, failedInARow: good < 0 ? own.length : good });
  }
  return items;
}

function byCause(hosts: readonly Host[]): [string, Host[]][] {
  const causes = new Map<string, Host[]>();
  for (const host of hosts) {
    const cause = causeOf(host);
    causes.set(cause, [...(causes.get(cause) ?? []), host]);
  }
  return [...causes].sort((a, b) => b[1].length - a[1].length);
}

/** What hosts that fail for the same reason have in common: the message without the host's own address. */
function causeOf(host: Host): string {
  const detail = [host.address, host.name].reduce(
    (text, own) => text.replaceAll(`${own}:${host.port}`, 'the host').replaceAll(own, 'the host'),
    host.health.detail ?? 'no connection',
  );
  return host.jump === null ? detail : `${detail}, through ${host.jump}`;
}
