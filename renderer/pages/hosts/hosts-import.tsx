// Imports hosts from an ssh_config: another file than ~/.ssh/config may be named, the difference is shown, what is
// picked is taken over. The file is only read; nothing in it is executed.
import { Button, Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, client } from '../../api/client.ts';
import { Empty, Failure, Loading } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';
import styles from './hosts-import.module.css';
import { ProposalTable, usePicked } from './hosts-proposals.tsx';
import { openHostTest } from './hosts-test.tsx';

export function openHostImport(): void {
  const id = modals.open({
    title: 'Import hosts from an ssh_config',
    size: 860,
    closeOnClickOutside: false,
    children: <ImportBody close={() => modals.close(id)} />,
  });
}

function ImportBody({ close }: { close: () => void }) {
  const [typed, setTyped] = useState('');
  const [path, setPath] = useState<string | null>(null);
  const proposals = useQuery(api.hosts.proposals.queryOptions({ input: { path }, staleTime: 0, gcTime: 0, retry: false }));
  const read = (event: FormEvent) => {
    event.preventDefault();
    setPath(typed.trim() || null);
  };
  return (
    <Stack gap="sm">
      <form onSubmit={read}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label="File on the engine's computer"
            placeholder="~/.ssh/config"
            style={{ flex: 1 }}
            spellCheck={false}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={proposals.isFetching}>
            Read
          </Button>
        </Group>
      </form>
      {proposals.error !== null && <Failure error={proposals.error} />}
      {proposals.isPending && <Loading rows={6} label="Reading the file" />}
      {proposals.data !== undefined && proposals.error === null && (
        <ImportChoice key={proposals.data.path} path={path} proposals={proposals.data} close={close} />
      )}
    </Stack>
  );
}

interface ImportChoiceProps {
  path: string | null;
  proposals: Awaited<ReturnType<typeof client.hosts.proposals>>;
  close: () => void;
}

function ImportChoice({ path, proposals, close }: ImportChoiceProps) {
  const picked = usePicked(proposals.hosts);
  const known = useQuery(api.targets.clusters.queryOptions());
  const [cluster, setCluster] = useState<string[]>([]);
  const take = useImport({ path, done: close });
  const fresh = proposals.hosts.filter((one) => one.action === 'add').length;
  const differ = proposals.hosts.filter((one) => one.action === 'change').length;
  if (proposals.hosts.length === 0) {
    return <Empty title="No hosts in this file">{proposals.path} has no Host entries that name a host.</Empty>;
  }
  return (
    <>
      <div className={`${styles.summary} caption`}>
        <span>
          <code>{proposals.path}</code>
        </span>
        <span>
          {fresh} new, {differ} differ from what is here. Read only: nothing in the file is executed or changed.
        </span>
      </div>
      <ProposalTable proposals={proposals.hosts} picked={picked} />
      {take.error !== null && <Failure error={take.error} />}
      <Group justify="space-between" align="flex-end">
        <TagsInput
          label="Put them into a cluster"
          placeholder={cluster.length === 0 ? 'none' : undefined}
          maxTags={1}
          w={240}
          value={cluster}
          onChange={setCluster}
          data={known.data?.clusters.map((one) => one.name) ?? []}
        />
        <Group gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            disabled={picked.names.size === 0}
            loading={take.isPending}
            onClick={() => take.mutate({ names: [...picked.names], cluster: cluster[0] })}
          >
            {picked.names.size === 1 ? 'Import 1 host' : `Import ${picked.names.size} hosts`}
          </Button>
        </Group>
      </Group>
    </>
  );
}

/** Imports, then tests the way to what came in. */
export function useImport({ path, done }: { path: string | null; done: () => void }) {
  return useMutation({
    mutationFn: ({ names, cluster }: { names: string[]; cluster?: string | undefined }) =>
      client.hosts.import({ path, names, ...(cluster !== undefined && { cluster }) }),
    onSuccess: ({ imported }) => {
      done();
      toast(imported.length === 1 ? `${imported[0]} is imported` : `${imported.length} hosts are imported`);
      if (imported.length > 0) openHostTest(imported);
    },
  });
}
