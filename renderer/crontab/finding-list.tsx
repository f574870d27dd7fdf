// What of a scan is worth a look; one that is chosen narrows timeline and list to what it is about.
import { Button } from '@mantine/core';
import type { Finding } from '../../shared/contract/fleet.ts';
import { useNow } from '../parts/clock.ts';
import { usePreferences } from '../parts/preferences.ts';
import { sentence } from '../parts/sentence.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { formatInstant, type Zone, zoneName } from '../parts/time-format.ts';
import styles from './scan.module.css';

interface FindingListProps {
  findings: readonly Finding[];
  chosen: Finding | null;
  choose: (finding: Finding | null) => void;
}

const names: Record<Finding['kind'], string> = {
  'pile-up': 'Pile-up',
  never: 'Never fires',
  twice: 'Twice',
  differs: 'Different times',
  silent: 'Output lost',
};

export function FindingList({ findings, chosen, choose }: FindingListProps) {
  const { zone } = usePreferences();
  const now = useNow(60_000);
  if (findings.length === 0) return <StateMark state="ok" word="Nothing here needs a look" />;
  return (
    <ul className={styles.findings} aria-label="Worth a look">
      {findings.map((finding) => (
        <li key={`${finding.kind} ${finding.what} ${finding.at}`}>
          <StateMark state="degraded" word={names[finding.kind]} size={13} />
          <span className="ellipsis" title={finding.what}>
            {sentence(finding.what)}
            {whenOf(finding, zone, now)}
          </span>
          <Button
            size="compact-xs"
            variant={finding === chosen ? 'filled' : 'default'}
            aria-pressed={finding === chosen}
            aria-label={`${showWords(finding, chosen)}: ${finding.what}`}
            onClick={() => choose(finding === chosen ? null : finding)}
          >
            {showWords(finding, chosen)}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function showWords(finding: Finding, chosen: Finding | null): string {
  if (finding === chosen) return 'Show all';
  return finding.entries.length === 1 ? 'Show it' : `Show ${finding.entries.length}`;
}

function whenOf({ at, times }: Finding, zone: Zone, now: number): string {
  if (at === null) return '';
  const instant = Date.parse(at);
  const more = (times ?? 1) > 1 ? ` and ${(times ?? 1) - 1} times more in 7 days` : '';
  return `: ${formatInstant(instant, zone, { now })} ${zoneName(zone, instant)}${more}`;
}
