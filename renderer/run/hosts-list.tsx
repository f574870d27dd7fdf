// The hosts of a run: state, exit code, duration and last line of each, filtered by state; a thousand cost what is seen.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { codeText } from '../execution/end-words.ts';
import { useLastLine } from '../execution/last-line.ts';
import { StateFilters } from '../execution/state-filters.tsx';
import { useLastLines } from '../output/last-lines.ts';
import { FilterField } from '../parts/filter-field.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { destination, flipped, hasModifier, keysBetween, union } from '../parts/table-moves.ts';
import { Elapsed } from '../parts/time.tsx';
import { type StateFilter, shownExecutions, shownState } from './host-order.ts';
import styles from './hosts-list.module.css';

const optionHeight = 46;

interface HostsListProps {
  run: string;
  executions: readonly Execution[];
  chosen: string | null;
  onChoose: (host: string) => void;
  selected: ReadonlySet<string>;
  onSelect: (hosts: ReadonlySet<string>) => void;
  /** chosen elsewhere; absent: here */
  filter?: StateFilter;
}

export function HostsList({ executions, filter: given, ...options }: HostsListProps) {
  const [own, setFilter] = useState<StateFilter>('all');
  const filter = given ?? own;
  const [text, setText] = useState('');
  const shown = useMemo(() => shownExecutions(executions, filter, text), [executions, filter, text]);
  return (
    <div className={styles.list}>
      {executions.length > 1 && given === undefined && (
        <div className={styles.filters}>
          <StateFilters executions={executions} filter={filter} onFilter={setFilter} />
        </div>
      )}
      {executions.length > 12 && (
        <div className={styles.filters}>
          <FilterField value={text} onChange={setText} placeholder="Find a host" width={240} />
        </div>
      )}
      {shown.length === 0 ? <div className={styles.none}>No host of this run is like that.</div> : <Options {...options} shown={shown} />}
    </div>
  );
}

interface OptionsProps extends Omit<HostsListProps, 'executions' | 'filter'> {
  shown: readonly Execution[];
}

function Options({ run, shown, chosen, onChoose, selected, onSelect }: OptionsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const lastLines = useLastLines(run);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => optionHeight,
    overscan: 8,
  });
  const index = shown.findIndex((execution) => execution.host === chosen);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    // follows the choice, not the rows: rows that change under the reader do not move
    if (index >= 0 && seen.current !== chosen) virtual.scrollToIndex(index, { align: seen.current === null ? 'center' : 'auto' });
    seen.current = chosen;
  }, [index, chosen, virtual]);
  const anchor = useRef(index);
  const extend = (to: number) =>
    onSelect(
      union(
        selected,
        keysBetween(shown, ({ host }) => host, Math.max(0, anchor.current), to),
      ),
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / optionHeight) - 1);
    const to = destination(event, index, page, shown.length);
    const place = to === null ? -1 : Math.min(shown.length - 1, Math.max(0, to));
    const execution = shown[place];
    if (execution !== undefined) {
      onChoose(execution.host);
      if (event.shiftKey) extend(place);
      else anchor.current = place;
    } else if (event.key === ' ' && chosen !== null && !hasModifier(event)) onSelect(flipped(selected, chosen));
    else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
    else if (event.key === 'Enter') document.querySelector<HTMLElement>('[data-output]')?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    const place = Number((event.target as Element).closest<HTMLElement>('[data-place]')?.dataset.place ?? -1);
    const execution = shown[place];
    if (execution === undefined) return;
    onChoose(execution.host);
    if (event.shiftKey) return extend(place);
    anchor.current = place;
    if (event.ctrlKey || event.metaKey) onSelect(flipped(selected, execution.host));
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="listbox"
      aria-multiselectable="true"
      tabIndex={0}
      aria-label="Hosts"
      aria-activedescendant={items.some((item) => item.index === index) ? `host-${index}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      data-hosts=""
    >
      <div className={styles.options} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const execution = shown[item.index];
          if (execution === undefined) return null;
          return (
            <HostOption
              key={execution.host}
              run={run}
              execution={execution}
              index={item.index}
              count={shown.length}
              top={item.start}
              chosen={item.index === index}
              selected={selected.has(execution.host)}
              lastLine={lastLines.of(execution.host)}
            />
          );
        })}
      </div>
    </div>
  );
}

interface HostOptionProps {
  run: string;
  execution: Execution;
  index: number;
  count: number;
  top: number;
  chosen: boolean;
  /** undefined: not announced since the page is open */
  lastLine: string | undefined;
  selected: boolean;
}

const HostOption = memo(function HostOption({ run, execution, index, count, top, chosen, selected, lastLine }: HostOptionProps) {
  const { host, state } = execution;
  const line = useLastLine(run, execution, lastLine);
  const code = codeText(execution);
  const shown = shownState(execution);
  return (
    // keys and clicks act on the list as a whole, which has the focus
    <div
      id={`host-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-current={chosen || undefined}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={selected ? `${styles.option} ${styles.selected}` : styles.option}
      style={{ transform: `translateY(${top}px)` }}
      data-place={index}
    >
      <span className={styles.glyph}>
        <StateMark state={shown} word="" />
      </span>
      <span className={`${styles.host} ellipsis`} title={host}>
        {host}
      </span>
      <span className={styles.how}>
        <span>{code === '' ? lookOf(shown).word : code}</span>
        {execution.startedAt !== null && <Elapsed ms={isFinal(state) ? execution.durationMs : null} since={execution.startedAt} />}
      </span>
      <span className={`${styles.last} ellipsis`}>{line}</span>
    </div>
  );
}, sameOption);

/** Output grows ten times a second on every host: sizes are no reason to draw a host anew. */
function sameOption(a: HostOptionProps, b: HostOptionProps): boolean {
  const sized = a.lastLine === undefined || b.lastLine === undefined;
  const look = ({ execution: one, ...rest }: HostOptionProps) => [
    ...Object.values(rest),
    one.state,
    one.exitCode,
    one.signal,
    one.startedAt,
    one.durationMs,
    one.detail,
    one.noContactSince,
    sized ? one.lines : 0,
  ];
  const after = look(b);
  return look(a).every((value, i) => value === after[i]);
}
