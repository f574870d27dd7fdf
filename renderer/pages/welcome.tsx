// The first screen of an empty home: hosts that were found, a host by hand, or the demo fleet. Reads only, until a
// button is pressed.
import { Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical, type LucideIcon, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, client } from '../api/client.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';
import { Panel } from '../parts/panel.tsx';
import { toast } from '../parts/toast.ts';
import { openHostForm } from './host/host-form.tsx';
import { openHostImport, useImport } from './hosts/hosts-import.tsx';
import { ProposalTable, usePicked } from './hosts/hosts-proposals.tsx';
import styles from './welcome.module.css';

export function WelcomePage() {
  return (
    <Page title="Welcome to djcron">
      <div className={styles.welcome}>
        <p className={styles.lead}>
          djcron runs scripts on your machines over SSH and shows everything they did: output, exit codes, and what it cost in processor and
          memory. Tell it which machines there are.
        </p>
        <Found />
        <div className={styles.cards}>
          <Card
            icon={Server}
            title="Add a host by hand"
            action={
              <Button variant="default" onClick={() => openHostForm()}>
                Add a host
              </Button>
            }
          >
            Paste <code>user@host:port</code> or a whole ssh command line; djcron tests the connection and shows the host's key before
            anything runs.
          </Card>
          <DemoCard />
        </div>
        <div className={`${styles.promise} caption`}>
          <span>Nothing is installed on your hosts</span>
          <span>Nothing leaves this computer but over SSH</span>
          <span>No script runs before you saw the hosts</span>
        </div>
      </div>
    </Page>
  );
}

function Found() {
  const proposals = useQuery(api.hosts.proposals.queryOptions({ input: { path: null }, retry: false }));
  if (proposals.isPending) return <Loading rows={5} label="Looking for hosts in ~/.ssh/config" />;
  const hosts = proposals.data?.hosts ?? [];
  const own = hosts.filter((host) => host.action !== 'skip');
  if (proposals.data === undefined || own.length === 0) return <NothingFound path={proposals.data?.path ?? '~/.ssh/config'} />;
  return (
    <Panel title={`Hosts in ${proposals.data.path}`} count={own.length}>
      <FoundHosts hosts={hosts} />
    </Panel>
  );
}

function FoundHosts({ hosts }: { hosts: Awaited<ReturnType<typeof client.hosts.proposals>>['hosts'] }) {
  const navigate = useNavigate();
  const picked = usePicked(hosts);
  const take = useImport({ path: null, done: () => void navigate({ to: '/hosts' }) });
  return (
    <div className={styles.found}>
      <span className="dim">The file was only read; nothing in it was executed and nothing is imported yet.</span>
      <ProposalTable proposals={hosts} picked={picked} low />
      {take.error !== null && <Failure error={take.error} />}
      <Group gap="xs">
        <Button disabled={picked.names.size === 0} loading={take.isPending} onClick={() => take.mutate({ names: [...picked.names] })}>
          {picked.names.size === 1 ? 'Import 1 host' : `Import ${picked.names.size} hosts`}
        </Button>
        <Button variant="subtle" color="gray" onClick={() => openHostImport()}>
          Another file…
        </Button>
      </Group>
    </div>
  );
}

function NothingFound({ path }: { path: string }) {
  return (
    <div className="dim">
      No hosts were found in <code>{path}</code>.{' '}
      <Button size="compact-xs" variant="light" onClick={() => openHostImport()}>
        Look in another file…
      </Button>
    </div>
  );
}

function DemoCard() {
  const navigate = useNavigate();
  const info = useQuery(api.system.info.queryOptions());
  const start = useMutation({
    mutationFn: () => client.system.demoStart({ hosts: 8 }),
    onSuccess: ({ hosts }) => {
      toast(`${hosts.length} demo hosts are here as @demo`);
      void navigate({ to: '/' });
    },
  });
  const unavailable = info.data?.demo === 'unavailable';
  const running = info.data?.demo === 'running';
  return (
    <Card
      icon={FlaskConical}
      title="Try it with a demo fleet"
      action={
        <Button disabled={unavailable || running} loading={start.isPending} onClick={() => start.mutate()}>
          {running ? 'The demo fleet runs' : 'Start the demo fleet'}
        </Button>
      }
    >
      {unavailable
        ? (info.data?.demoNote ?? 'It cannot be started here.')
        : 'Eight real SSH servers inside djcron, on this computer only, with jobs to run. One click in Settings removes them.'}
      {start.error !== null && <Failure error={start.error} retry={() => start.mutate()} />}
    </Card>
  );
}

function Card({ icon: Icon, title, children, action }: { icon: LucideIcon; title: string; children: ReactNode; action: ReactNode }) {
  return (
    <section className={styles.card}>
      <Icon size={18} aria-hidden="true" />
      <h2 className={styles.cardTitle}>{title}</h2>
      <div className={styles.cardText}>{children}</div>
      <div className={styles.cardAction}>{action}</div>
    </section>
  );
}
