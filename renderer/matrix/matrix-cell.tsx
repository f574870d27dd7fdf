// One host of the matrix: as much of it as the size of the cell has room for.
import { memo } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { executionWords } from '../execution/end-words.ts';
import { useLastLine } from '../execution/last-line.ts';
import { familyClass, StateGlyph, StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { Elapsed } from '../parts/time.tsx';
import { shownState } from '../run/host-order.ts';
import styles from './matrix.module.css';
import type { CellKind } from './matrix-layout.ts';

interface MatrixCellProps {
  run: string;
  execution: Execution;
  kind: CellKind;
  place: number;
  column: number;
  /** the keys act on it */
  active: boolean;
  selected: boolean;
  /** not of the state that is looked for */
  faded: boolean;
  lastLine: string | undefined;
  /** of its name what there is room for */
  name: string;
}

const glyphSizes: Record<CellKind, number> = { card: 16, tile: 14, cell: 16, dot: 14 };

export const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { execution, kind, place, column, active, selected, faded, name } = props;
  const look = lookOf(shownState(execution));
  const classes = [styles.host, styles[kind], familyClass(look.family), selected && styles.selected, faded && styles.faded];
  return (
    <div
      id={`cell-${place}`}
      role="gridcell"
      tabIndex={active ? 0 : -1}
      className={classes.filter(Boolean).join(' ')}
      // a card says its words inside, before its last line
      aria-label={kind === 'card' ? undefined : executionWords(execution)}
      aria-selected={selected}
      aria-colindex={column + 1}
      data-place={place}
    >
      {kind === 'card' ? (
        <Card {...props} />
      ) : (
        <>
          <StateGlyph glyph={look.glyph} size={glyphSizes[kind]} />
          {kind === 'tile' && <span className={`${styles.name} ellipsis`}>{name}</span>}
        </>
      )}
    </div>
  );
}, sameCell);

function Card({ run, execution, name, lastLine }: MatrixCellProps) {
  const line = useLastLine(run, execution, lastLine);
  return (
    <>
      <span className="hidden-text">{executionWords(execution)}:</span>
      <span aria-hidden="true">
        <StateMark state={shownState(execution)} word="" size={16} />
      </span>
      <span className={`${styles.name} ellipsis`} aria-hidden="true">
        {name}
      </span>
      <span className={styles.took} aria-hidden="true">
        {execution.startedAt !== null && (
          <Elapsed ms={isFinal(execution.state) ? execution.durationMs : null} since={execution.startedAt} />
        )}
      </span>
      <span className={`${styles.line} ellipsis`}>{line}</span>
    </>
  );
}

/** A cell says how its host stands: how much it has written is no reason to draw it anew. */
function sameCell(a: MatrixCellProps, b: MatrixCellProps): boolean {
  const look = ({ execution: one, ...rest }: MatrixCellProps) => [
    ...Object.values(rest),
    one.host,
    one.state,
    one.exitCode,
    one.signal,
    one.startedAt,
    one.durationMs,
    one.noContactSince,
    rest.kind === 'card' && rest.lastLine === undefined ? one.lines : 0,
  ];
  const after = look(b);
  return look(a).every((value, i) => value === after[i]);
}
