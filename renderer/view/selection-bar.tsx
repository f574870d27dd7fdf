// What can be done with the hosts that are selected, whichever way they were: as a target, as a line to paste.
import { Button } from '@mantine/core';
import { foldNames } from '../../shared/model/target/fold.ts';
import { Copy } from '../parts/copy.tsx';
import { countOf } from '../run/counting.ts';
import type { HostActs } from './run-view.ts';
import styles from './view-tabs.module.css';

interface SelectionBarProps {
  hosts: ReadonlySet<string>;
  onSelect: (hosts: ReadonlySet<string>) => void;
  acts: HostActs;
}

export function SelectionBar({ hosts, onSelect, acts }: SelectionBarProps) {
  if (hosts.size === 0) return null;
  const folded = foldNames(hosts);
  return (
    <span className={styles.selection}>
      <span role="status" className={`${styles.selected} ellipsis`}>
        {countOf(hosts.size, 'host')} selected <code className="dim">{folded.length > 40 ? `${folded.slice(0, 40)}…` : folded}</code>
      </span>
      <Copy text={folded} label="Copy as a target" />
      <Button size="compact-xs" variant="default" onClick={() => acts.retry([...hosts])}>
        Retry these…
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => acts.runOn(folded)}>
        Run on these…
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onSelect(new Set())}>
        Clear
      </Button>
    </span>
  );
}
