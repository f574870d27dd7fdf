// The list of groups: only what is in view exists. Arrows move and choose, Enter opens the output of one host, Space
// selects all hosts of a group.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import { destination, hasModifier } from '../parts/table-moves.ts';
import { GroupOption } from './group-row.tsx';
import { type GroupRow, heightOf } from './group-rows.ts';
import styles from './groups.module.css';

interface GroupListProps {
  run: string;
  rows: readonly GroupRow[];
  chosen: string | null;
  onChoose: (row: GroupRow) => void;
  onOpen: (row: GroupRow) => void;
  selected: ReadonlySet<string>;
  onSelect: (hosts: ReadonlySet<string>) => void;
  /** told whether the reader is at the list: then nothing in it may move by itself */
  onTouch: (touched: boolean) => void;
}

export function GroupList({ run, rows, chosen, onChoose, onOpen, selected, onSelect, onTouch }: GroupListProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => heightOf(rows[index] ?? { type: 'comparing', key: 'comparing', hosts: '', count: 0 }),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  });
  const heights = rows.map(heightOf).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a height changed, and only then
  useEffect(() => virtual.measure(), [virtual, heights]);
  const index = rows.findIndex(({ key }) => key === chosen);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    // follows the choice, not the rows
    if (index >= 0 && seen.current !== chosen) virtual.scrollToIndex(index);
    seen.current = chosen;
  }, [index, chosen, virtual]);

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / 60) - 1);
    const to = destination(event, index, page, rows.length);
    const row = rows[to === null ? index : Math.min(rows.length - 1, Math.max(0, to))];
    if (row === undefined) return;
    if (to !== null) onChoose(row);
    else if (event.key === 'Enter') onOpen(row);
    else if (event.key === ' ' && !hasModifier(event)) onSelect(flippedAll(selected, hostsIn(row)));
    else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    const place = (event.target as Element).closest<HTMLElement>('[data-place]')?.dataset.place;
    const row = place === undefined ? undefined : rows[Number(place)];
    if (row === undefined) return;
    onChoose(row);
    if (event.ctrlKey || event.metaKey) onSelect(flippedAll(selected, hostsIn(row)));
  };
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="listbox"
      tabIndex={0}
      aria-label="Groups of hosts"
      aria-activedescendant={items.some((item) => item.index === index) ? `group-${chosen}` : undefined}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={() => index >= 0 && rows[index] !== undefined && onOpen(rows[index])}
      onPointerEnter={() => onTouch(true)}
      onPointerLeave={() => onTouch(false)}
      onFocus={() => onTouch(true)}
      onBlur={() => onTouch(false)}
      data-hosts=""
    >
      <div className={styles.options} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const hosts = hostsIn(row);
          return (
            <GroupOption
              key={row.key}
              run={run}
              row={row}
              index={item.index}
              count={rows.length}
              top={item.start}
              chosen={item.index === index}
              selected={selected.size > 0 && hosts.length > 0 && hosts.every((host) => selected.has(host))}
            />
          );
        })}
      </div>
    </div>
  );
}

function hostsIn(row: GroupRow): readonly string[] {
  return row.type === 'group' ? row.group.names : [];
}

/** All of them, or none when all were selected. */
function flippedAll(selected: ReadonlySet<string>, hosts: readonly string[]): ReadonlySet<string> {
  const all = hosts.every((host) => selected.has(host));
  const next = new Set(selected);
  for (const host of hosts) {
    if (all) next.delete(host);
    else next.add(host);
  }
  return next;
}
