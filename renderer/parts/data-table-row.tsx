// Head and rows of a table; what keys and clicks mean is decided in data-table.tsx.
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './data-table.module.css';
import type { Sort } from './table-moves.ts';

export interface Column<Row> {
  key: string;
  title: string;
  /** a CSS grid track: `120px`, `minmax(160px, 2fr)` */
  width: string;
  cell: (row: Row) => ReactNode;
  /** makes the column sortable */
  compare?: (a: Row, b: Row) => number;
  align?: 'end';
  /** the title is for screen readers only */
  untitled?: boolean;
}

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort: Sort | null;
  onSort: (column: string) => void;
  /** undefined: rows cannot be selected */
  selected: 'none' | 'some' | 'all' | undefined;
  onSelectAll: (all: boolean) => void;
}

export function TableHead<Row>({ columns, sort, onSort, selected, onSelectAll }: TableHeadProps<Row>) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" className={styles.row} aria-rowindex={1}>
        {selected !== undefined && (
          <div role="columnheader" className={styles.check}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label="Select all that are listed"
              checked={selected === 'all'}
              ref={(box) => {
                if (box !== null) box.indeterminate = selected === 'some';
              }}
              onChange={(event) => onSelectAll(event.currentTarget.checked)}
            />
          </div>
        )}
        {columns.map((column) => (
          <div
            role="columnheader"
            key={column.key}
            className={column.align === 'end' ? `${styles.cell} ${styles.end}` : styles.cell}
            aria-sort={sort?.column === column.key ? (sort.down ? 'descending' : 'ascending') : undefined}
          >
            {column.compare === undefined ? (
              <span className={column.untitled === true ? 'hidden-text' : undefined}>{column.title}</span>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                className={styles.sort}
                onClick={() => onSort(column.key)}
                title={`Sort by ${column.title.toLowerCase()}`}
              >
                {column.title}
                {sort?.column === column.key &&
                  (sort.down ? <ArrowDown size={12} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />)}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps<Row> {
  id: string;
  row: Row;
  columns: readonly Column<Row>[];
  index: number;
  top: number;
  active: boolean;
  shown: boolean;
  selected: boolean | undefined;
}

export function DataTableRow<Row>(props: RowProps<Row>) {
  const { columns, row, selected } = props;
  const classes = [styles.row, props.active && styles.active, (selected || props.shown) && styles.selected].filter(Boolean).join(' ');
  return (
    <div
      role="row"
      id={props.id}
      className={classes}
      style={{ transform: `translateY(${props.top}px)` }}
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      data-index={props.index}
    >
      {selected !== undefined && (
        <div role="gridcell" className={styles.check} data-check="">
          <input type="checkbox" tabIndex={-1} aria-label="Select" checked={selected} readOnly />
        </div>
      )}
      {columns.map((column) => (
        <div role="gridcell" key={column.key} className={column.align === 'end' ? `${styles.cell} ${styles.end}` : styles.cell}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}
