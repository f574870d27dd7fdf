// Hosts that only one of the two runs had.
import type { Comparison } from '../../shared/contract/compare.ts';
import { Copy } from '../parts/copy.tsx';
import { FactList } from '../parts/facts.tsx';
import { Panel } from '../parts/panel.tsx';
import { countOf } from '../run/counting.ts';
import styles from './compare.module.css';

export function HostsChanged({ comparison }: { comparison: Comparison }) {
  const { added, gone, both } = comparison;
  const names = ({ hosts }: Comparison['added'], what: string) => (
    <span className={styles.names}>
      <code className={styles.value}>{hosts}</code>
      <Copy text={hosts} label={what} />
    </span>
  );
  const facts = [
    ...(added.names.length === 0 ? [] : [[`${countOf(added.names.length, 'new host')}`, names(added, 'Copy the new hosts')] as const]),
    ...(gone.names.length === 0
      ? []
      : [[`${countOf(gone.names.length, 'host')} gone`, names(gone, 'Copy the hosts that are gone')] as const]),
  ];
  return (
    <Panel title="Hosts" count={added.names.length + gone.names.length} flush={facts.length === 0}>
      {facts.length === 0 ? (
        <p className={styles.nothing}>{both === 1 ? 'The same host.' : `The same ${both} hosts.`}</p>
      ) : (
        <FactList facts={[...facts, ['In both', countOf(both, 'host')]]} />
      )}
    </Panel>
  );
}
