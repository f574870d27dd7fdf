// One host: how it is reached, what it is, its key, and what ran there.
import { Button, Menu } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import type { Host } from '../../../shared/contract/hosts.ts';
import { formatDuration } from '../../../shared/model/duration.ts';
import { api, client } from '../../api/client.ts';
import { Copy } from '../../parts/copy.tsx';
import { FactList } from '../../parts/facts.tsx';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { HostLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useShortcuts } from '../../parts/shortcuts.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import { formatBytes } from '../../parts/time-format.ts';
import { toast } from '../../parts/toast.ts';
import { openHostsRemove } from '../hosts/hosts-bulk.tsx';
import { Address, Groups } from '../hosts/hosts-columns.tsx';
import { openHostTest } from '../hosts/hosts-test.tsx';
import { openKeyAccept, openKeyForget } from '../keys/keys-accept.tsx';
import styles from './host.module.css';
import { openHostForm } from './host-form.tsx';
import { HostRuns } from './host-runs.tsx';
import { openPasswordPrompt, openUnlockPrompt } from './host-secrets.tsx';

const crumbs = [{ label: 'Hosts', to: '/hosts' }] as const;

export function HostPage() {
  const { name } = useParams({ from: '/hosts/$name' });
  const host = useQuery(api.hosts.get.queryOptions({ input: { name } }));
  if (host.data === undefined) {
    return (
      <Page title={name} breadcrumb={crumbs}>
        {host.error !== null ? <Failure error={host.error} retry={() => void host.refetch()} /> : <Loading label={`Loading ${name}`} />}
      </Page>
    );
  }
  return <KnownHost host={host.data} />;
}

function KnownHost({ host }: { host: Host }) {
  useShortcuts('This host', [
    { keys: 't', title: 'Test the way to it', run: () => openHostTest([host.name]) },
    { keys: 'e', title: 'Change it', run: () => openHostForm(host) },
    { keys: 'shift+k', title: 'Review its key', run: () => openKeyAccept([host.name]) },
  ]);
  return (
    <Page
      title={host.name}
      breadcrumb={crumbs}
      mark={<StateMark state={host.health.state} word="" size={16} />}
      aside={<Groups host={host} />}
      actions={<Actions host={host} />}
    >
      <Health host={host} />
      <div className={styles.grid}>
        <Panel title="How it is reached">
          <FactList facts={wayOf(host)} />
        </Panel>
        <KeyPanel host={host} />
        <FactsPanel host={host} />
      </div>
      <HostRuns host={host.name} />
    </Page>
  );
}

function Health({ host }: { host: Host }) {
  const { state, checkedAt, detail } = host.health;
  return (
    <div className={styles.health}>
      <StateMark state={state} />
      {detail !== null && <span>{detail}</span>}
      <span className="caption">
        {checkedAt === null ? (
          'never tested'
        ) : (
          <>
            seen <Ago at={checkedAt} />
          </>
        )}
      </span>
    </div>
  );
}

function Actions({ host }: { host: Host }) {
  const navigate = useNavigate();
  return (
    <>
      <Button variant="default" onClick={() => openHostTest([host.name])}>
        Test
      </Button>
      <Button variant="default" onClick={() => openHostForm(host)}>
        Change…
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={13} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => openPasswordPrompt(host.name)}>Give its password…</Menu.Item>
          <Menu.Item onClick={() => openUnlockPrompt(host.identity ?? '')}>Unlock its identity…</Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: '/audit', search: { object: host.name } })}>What was done to it</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => openHostsRemove([host.name], () => void navigate({ to: '/hosts' }))}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button onClick={() => void navigate({ to: '/console', search: { target: host.name } })}>Run a command…</Button>
    </>
  );
}

function wayOf(host: Host): (readonly [string, React.ReactNode])[] {
  return [
    ['Address', <Address key="address" host={{ ...host, jump: null }} />],
    ['Port', host.port],
    ['User', host.user],
    ['Identity', host.identity === null ? 'agent, then the usual files of ~/.ssh' : <code key="identity">{host.identity}</code>],
    ['Jump host', host.jump === null ? 'none: directly' : <HostLink key="jump" name={host.jump} />],
    ['Time limit', `${formatDuration(host.connectTimeoutMs)} to connect`],
    ['Comes from', host.source],
  ];
}

function KeyPanel({ host }: { host: Host }) {
  const { state, type, fingerprint } = host.hostKey;
  const undecided = state === 'new' || state === 'changed' || state === 'unknown';
  return (
    <Panel
      title="Host key"
      more={
        <Button
          size="compact-xs"
          variant={undecided ? 'light' : 'subtle'}
          color={undecided ? undefined : 'gray'}
          onClick={() => (undecided ? openKeyAccept([host.name]) : openKeyForget(host.name))}
        >
          {undecided ? 'Review…' : 'Forget…'}
        </Button>
      }
    >
      <FactList
        facts={[
          ['State', <StateMark key="state" state={state} word={state === 'unknown' ? 'not seen' : undefined} />],
          ['Type', type ?? '–'],
          [
            'Fingerprint',
            fingerprint === null ? (
              '–'
            ) : (
              <span key="fingerprint" className={styles.key}>
                <code>{fingerprint}</code>
                <Copy text={fingerprint} label="Copy the fingerprint" />
              </span>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function FactsPanel({ host }: { host: Host }) {
  const collect = useMutation({
    mutationFn: () => client.hosts.facts({ target: host.name }),
    onSuccess: ([told]) => {
      if (told?.error === null) toast(`Facts of ${host.name} are fresh`);
    },
  });
  const refused = collect.data?.[0]?.error ?? null;
  return (
    <Panel
      title="What it is"
      more={
        <Button size="compact-xs" variant="subtle" color="gray" loading={collect.isPending} onClick={() => collect.mutate()}>
          Collect
        </Button>
      }
    >
      {collect.error !== null && <Failure error={collect.error} />}
      {refused !== null && <StateMark state="failed" word={refused} />}
      {host.facts === null && refused === null && (
        <span className="dim">Nothing is known yet. Collecting asks the host for its system, processors and memory.</span>
      )}
      {host.facts !== null && (
        <FactList
          facts={[
            ['System', host.facts.os],
            ...(host.facts.hostname === undefined ? [] : [['Hostname', host.facts.hostname] as const]),
            ['Kernel', `${host.facts.kernel} ${host.facts.arch}`],
            ['Processors', host.facts.cpus],
            ['Memory', formatBytes(host.facts.memoryBytes)],
            ['Collected', <Ago key="collected" at={host.facts.collectedAt} />],
          ]}
        />
      )}
    </Panel>
  );
}
