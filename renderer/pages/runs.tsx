// The history: every run there was, narrowed by filters that live in the address.
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { parseDuration } from '../../shared/model/duration.ts';
import { type RunState, runStates, type Trigger, triggers } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { Empty } from '../parts/feedback.tsx';
import { FilterField } from '../parts/filter-field.tsx';
import { Page } from '../parts/page.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { lookOf } from '../parts/states.ts';
import { type RunsFilter, RunsTable } from '../run/runs-table.tsx';
import styles from './jobs.module.css';

interface Filters {
  q?: string;
  job?: string;
  host?: string;
  state?: string;
  trigger?: string;
  since?: string;
}

const spans = [
  { value: '1h', label: 'The last hour' },
  { value: '24h', label: 'The last 24 hours' },
  { value: '7d', label: 'The last 7 days' },
  { value: '30d', label: 'The last 30 days' },
];

export function RunsPage() {
  const filters = useSearch({ from: '/runs' });
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(filters), [filters]);
  const set = (change: Filters) => void navigate({ to: '/runs', search: { ...filters, ...change }, replace: true });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const clear = () => void navigate({ to: '/runs', search: {}, replace: true });
  const { selection, setActive, compare } = useComparing();
  return (
    <Page
      title="Runs"
      fill
      actions={
        <>
          {selection.keys.size > 0 && (
            <Button variant={compare === null ? 'default' : 'filled'} disabled={compare === null} onClick={() => compare?.()}>
              {compare === null ? 'Compare: select two runs' : 'Compare the two'}
            </Button>
          )}
          <Button component={Link} to="/console" variant="default">
            Run a command…
          </Button>
        </>
      }
    >
      <FilterBar filters={filters} set={set} clear={filtered ? clear : null} />
      <RunsTable
        filter={filter}
        selection={selection}
        onActive={(run) => setActive(run.id)}
        empty={
          filtered ? (
            <Empty
              title="No run matches"
              actions={
                <Button variant="default" onClick={clear}>
                  Clear the filters
                </Button>
              }
            >
              There are runs, but none that fits all of these filters.
            </Empty>
          ) : (
            <Empty
              title="Nothing ran yet"
              actions={
                <>
                  <Button component={Link} to="/console">
                    Run a command…
                  </Button>
                  <Button component={Link} to="/jobs" variant="default">
                    See the jobs
                  </Button>
                </>
              }
            >
              Every run, with the output and exit code of each of its hosts, is kept here.
            </Empty>
          )
        }
      />
    </Page>
  );
}

/** Two that are selected, or the row the keys act on and the run before it. */
function useComparing() {
  const navigate = useNavigate();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const go = (id: string, other: string) => void navigate({ to: '/runs/$id/compare/$other', params: { id, other } });
  const [one, two] = [...keys].sort();
  const compare = keys.size === 2 && one !== undefined && two !== undefined ? () => go(two, one) : null;
  const compareActive = (other: string) => {
    if (active !== null) go(active, other);
  };
  useShortcuts('Runs', [
    {
      keys: 'c',
      title: 'Compare the two that are selected, or the run with the one before',
      run: compare ?? (() => compareActive('previous')),
    },
    { keys: 'shift+c', title: 'Compare the run with the last good one', run: () => compareActive('last-good') },
  ]);
  return { selection: { keys, onChange: setKeys }, setActive, compare };
}

function filterOf({ q, job, host, state, trigger, since }: Filters): RunsFilter {
  const spanMs = since === undefined ? null : parseDuration(since);
  return {
    text: q,
    job,
    host,
    state: runStates.find((one) => one === state) satisfies RunState | undefined,
    trigger: triggers.find((one) => one === trigger) satisfies Trigger | undefined,
    // whole minutes: the same question is not asked anew with every second that passes
    since: spanMs === null ? since : new Date(Math.floor((Date.now() - spanMs) / 60_000) * 60_000).toISOString(),
  };
}

interface FilterBarProps {
  filters: Filters;
  set: (change: Filters) => void;
  clear: (() => void) | null;
}

function FilterBar({ filters, set, clear }: FilterBarProps) {
  const jobs = useQuery(api.jobs.list.queryOptions());
  const names = jobs.data?.map((job) => job.name) ?? [];
  const choice = (
    label: string,
    value: string | undefined,
    data: { value: string; label: string }[],
    width: number,
    pick: (value?: string) => void,
  ) => (
    <Select
      w={width}
      aria-label={label}
      placeholder={label}
      clearable
      searchable={data.length > 8}
      nothingFoundMessage="None"
      data={data}
      value={value ?? null}
      onChange={(next) => pick(next ?? undefined)}
    />
  );
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  const withChosen = filters.job !== undefined && !names.includes(filters.job) ? [filters.job, ...names] : names;
  return (
    <div className={styles.tools}>
      <TypedFilter kind="filter" label="Find in job, id, target, parameters" value={filters.q} set={(q) => set({ q })} />
      {choice(
        'State',
        filters.state,
        runStates.map((state) => ({ value: state, label: lookOf(state).word })),
        124,
        (state) => set({ state }),
      )}
      {choice('Job', filters.job, plain(withChosen), 160, (job) => set({ job }))}
      <TypedFilter kind="host" label="Host" value={filters.host} set={(host) => set({ host })} />
      {choice('Trigger', filters.trigger, plain(['schedule', 'manual', 'catch-up', 'api']), 110, (trigger) => set({ trigger }))}
      {choice(
        'Since',
        filters.since,
        spans.some(({ value }) => value === filters.since) || filters.since === undefined
          ? spans
          : [...spans, { value: filters.since, label: filters.since }],
        160,
        (since) => set({ since }),
      )}
      {clear !== null && (
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear
        </Button>
      )}
    </div>
  );
}

interface TypedFilterProps {
  kind: 'filter' | 'host';
  label: string;
  value: string | undefined;
  set: (value: string | undefined) => void;
}

/** What is typed goes into the address after a pause, and comes back from it. */
function TypedFilter({ kind, label, value, set }: TypedFilterProps) {
  const [text, setText] = useState(value ?? '');
  const send = useDebouncedCallback((next: string) => set(next === '' ? undefined : next), 250);
  useEffect(() => setText(value ?? ''), [value]);
  const change = (next: string) => {
    setText(next);
    send(next);
  };
  if (kind === 'filter') return <FilterField value={text} onChange={change} placeholder={label} width={290} />;
  return (
    <TextInput
      w={130}
      aria-label={label}
      placeholder={label}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
