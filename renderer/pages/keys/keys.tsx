// Which key each host showed and whether it is trusted. What needs a decision comes first.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { HostKey } from '../../../shared/contract/keys.ts';
import { api } from '../../api/client.ts';
import { Copy } from '../../parts/copy.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import type { Column } from '../../parts/data-table-row.tsx';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { HostLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { compareNames } from '../../parts/table-moves.ts';
import { Ago } from '../../parts/time.tsx';
import styles from './keys.module.css';
import { openKeyAccept, openKeyForget, openKeyReplace } from './keys-accept.tsx';
import { openKeyImport } from './keys-import.tsx';

const order = ['changed', 'revoked', 'new', 'unknown', 'certificate', 'known'];

export function KeysPage() {
  const { q = '' } = useSearch({ from: '/keys' });
  const navigate = useNavigate();
  const keys = useQuery(api.keys.list.queryOptions());
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const sorted = useMemo(() => (keys.data ?? []).toSorted(byNeed), [keys.data]);
  const shown = useMemo(() => sorted.filter((key) => matches(key, q)), [sorted, q]);
  const selected = shown.filter((key) => picked.has(key.host)).map((key) => key.host);
  const waiting = sorted.filter((key) => key.state === 'new').map((key) => key.host);
  const search = (query: string) => void navigate({ to: '/keys', search: query === '' ? {} : { q: query }, replace: true });
  const actions = (
    <>
      <Button variant="default" onClick={() => openKeyImport()}>
        Import known_hosts…
      </Button>
      {selected.length > 0 ? (
        <Button onClick={() => openKeyAccept(selected, () => setPicked(new Set()))}>Review {selected.length} selected…</Button>
      ) : (
        <Button
          disabled={waiting.length === 0}
          title={waiting.length === 0 ? 'No new key waits for a decision' : undefined}
          onClick={() => openKeyAccept(waiting)}
        >
          {waiting.length === 0 ? 'Review new keys' : waiting.length === 1 ? 'Review 1 new key…' : `Review ${waiting.length} new keys…`}
        </Button>
      )}
    </>
  );
  return (
    <Page
      title="Host keys"
      aside={keys.data?.length || undefined}
      fill
      actions={keys.data !== undefined && keys.data.length > 0 ? actions : undefined}
    >
      {keys.error !== null && <Failure error={keys.error} retry={() => void keys.refetch()} />}
      {keys.isPending && <Loading rows={12} label="Loading host keys" />}
      {keys.data !== undefined && keys.data.length === 0 && <NoKeys />}
      {keys.data !== undefined && keys.data.length > 0 && (
        <>
          <Changed keys={sorted.filter((key) => key.state === 'changed')} />
          <div className={styles.tools}>
            <FilterField value={q} onChange={search} placeholder="Filter: host, state or fingerprint" />
          </div>
          <DataTable
            label="Host keys"
            columns={columns}
            rows={shown}
            rowKey={(key) => key.host}
            onOpen={(key) => openDecision(key)}
            selection={{ keys: picked, onChange: setPicked }}
            empty={
              <Empty
                title="No key matches"
                actions={
                  <Button variant="default" onClick={() => search('')}>
                    Clear the filter
                  </Button>
                }
              />
            }
          />
        </>
      )}
    </Page>
  );
}

function byNeed(a: HostKey, b: HostKey): number {
  return order.indexOf(a.state) - order.indexOf(b.state) || compareNames(a.host, b.host);
}

