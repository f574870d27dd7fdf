// What hosts that have not ended wrote last, as it comes: the groups themselves are read anew only when a host ends.
import type { Groups } from '../../shared/contract/groups.ts';
import { useLastLines } from '../output/last-lines.ts';
import { plainText } from '../output/screen-line.ts';
import { spokenLines } from './group-rows.ts';
import styles from './groups.module.css';

export function WaitingLines({ run, lastLines }: { run: string; lastLines: Groups['unfinished']['lastLines'] }) {
  const fresh = useLastLines(run);
  const spoken = spokenLines(lastLines, (host) => fresh.of(host));
  if (spoken.length === 0) return <span className={styles.preview}>nothing written yet</span>;
  return spoken.map(({ host, text }) => (
    <span key={host} className={`${styles.preview} ellipsis`}>
      {host}: {plainText(text)}
    </span>
  ));
}
