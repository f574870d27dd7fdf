// The hosts of a run: state, exit code, duration and last line of each, filtered by state; a thousand cost what is seen.
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Execution } from '../../shared/contract/run.ts';
import { isFinal } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { useLastLines } from '../output/last-lines.ts';
import { plainText } from '../output/screen-line.ts';
import { FilterField } from '../parts/filter-field.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { lookOf } from '../parts/states.ts';
import { destination } from '../parts/table-moves.ts';
import { Elapsed } from '../parts/time.tsx';
import { codeText } from './execution-end.tsx';
import { countsByState, didNotSucceed, type StateFilter, shownExecutions, shownState } from './host-order.ts';
import styles from './hosts-list.module.css';

const optionHeight = 46;
/** A row is asked for its last line only when it stays in view this long. */
const restMs = 150;

interface HostsListProps {
  run: string;
  executions: readonly Execution[];
  chosen: string | null;
  onChoose: (host: string) => void;
}

export function HostsList({ run, executions, chosen, onChoose }: HostsListProps) {
  const [filter, setFilter] = useState<StateFilter>('all');
  const [text, setText] = useState('');
  const shown = useMemo(() => shownExecutions(executions, filter, text), [executions, filter, text]);
  return (
    <div className={styles.list}>
      {executions.length > 1 && <StateFilters executions={executions} filter={filter} onFilter={setFilter} />}
      {executions.length > 12 && (
        <div className={styles.filters}>
          <FilterField value={text} onChange={setText} placeholder="Find a host" width={240} />
        </div>
      )}
      {shown.length === 0 ? (
        <div className={styles.none}>No host of this run is like that.</div>
      ) : (
        <Options run={run} shown={shown} chosen={chosen} onChoose={onChoose} />
      )}
    </div>
  );
}

interface StateFiltersProps {
  executions: readonly Execution[];
  filter: StateFilter;
  onFilter: (filter: StateFilter) => void;
}

function StateFilters({ executions, filter, onFilter }: StateFiltersProps) {
  const counts = countsByState(executions);
  const wrong = executions.filter(didNotSucceed).length;
  const kinds = counts.filter(({ state }) => state !== 'no-contact' && isFinal(state) && state !== 'succeeded').length;
  return (
    <fieldset className={styles.filters} style={{ border: 0, margin: 0, borderBottom: '1px solid var(--line)' }}>
      <legend className="hidden-text">Show hosts by state</legend>
      <FilterButton on={filter === 'all'} onPress={() => onFilter('all')}>
        All {executions.length}
      </FilterButton>
      {kinds > 1 && (
        <FilterButton on={filter === 'not-succeeded'} onPress={() => onFilter('not-succeeded')}>
          Not succeeded {wrong}
        </FilterButton>
      )}
      {counts.map(({ state, count }) => (
        <FilterButton key={state} on={filter === state} onPress={() => onFilter(filter === state ? 'all' : state)}>
          <StateMark state={state} word={`${count} ${lookOf(state).word}`} size={12} />
        </FilterButton>
      ))}
    </fieldset>
  );
}

function FilterButton({ on, onPress, children }: { on: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.filter} aria-pressed={on} onClick={onPress}>
      {children}
    </button>
  );
}

interface OptionsProps {
  run: string;
  shown: readonly Execution[];
  chosen: string | null;
  onChoose: (host: string) => void;
}

function Options({ run, shown, chosen, onChoose }: OptionsProps) {
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
    if (index >= 0 && seen.current !== chosen) virtual.scrollToIndex(index);
    seen.current = chosen;
  }, [index, chosen, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / optionHeight) - 1);
    const to = destination(event, index, page, shown.length);
    const execution = to === null ? undefined : shown[Math.min(shown.length - 1, Math.max(0, to))];
    if (execution !== undefined) onChoose(execution.host);
    else if (event.key === 'Enter') document.querySelector<HTMLElement>('[data-output]')?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="listbox"
      tabIndex={0}
      aria-label="Hosts"
      aria-activedescendant={items.some((item) => item.index === index) ? `host-${index}` : undefined}
      onKeyDown={onKeyDown}
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
              lastLine={lastLines.of(execution.host)}
              onChoose={onChoose}
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
  onChoose: (host: string) => void;
}

const HostOption = memo(function HostOption({ run, execution, index, count, top, chosen, lastLine, onChoose }: HostOptionProps) {
  const { host, state } = execution;
  const stored = useStoredLastLine(run, execution, lastLine === undefined);
  const line = lastLine ?? stored;
  const code = codeText(execution);
  const shown = shownState(execution);
  return (
    // keys act on the list as a whole, which has the focus
    <div
      id={`host-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={styles.option}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(host)}
      onKeyDown={undefined}
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
      <span className={`${styles.last} ellipsis`}>{line !== undefined && line !== '' ? plainText(line) : (execution.detail ?? '')}</span>
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

/** The last line of output that came before this page was opened. */
function useStoredLastLine(run: string, { host, lines }: Execution, wanted: boolean): string | undefined {
  const [rested, setRested] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRested(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  const answer = useQuery({
    ...api.runs.output.queryOptions({ input: { id: run, host, from: Math.max(1, lines), count: 1 } }),
    enabled: wanted && rested && lines > 0,
  });
  return answer.data?.lines[0]?.text;
}
