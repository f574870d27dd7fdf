// What hosts do by themselves: the newest scan of their crontabs and timers as a timeline of what comes, with what is worth a look.
import { Button, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Finding } from '../../../shared/contract/fleet.ts';
import type { Run } from '../../../shared/contract/run.ts';
import { isFinal } from '../../../shared/model/run.ts';
import { api } from '../../api/client.ts';
import { EntryTable } from '../../crontab/entry-table.tsx';
import { FindingList } from '../../crontab/finding-list.tsx';
import { filterEntries, hostLanes } from '../../crontab/host-lanes.ts';
import { useRun } from '../../crontab/run-end.ts';
import styles from '../../crontab/scan.module.css';
import { openScan } from '../../crontab/scan-dialog.tsx';
import { useNow } from '../../parts/clock.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { RunLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { compareNext } from '../../parts/table-moves.ts';
import { Ago } from '../../parts/time.tsx';
import { countOf } from '../../run/counting.ts';
import { loadOf } from '../../timeline/moments.ts';
import { Timeline } from '../../timeline/timeline.tsx';

const crumbs = [{ label: 'Schedule', to: '/schedule' }] as const;
const hourMs = 3_600_000;
/** so that the same question is not asked anew with every minute */
const stepMs = 300_000;
const lengths = { '24h': 24, '7d': 7 * 24 } as const;
type Length = keyof typeof lengths;

export function ScheduleHostsPage() {
  const search = useSearch({ from: '/schedule/hosts' });
  const navigate = useNavigate();
  const set = (change: typeof search) => void navigate({ to: '/schedule/hosts', search: { ...search, ...change }, replace: true });
  const length: Length = search.span === '7d' ? '7d' : '24h';
  const now = useNow(60_000);
  const from = Math.floor(now / stepMs) * stepMs;
  const until = from + lengths[length] * hourMs;
  const input = { ...(search.scan === undefined ? {} : { scan: search.scan }), from: iso(from), until: iso(until) };
  const found = useQuery({ ...api.crontabs.found.queryOptions({ input }), placeholderData: keepPreviousData });
  const scan = found.data?.scan;
  const run = useRun(scan?.id ?? null);
  const ask = () => openScan(scan?.target ?? '@all', (id) => set({ scan: id }));
  useShortcuts('On hosts', [
    { keys: 'n', title: 'Scan hosts…', run: ask },
    { keys: '-', title: 'A longer time', run: () => set({ span: '7d' }) },
    { keys: '+', title: 'A shorter time', run: () => set({ span: undefined }) },
  ]);
  return (
    <Page
      title="On hosts"
      breadcrumb={crumbs}
      fill
      aside={scan === undefined ? undefined : <Told run={run.data ?? scan} />}
      actions={
        <Button variant={found.data === null ? 'filled' : 'default'} onClick={ask}>
          Scan…
        </Button>
      }
    >
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading rows={10} label="Reading the newest scan" />}
      {found.data === null && <NoScan ask={ask} />}
      {found.data != null && (run.data ?? found.data.scan).finishedAt === null && found.data.entries.length === 0 && (
        <Loading rows={10} label="Reading crontabs and timers" />
      )}
      {found.data != null && ((run.data ?? found.data.scan).finishedAt !== null || found.data.entries.length > 0) && (
        <Board
          key={found.data.scan.id}
          found={found.data}
          time={{ from, until }}
          now={now}
          length={length}
          query={search.q ?? ''}
          set={set}
        />
      )}
    </Page>
  );
}

const iso = (at: number) => new Date(at).toISOString();

/** How much of the scan is there, and how old it is. */
function Told({ run }: { run: Run }) {
  const done = run.executions.filter(({ state }) => isFinal(state)).length;
  const good = run.counts.succeeded ?? 0;
  const total = run.executions.length;
  return (
    <>
      {run.finishedAt === null
        ? `reading: ${done} of ${countOf(total, 'host')}`
        : good === total
          ? countOf(total, 'host')
          : `${good} of ${countOf(total, 'host')} answered`}
      , <Ago at={run.createdAt} />, <RunLink id={run.id} />
    </>
  );
}

interface BoardProps {
  found: NonNullable<Awaited<ReturnType<typeof api.crontabs.found.call>>>;
  time: { from: number; until: number };
  now: number;
  length: Length;
  query: string;
  set: (change: { q?: string; span?: string }) => void;
}

function Board({ found: { entries, findings, load, unread }, time: { from, until }, now, length, query, set }: BoardProps) {
  const [chosen, setChosen] = useState<Finding | null>(null);
  const finding = findings.find((one) => one.kind === chosen?.kind && one.what === chosen.what && one.at === chosen.at) ?? null;
  const shown = useMemo(() => byNext(filterEntries(coming(entries, now), query, finding)), [entries, now, query, finding]);
  const lanes = useMemo(() => hostLanes(shown), [shown]);
  const isFiltered = finding !== null || query !== '';
  const points = useMemo(
    () => (isFiltered ? loadOf(lanes, from, until) : load.map(({ at, due }) => ({ at: Date.parse(at), due }))),
    [isFiltered, lanes, load, from, until],
  );
  const time = useMemo(() => ({ from, until }), [from, until]);
  return (
    <div className={styles.board}>
      <div className={styles.tools}>
        <FilterField value={query} onChange={(q) => set({ q: q || undefined })} placeholder="Filter: host, command, file" />
        <SegmentedControl
          aria-label="So much ahead"
          value={length}
          data={[
            { value: '24h', label: '24 h' },
            { value: '7d', label: '7 days' },
          ]}
          onChange={(next) => set({ span: next === '24h' ? undefined : next })}
        />
        {unread.length > 0 && (
          <span title={unread.map(({ host, file, reason }) => `${host}: ${file}: ${reason}`).join('\n')}>
            <StateMark state="degraded" word={`${countOf(unread.length, 'file')} could not be read`} size={12} />
          </span>
        )}
        <span className={`${styles.told} dim`} role="status">
          {countOf(shown.length, 'entry', 'entries')}
        </span>
      </div>
      <FindingList findings={findings} chosen={finding} choose={setChosen} />
      <Timeline label="what hosts do by themselves" lanes={lanes} load={points} span={time} paused={null} />
      <div className={styles.table}>
        <EntryTable entries={shown} now={now} empty={<Empty title="Nothing matches">No entry fits what was asked for.</Empty>} />
      </div>
    </div>
  );
}

type Entries = BoardProps['found']['entries'];

/** Without what is over by now. */
function coming(entries: Entries, now: number): Entries {
  const since = iso(now);
  return entries.map((entry) => {
    const dueAt = entry.dueAt.filter((at) => at >= since);
    return { ...entry, dueAt, nextAt: dueAt[0] ?? entry.nextAt };
  });
}

function byNext(entries: Entries): Entries {
  return entries.toSorted((a, b) => compareNext(a.nextAt, b.nextAt) || a.id - b.id);
}

function NoScan({ ask }: { ask: () => void }) {
  return (
    <Empty title="No host was scanned yet" actions={<Button onClick={ask}>Scan hosts…</Button>}>
      A scan reads crontabs and timers over SSH and changes nothing. It shows what runs when on the whole fleet, pile-ups, duplicates, and
      lines that never fire.
    </Empty>
  );
}
