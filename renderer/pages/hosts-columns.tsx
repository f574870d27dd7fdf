// The columns of the list of hosts.
import type { Host } from '../../shared/contract/hosts.ts';
import type { Column } from '../parts/data-table-row.tsx';
import { HostLink, RunLink } from '../parts/links.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames } from '../parts/table-moves.ts';
import { Ago } from '../parts/time.tsx';
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
    width: 'minmax(120px, 1.4fr)',
    cell: (host) => <Groups host={host} />,
    compare: (a, b) => compareNames(a.clusters.join(), b.clusters.join()),
  },
  {
    key: 'os',
    title: 'System',
    width: 'minmax(120px, 1.2fr)',
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

export function Groups({ host }: { host: Pick<Host, 'clusters' | 'tags'> }) {
  return (
    <span className={styles.chips}>
      {host.clusters.map((cluster) => (
        <span key={cluster} className={styles.chip}>
          @{cluster}
        </span>
      ))}
      {Object.entries(host.tags).map(([key, value]) => (
        <span key={key} className={styles.chip}>
          {key}={value}
        </span>
      ))}
    </span>
  );
}