function matches(key: HostKey, query: string): boolean {
  const text = `${key.host} ${key.state} ${key.type ?? ''} ${key.fingerprint ?? ''} ${key.trustedFingerprint ?? ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function openDecision(key: HostKey): void {
  if (key.state === 'changed') openKeyReplace(key);
  else openKeyAccept([key.host]);
}

/** Changed keys stand above the table: each alone, with old and new. */
function Changed({ keys }: { keys: readonly HostKey[] }) {
  return keys.map((key) => (
    <section key={key.host} className={styles.changed} aria-label={`Changed key of ${key.host}`}>
      <div className={styles.changedHead}>
        <StateMark state="changed" word={`${key.host} shows another key`} />
        <span className="dim">Nothing runs there until you decide. This may be a new installation, or somebody in between.</span>
      </div>
      <dl className={styles.pair}>
        <dt>was</dt>
        <dd>
          <code>{key.trustedFingerprint}</code>
          <span className="caption">
            {key.acceptedAt === null ? (
              (key.source ?? '')
            ) : (
              <>
                accepted <Ago at={key.acceptedAt} /> by {key.acceptedBy ?? 'known_hosts'}
              </>
            )}
          </span>
        </dd>
        <dt>now</dt>
        <dd>
          <code>{key.fingerprint}</code>
          <span className="caption">{key.type}</span>
        </dd>
      </dl>
      <Button size="compact-sm" variant="default" onClick={() => openKeyReplace(key)}>
        Replace key…
      </Button>
    </section>
  ));
}

const columns: readonly Column<HostKey>[] = [
  {
    key: 'state',
    title: 'State',
    width: '104px',
    cell: (key) => <StateMark state={key.state} word={key.state === 'unknown' ? 'not seen' : undefined} />,
    compare: (a, b) => byNeed(a, b),
  },
  {
    key: 'host',
    title: 'Host',
    width: 'minmax(104px, 1fr)',
    cell: (key) => (
      <strong>
        <HostLink name={key.host} />
      </strong>
    ),
    compare: (a, b) => compareNames(a.host, b.host),
  },
  {
    key: 'type',
    title: 'Type',
    width: '116px',
    cell: (key) => (key.type === null ? <span className="faint">–</span> : <span title={key.type}>{shortType(key.type)}</span>),
    compare: (a, b) => compareNames(a.type ?? '', b.type ?? ''),
  },
  { key: 'fingerprint', title: 'Fingerprint', width: 'minmax(424px, 2fr)', cell: (key) => <Fingerprint text={key.fingerprint} /> },
  { key: 'by', title: 'Trusted', width: 'minmax(160px, 1.2fr)', cell: (key) => <Source hostKey={key} /> },
  {
    key: 'forget',
    title: 'Forget',
    untitled: true,
    width: '98px',
    align: 'end',
    cell: (key) =>
      key.source === 'djcron' && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          tabIndex={-1}
          onClick={() => openKeyForget(key.host)}
          aria-label={`Forget the key of ${key.host}`}
        >
          Forget…
        </Button>
      ),
  },
];

/** `ed25519` of `ssh-ed25519` */
function shortType(type: string): string {
  return type.replace(/^ssh-|sha2-/g, '');
}

function Fingerprint({ text }: { text: string | null }) {
  if (text === null) return <span className="faint">not asked yet</span>;
  return (
    <span className={styles.fingerprint}>
      <code className="ellipsis">{text}</code>
      <Copy text={text} label="Copy the fingerprint" />
    </span>
  );
}

function Source({ hostKey }: { hostKey: HostKey }) {
  if (hostKey.acceptedAt !== null) {
    return (
      <span title={`accepted by ${hostKey.acceptedBy ?? 'somebody'}`}>
        <Ago at={hostKey.acceptedAt} />
      </span>
    );
  }
  if (hostKey.source !== null) return <span title={hostKey.source}>{hostKey.source.split('/').at(-1)}</span>;
  return <span className="faint">nobody yet</span>;
}

function NoKeys() {
  const navigate = useNavigate();
  return (
    <Empty title="No host keys yet" actions={<Button onClick={() => void navigate({ to: '/hosts' })}>Go to hosts</Button>}>
      A host proves itself by its key. When you add hosts, the keys they show appear here, and nothing runs on a host whose key nobody
      accepted.
    </Empty>
  );
}
