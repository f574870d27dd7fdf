// The columns of the list of hosts.
import type { Host } from '../../../shared/contract/hosts.ts';
import type { Column } from '../../parts/data-table-row.tsx';
import { HostLink, RunLink } from '../../parts/links.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { compareNames } from '../../parts/table-moves.ts';
import { Ago } from '../../parts/time.tsx';
import styles from './hosts.module.css';

const healthOrder = ['down', 'degraded', 'unknown', 'up'];
const keyOrder = ['changed', 'revoked', 'new', 'unknown', 'certificate', 'known'];

export const hostColumns: readonly Column<Host>[] = [
  {
    key: 'health',
    title: 'Health',
    width: '112px',
    cell: (host) => (
      <span title={host.health.detail ?? undefined}>
        <StateMark state={host.health.state} />
      </span>
    ),
    compare: (a, b) => healthOrder.indexOf(a.health.state) - healthOrder.indexOf(b.health.state),
  },
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(130px, 1.4fr)',
    cell: (host) => (
      <span className={styles.name}>
        <HostLink name={host.name} />
      </span>
    ),
    compare: (a, b) => compareNames(a.name, b.name),
  },
  {
    key: 'address',
    title: 'Address',
    width: 'minmax(150px, 1.6fr)',
    cell: (host) => <Address host={host} />,
    compare: (a, b) => compareNames(a.address, b.address),
  },
  { key: 'user', title: 'User', width: 'minmax(64px, 0.6fr)', cell: (host) => host.user, compare: (a, b) => compareNames(a.user, b.user) },
  {
    key: 'groups',
    title: 'Clusters, tags',
    width: 'minmax(150px, 1.5fr)',
    cell: (host) => <Groups host={host} most={2} />,
    compare: (a, b) => compareNames(a.clusters.join(), b.clusters.join()),
  },
  {
    key: 'os',
    title: 'System',
    width: 'minmax(100px, 1fr)',
    cell: (host) =>
      host.facts === null ? (
        <span className="faint">–</span>
      ) : (
        <span title={`${host.facts.os}, ${host.facts.kernel} ${host.facts.arch}`}>{shortSystem(host.facts.os)}</span>
      ),
    compare: (a, b) => compareNames(a.facts?.os ?? '~', b.facts?.os ?? '~'),
  },
  {
    key: 'key',
    title: 'Host key',
    width: '112px',
    cell: (host) => (
      <span title={host.hostKey.fingerprint ?? 'not seen yet'}>
        <StateMark state={host.hostKey.state} word={host.hostKey.state === 'unknown' ? 'not seen' : undefined} />
      </span>
    ),
    compare: (a, b) => keyOrder.indexOf(a.hostKey.state) - keyOrder.indexOf(b.hostKey.state),
  },
  {
    key: 'run',
    title: 'Last run',
    width: 'minmax(110px, 0.8fr)',
    cell: (host) =>
      host.lastRun === null ? (
        <span className="faint">never</span>
      ) : (
        <RunLink id={host.lastRun.run} host={host.name}>
          <StateMark state={host.lastRun.state} word="" /> <Ago at={host.lastRun.at} />
        </RunLink>
      ),
    compare: (a, b) => (a.lastRun?.at ?? '').localeCompare(b.lastRun?.at ?? ''),
  },
];

/** `Debian 13` of `Debian GNU/Linux 13 (trixie)` */
export function shortSystem(os: string): string {
  return os.replace(/ (GNU\/)?Linux| LTS| \([^)]*\)/g, '') || os;
}

export function Address({ host }: { host: Pick<Host, 'address' | 'port' | 'jump'> }) {
  return (
    <>
      <span>{host.address.includes(':') && host.port !== 22 ? `[${host.address}]` : host.address}</span>
      {host.port !== 22 && <span className="faint">:{host.port}</span>}
      {host.jump !== null && (
        <span className={styles.jump} title={`reached through ${host.jump}`}>
          {' '}
          ↪ {host.jump}
        </span>
      )}
    </>
  );
}

/** Clusters, then tags; in a list only the first ones (`most`), the rest as a number. */
export function Groups({ host, most = 99 }: { host: Pick<Host, 'clusters' | 'tags'>; most?: number }) {
  const all = [...host.clusters.map((cluster) => `@${cluster}`), ...Object.entries(host.tags).map(([key, value]) => `${key}=${value}`)];
  const shown = all.length > most ? all.slice(0, most) : all;
  return (
    <span className={styles.chips} title={all.join(', ')}>
      {shown.map((text) => (
        <span key={text} className={styles.chip}>
          {text}
        </span>
      ))}
      {all.length > shown.length && <span className={styles.chip}>+{all.length - shown.length}</span>}
    </span>
  );
}
