// One row of the list of groups: how its hosts ended, who they are, and the first that sets them apart.
import type { Group } from '../../shared/contract/groups.ts';
import { codeText } from '../execution/end-words.ts';
import { plainText } from '../output/screen-line.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { formatCount } from '../run/counting.ts';
import { differenceText, type GroupRow, heightOf, type Preview } from './group-rows.ts';
import styles from './groups.module.css';
import { WaitingLines } from './waiting-lines.tsx';

interface GroupOptionProps {
  run: string;
  row: GroupRow;
  index: number;
  count: number;
  top: number;
  chosen: boolean;
  /** all of its hosts are */
  selected: boolean;
}

export function GroupOption({ run, row, index, count, top, chosen, selected }: GroupOptionProps) {
  const classes = [styles.option, row.type === 'group' && row.similar && styles.similar, selected && styles.selected];
  return (
    // keys and clicks act on the list as a whole, which has the focus
    <div
      id={`group-${row.key}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={classes.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${top}px)`, height: heightOf(row) }}
      data-place={index}
    >
      <span className={styles.title}>
        <StateMark state={stateOf(row)} word="" />
        <span className={`${styles.hosts} ellipsis`} title={hostsOf(row)}>
          {hostsOf(row)}
        </span>
        <span className={styles.count}>{formatCount(row.type === 'group' ? row.group.count : row.count)}</span>
        <Ending row={row} />
      </span>
      {row.type === 'unfinished' && <WaitingLines run={run} lastLines={row.lastLines} />}
      {row.type === 'group' && row.previews.map((preview) => <PreviewLine key={`${preview.sign}${preview.text}`} preview={preview} />)}
    </div>
  );
}

function PreviewLine({ preview: { sign, text } }: { preview: Preview }) {
  return (
    <span className={`${styles.preview} ellipsis`}>
      {sign !== '' && <span className={sign === '+' ? styles.added : styles.removed}>{sign} </span>}
      {plainText(text)}
    </span>
  );
}

function Ending({ row }: { row: GroupRow }) {
  if (row.type === 'unfinished') return <span className={styles.end}>not ended yet</span>;
  if (row.type === 'comparing') return <span className={styles.end}>comparing their output…</span>;
  const { group } = row;
  const difference = group.likeness === null ? differenceText(group) : `${Math.floor(group.likeness * 100)} % the same`;
  return (
    <span className={styles.end}>
      <span>{endOf(group)}</span>
      {group.reference && <span className={styles.reference}>reference</span>}
      {!group.reference && difference !== '' && (
        <span className={styles.delta} title="Lines that are only here, and lines that are only in the reference">
          {difference}
        </span>
      )}
    </span>
  );
}

export function endOf(group: Pick<Group, 'state' | 'exitCode' | 'signal'>): string {
  const code = codeText(group);
  return code === '' ? lookOf(group.state).word : code;
}

function stateOf(row: GroupRow): string {
  return row.type === 'group' ? row.group.state : row.type === 'unfinished' ? 'running' : 'queued';
}

function hostsOf(row: GroupRow): string {
  return row.type === 'group' ? row.group.hosts : row.hosts;
}
