// What is done with the runs that are listed or selected: compared, pinned, taken away as a file.
import { Button, Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { RunFilter } from '../../shared/contract/history.ts';
import type { Run } from '../../shared/contract/run.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { countOf } from '../run/counting.ts';
import { pinRuns } from '../run/pins.ts';

interface HistoryToolsProps {
  filter: RunFilter;
  total: number;
  selected: ReadonlyMap<string, Run>;
  /** the row the keys act on */
  active: Run | null;
  onSelect: (selected: ReadonlyMap<string, Run>) => void;
  onFailed: (error: unknown) => void;
}

export function HistoryTools({ filter, total, selected, active, onSelect, onFailed }: HistoryToolsProps) {
  const compare = useCompare();
  const runs = [...selected.values()];
  const meant = runs.length > 0 ? runs : active === null ? [] : [active];
  const pinning = meant.some(({ pinnedSince }) => pinnedSince === null);
  const pin = async () => {
    try {
      const now = await pinRuns(meant, pinning ? 'pin' : 'unpin');
      if (runs.length > 0) onSelect(new Map([...selected, ...now.map((run): [string, Run] => [run.id, run])]));
    } catch (error) {
      onFailed(error);
    }
  };
  const [one, other] = runs.toSorted((a, b) => a.id.localeCompare(b.id));
  const both = () => {
    if (runs.length === 2 && one !== undefined && other !== undefined) compare(one.id, other.id);
  };
  const alone = (earlier: 'previous' | 'last-good') => {
    if (active !== null) compare(active.id, earlier);
  };
  useShortcuts('Runs', [
    { keys: 'p', title: 'Pin the run or the selected ones, or let them go', run: () => void pin() },
    {
      keys: 'c',
      title: 'Compare the two selected, or the run with the one before',
      run: () => (runs.length === 0 ? alone('previous') : both()),
    },
    { keys: 'shift+c', title: 'Compare the run with the last good one', run: () => alone('last-good') },
  ]);
  return (
    <>
      {runs.length > 0 && (
        <Button variant="default" onClick={() => void pin()}>
          {pinning ? 'Pin' : 'Unpin'} {countOf(runs.length, 'run')}
        </Button>
      )}
      {runs.length > 0 && (
        <Button variant="default" disabled={runs.length !== 2} onClick={both}>
          {runs.length === 2 ? 'Compare' : 'Compare: select two'}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<Download size={14} aria-hidden="true" />} disabled={total === 0}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{countOf(total, 'run')} that fit</Menu.Label>
          <Menu.Item component="a" href={fileAddress(filter, 'csv')} download="djcron-runs.csv">
            CSV, a row a run
          </Menu.Item>
          <Menu.Item component="a" href={fileAddress(filter, 'json')} download="djcron-runs.json">
            JSON, with every host
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function fileAddress(filter: RunFilter, form: 'csv' | 'json'): string {
  const given = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/download/runs.${form}?${new URLSearchParams(given)}`;
}

function useCompare(): (id: string, other: string) => void {
  const navigate = useNavigate();
  return (id, other) => void navigate({ to: '/runs/$id/compare/$other', params: { id, other } });
}
