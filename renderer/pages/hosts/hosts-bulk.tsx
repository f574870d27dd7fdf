// What can be done with the hosts that are selected.
import { Button, Menu, TagsInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Host } from '../../../shared/contract/hosts.ts';
import { api, client } from '../../api/client.ts';
import { openConfirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';
import { openKeyAccept } from '../keys/keys-accept.tsx';
import styles from './hosts.module.css';
import { openHostTest } from './hosts-test.tsx';

export function HostsBulk({ hosts, clear }: { hosts: readonly Host[]; clear: () => void }) {
  const navigate = useNavigate();
  const names = hosts.map((host) => host.name);
  const facts = useMutation({
    mutationFn: () => client.hosts.facts({ target: names.join(',') }),
    onSuccess: (told) => {
      const failed = told.filter((one) => one.error !== null).length;
      toast(
        failed === 0
          ? `Facts of ${countOf(told.length)} are fresh`
          : `Facts of ${told.length - failed} of ${countOf(told.length)} are fresh`,
      );
    },
    onError: showFailure('The facts could not be collected'),
  });
  const runOn = async () => {
    const { folded } = await client.targets.fold({ names });
    await navigate({ to: '/console', search: { target: folded } });
  };
  return (
    <div className={styles.bulk}>
      <strong>{hosts.length} selected</strong>
      <Button size="compact-sm" onClick={() => void runOn()}>
        Run a command…
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => openHostTest(names)}>
        Test
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => openKeyAccept(names)}>
        Review keys…
      </Button>
      <Menu>
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<ChevronDown size={13} />} loading={facts.isPending}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => facts.mutate()}>Collect facts</Menu.Item>
          <Menu.Item onClick={() => openClusters(hosts)}>Add to clusters…</Menu.Item>
          <Menu.Divider />
          <Menu.Item color="red" onClick={() => openHostsRemove(names, clear)}>
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
        Clear
      </Button>
    </div>
  );
}

function countOf(count: number): string {
  return count === 1 ? '1 host' : `${count} hosts`;
}

function showFailure(title: string): (error: unknown) => void {
  return (error) => void modals.open({ title, children: <Failure error={error} /> });
}

/** Asks, then removes the hosts; `done` is called after that. */
export function openHostsRemove(names: readonly string[], done: () => void): void {
  openConfirm({
    title: names.length === 1 ? `Remove ${names[0]}` : `Remove ${names.length} hosts`,
    action: names.length === 1 ? 'Remove this host' : `Remove ${names.length} hosts`,
    children: (
      <>
        djcron forgets how to reach {names.length === 1 ? 'it' : 'them'}. Their runs, output and audit entries stay, and nothing is changed
        on the {names.length === 1 ? 'host' : 'hosts'}.
      </>
    ),
    onConfirm: async () => {
      for (const name of names) await client.hosts.remove({ name });
      toast(`${countOf(names.length)} removed`);
      done();
    },
  });
}

function openClusters(hosts: readonly Host[]): void {
  const id = modals.open({
    title: `Add ${countOf(hosts.length)} to clusters`,
    children: <ClustersForm hosts={hosts} close={() => modals.close(id)} />,
  });
}

function ClustersForm({ hosts, close }: { hosts: readonly Host[]; close: () => void }) {
  const known = useQuery(api.targets.clusters.queryOptions());
  const [clusters, setClusters] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: async () => {
      for (const host of hosts) await client.hosts.edit({ name: host.name, clusters: [...new Set([...host.clusters, ...clusters])] });
    },
    onSuccess: () => {
      close();
      toast(`${countOf(hosts.length)} added to ${clusters.map((name) => `@${name}`).join(', ')}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (clusters.length > 0) save.mutate();
  };
  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
      <TagsInput
        label="Clusters"
        data-autofocus
        value={clusters}
        onChange={setClusters}
        data={known.data?.clusters.map((cluster) => cluster.name) ?? []}
      />
      {save.error !== null && <Failure error={save.error} />}
      <Button type="submit" style={{ justifySelf: 'end' }} loading={save.isPending} disabled={clusters.length === 0}>
        Add
      </Button>
    </form>
  );
}
