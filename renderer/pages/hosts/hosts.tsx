// All hosts: find them, see what is wrong with which, act on many at once.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Host } from '../../../shared/contract/hosts.ts';
import { api } from '../../api/client.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Page } from '../../parts/page.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { openHostForm } from '../host/host-form.tsx';
import { openKeyAccept } from '../keys/keys-accept.tsx';
import styles from './hosts.module.css';
import { HostsBulk } from './hosts-bulk.tsx';
import { hostColumns } from './hosts-columns.tsx';
import { facetsOf, filterHosts, withWord } from './hosts-filter.ts';
import { openHostImport } from './hosts-import.tsx';
import { openHostTest } from './hosts-test.tsx';

export function HostsPage() {
  const { q = '' } = useSearch({ from: '/hosts' });
  const navigate = useNavigate();
  const hosts = useQuery(api.hosts.list.queryOptions());
  const all = hosts.data;
  const shown = useMemo(() => filterHosts(all ?? [], q), [all, q]);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  // what is hidden by the filter or gone is not acted on
  const selected = useMemo(() => shown.filter((host) => picked.has(host.name)), [shown, picked]);
  const search = (query: string) => void navigate({ to: '/hosts', search: query === '' ? {} : { q: query }, replace: true });

  useShortcuts('Hosts', [
    { keys: 'a', title: 'Add a host', run: () => openHostForm() },
    { keys: 'i', title: 'Import hosts from an ssh_config', run: () => openHostImport() },
    { keys: 't', title: 'Test the selected hosts', run: () => selected.length > 0 && openHostTest(selected.map(nameOf)) },
    {
      keys: 'shift+k',
      title: 'Review the keys of the selected hosts',
      run: () => selected.length > 0 && openKeyAccept(selected.map(nameOf)),
    },
  ]);

  return (
    <Page title="Hosts" aside={all?.length || undefined} fill actions={<Actions empty={all?.length === 0} />}>
      {hosts.error !== null && <Failure error={hosts.error} retry={() => void hosts.refetch()} />}
      {hosts.isPending && <Loading rows={12} label="Loading hosts" />}
      {all !== undefined && all.length === 0 && <NoHosts />}
      {all !== undefined && all.length > 0 && (
        <>
          <div className={styles.tools}>
            <FilterField value={q} onChange={search} placeholder="Filter: name, @cluster, key:new, env=prod" width={330} />
            {selected.length === 0 ? (
              <Facets hosts={all} query={q} onPick={search} />
            ) : (
              <HostsBulk hosts={selected} clear={() => setPicked(new Set())} />
            )}
          </div>
          <DataTable
            label="Hosts"
            columns={hostColumns}
            rows={shown}
            rowKey={nameOf}
            onOpen={(host) => void navigate({ to: '/hosts/$name', params: { name: host.name } })}
            selection={{ keys: picked, onChange: setPicked }}
            empty={<NoMatch query={q} clear={() => search('')} />}
          />
          <div className={`${styles.foot} caption`} role="status">
            {shown.length === all.length ? `${all.length} hosts` : `${shown.length} of ${all.length} hosts`}
            {selected.length > 0 && `, ${selected.length} selected`}
          </div>
        </>
      )}
    </Page>
  );
}

function nameOf(host: Host): string {
  return host.name;
}

function Actions({ empty }: { empty: boolean }) {
  return (
    <>
      <Button variant="default" onClick={() => openHostImport()}>
        Import from ssh_config…
      </Button>
      {!empty && <Button onClick={() => openHostForm()}>Add host</Button>}
    </>
  );
}

function Facets({ hosts, query, onPick }: { hosts: readonly Host[]; query: string; onPick: (query: string) => void }) {
  const words = query.split(/\s+/);
  return facetsOf(hosts).map((facet) => (
    <button
      key={facet.word}
      type="button"
      className={styles.facet}
      aria-pressed={words.includes(facet.word)}
      title={`Only ${facet.word}`}
      onClick={() => onPick(withWord(query, facet.word))}
    >
      <StateMark state={facet.state} word={facet.word.startsWith('key:') ? `key ${facet.state}` : undefined} size={12} />
      {facet.count}
    </button>
  ));
}

function NoMatch({ query, clear }: { query: string; clear: () => void }) {
  return (
    <Empty
      title="No host matches"
      actions={
        <Button variant="default" onClick={clear}>
          Clear the filter
        </Button>
      }
    >
      Nothing here fits <code>{query}</code>. Words are joined by “and”; a leading - turns one round.
    </Empty>
  );
}

function NoHosts() {
  return (
    <Empty
      title="No hosts yet"
      actions={
        <>
          <Button onClick={() => openHostForm()}>Add a host</Button>
          <Button variant="default" onClick={() => openHostImport()}>
            Import from ssh_config…
          </Button>
        </>
      }
    >
      A host is a machine you reach over SSH. djcron installs nothing on it.
    </Empty>
  );
}
