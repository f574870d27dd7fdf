// Where two groups differ, line by line, with a little of what is the same; only the rows in view exist.
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { DiffLine, GroupDiff } from '../../shared/contract/groups.ts';
import type { Normaliser } from '../../shared/model/fold/normalisers.ts';
import { api } from '../api/client.ts';
import { plainText } from '../output/screen-line.ts';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { countOf } from '../run/counting.ts';
import styles from './group-diff.module.css';

const rowHeight = 18;

interface GroupDiffViewProps {
  run: string;
  group: string;
  normalisers: readonly Normaliser[];
}

export function GroupDiffView({ run, group, normalisers }: GroupDiffViewProps) {
  const diff = useQuery(api.runs.groupDiff.queryOptions({ input: { id: run, key: group, normalisers: [...normalisers], context: 3 } }));
  if (diff.isError) return <Failure error={diff.error} retry={() => void diff.refetch()} />;
  if (diff.data === undefined) return <Loading rows={8} label="Comparing" />;
  const { verdict, againstHost, host, cut, added, removed } = diff.data;
  if (verdict === 'unavailable')
    return <Empty title="There is nothing to compare">The output of one of the two is not there any more.</Empty>;
  if (verdict === 'too-different') {
    return (
      <Empty title="The two have too little in common">
        A list of lines would not help: {host} and {againstHost} hardly share any. Read the output itself (<kbd>d</kbd>).
      </Empty>
    );
  }
  const rows = rowsOf(diff.data);
  return (
    <section className={styles.diff} aria-label={`Difference of ${host} from ${againstHost}`}>
      <p className={styles.note}>
        {host} against {againstHost} of the reference:{' '}
        {rows.length === 0
          ? 'the same output; they ended otherwise'
          : `${countOf(added ?? 0, 'line')} more, ${countOf(removed ?? 0, 'line')} less`}
        {cut && <strong> – only the beginnings were compared: the outputs are longer than that, or the middle of one is not stored</strong>}
      </p>
      <DiffRows rows={rows} />
    </section>
  );
}

type Row = DiffLine | { kind: 'gap'; stream: DiffLine['stream'] };

function rowsOf({ hunks }: GroupDiff): Row[] {
  return hunks.flatMap(({ stream, lines }, i) => (i === 0 && stream === 'stdout' ? lines : [{ kind: 'gap' as const, stream }, ...lines]));
}

function DiffRows({ rows }: { rows: readonly Row[] }) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div className={styles.scroll} ref={scroll} tabIndex={0} role="group" aria-label="Lines that differ" data-diff="">
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : <DiffRow key={item.index} row={row} top={item.start} />;
        })}
      </div>
    </div>
  );
}

const signs = { same: '', added: '+', removed: '−' } as const;

function DiffRow({ row, top }: { row: Row; top: number }) {
  const style = { transform: `translateY(${top}px)` };
  if (row.kind === 'gap') {
    return (
      <div className={`${styles.line} ${styles.gap}`} style={style}>
        ⋯ {row.stream === 'stderr' && 'standard error'}
      </div>
    );
  }
  return (
    <div className={`${styles.line} ${styles[row.kind]}`} style={style}>
      <span className={styles.number}>{row.before ?? ''}</span>
      <span className={styles.number}>{row.after ?? ''}</span>
      <span className={styles.sign}>
        {signs[row.kind]}
        {row.kind !== 'same' && <span className="hidden-text">{row.kind}</span>}
      </span>
      <span className={styles.stream} title={row.stream === 'stderr' ? 'standard error' : undefined}>
        {row.stream === 'stderr' ? 'E' : ''}
      </span>
      <span className={styles.text}>{plainText(row.text)}</span>
    </div>
  );
}
