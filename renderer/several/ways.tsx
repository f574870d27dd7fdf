// How the output of a run with several hosts is read: one host, some of them together, or a few beside each other.
import { SegmentedControl } from '@mantine/core';
import { useShortcuts } from '../parts/shortcuts.ts';
import { countOf } from '../run/counting.ts';
import type { OutputWay } from '../view/view-names.ts';
import styles from './several.module.css';

interface WaysProps {
  way: OutputWay;
  onWay: (way: OutputWay) => void;
  /** hosts that are selected */
  selected: number;
}

export function Ways({ way, onWay, selected }: WaysProps) {
  useShortcuts('Several hosts', [
    { keys: 'i', title: 'Lines of several hosts together', run: () => onWay(way === 'together' ? 'one' : 'together') },
    { keys: 'shift+s', title: 'Hosts side by side', run: () => onWay(way === 'side' ? 'one' : 'side') },
  ]);
  return (
    <div className={styles.ways}>
      <SegmentedControl
        size="xs"
        aria-label="Hosts that are read"
        value={way}
        onChange={(value) => onWay(value as OutputWay)}
        data={[
          { value: 'one', label: 'One host' },
          { value: 'together', label: selected > 1 ? `${selected} together` : 'All together' },
          { value: 'side', label: 'Side by side' },
        ]}
      />
      <span className="caption">{hint(way, selected)}</span>
    </div>
  );
}

function hint(way: OutputWay, selected: number): string {
  if (way === 'side' && selected > 4) return 'Four of them are shown: that is as many as can be read';
  if (selected > 1) return `${countOf(selected, 'host')} selected; Esc in the list clears it`;
  return way === 'one' ? 'Space in the list selects hosts' : 'Space in the list selects which hosts';
}
