// What can be done with a job besides running it: the same list for menus, keys and the job's own page.
import { Button, Group } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, client } from '../../api/client.ts';
import { CodeView } from '../../editor/code-editor.tsx';
import { withValue } from '../../job/job-document.ts';
import { offerNewJob } from '../../job/new-job.ts';
import { openConfirm } from '../../parts/confirm.tsx';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { toast } from '../../parts/toast.ts';
import { enableJob } from '../../schedule/enable-job.ts';

export type JobAct = 'edit' | 'history' | 'enable' | 'yaml' | 'copy' | 'remove';

export const jobActs: readonly { key: JobAct; title: string; grave?: boolean }[] = [
  { key: 'edit', title: 'Edit' },
  { key: 'history', title: 'Its runs' },
  { key: 'enable', title: 'Enable or disable its schedules' },
  { key: 'yaml', title: 'Show its YAML' },
  { key: 'copy', title: 'New job from this one' },
  { key: 'remove', title: 'Remove…', grave: true },
];

/** Gives the function that does it. */
export function useJobAct(): (act: JobAct, name: string) => void {
  const navigate = useNavigate();
  return (act, name) => {
    switch (act) {
      case 'edit':
        void navigate({ to: '/jobs/$name/edit', params: { name } });
        return;
      case 'history':
        void navigate({ to: '/runs', search: { job: name } });
        return;
      case 'enable':
        void turnEnabled(name);
        return;
      case 'yaml':
        openYaml(name);
        return;
      case 'copy':
        void copyOf(name).then(() => navigate({ to: '/jobs/new' }));
        return;
      case 'remove':
        openRemove(name, () => void navigate({ to: '/jobs' }));
        return;
    }
  };
}

async function turnEnabled(name: string): Promise<void> {
  const { enabled } = await client.jobs.get({ name });
  await enableJob(name, !enabled);
}

async function copyOf(name: string): Promise<void> {
  const { yaml } = await client.jobs.source({ name });
  offerNewJob(withValue(yaml, ['name'], `${name}-copy`));
}

function openRemove(name: string, onRemoved: () => void): void {
  openConfirm({
    title: `Remove ${name}?`,
    action: `Remove ${name}`,
    children: <RemoveWords name={name} />,
    onConfirm: async () => {
      await client.jobs.remove({ name });
      toast(`${name} is removed`);
      onRemoved();
    },
  });
}

function RemoveWords({ name }: { name: string }) {
  const lines = useQuery(api.crontabs.lines.queryOptions({ input: { job: name } }));
  const taken = (lines.data ?? []).filter(({ state }) => state === 'taken-over');
  return (
    <>
      The job and its versions go. Its runs and their output stay in the history.
      {taken.length > 0 && (
        <p>
          Its {taken.length === 1 ? 'line stays' : 'lines stay'} commented out on {[...new Set(taken.map(({ host }) => host))].join(', ')}:
          give {taken.length === 1 ? 'it' : 'them'} back to cron before, if cron is to run {taken.length === 1 ? 'it' : 'them'} again.
        </p>
      )}
    </>
  );
}

function openYaml(name: string): void {
  modals.open({ title: `${name}.yaml`, size: 'xl', children: <Yaml name={name} /> });
}

function Yaml({ name }: { name: string }) {
  const source = useQuery(api.jobs.source.queryOptions({ input: { name } }));
  if (source.isError) return <Failure error={source.error} retry={() => void source.refetch()} />;
  if (source.data === undefined) return <Loading rows={8} />;
  const { yaml } = source.data;
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <CodeView text={yaml} label={`YAML of ${name}`} language="yaml" />
      <Group justify="flex-end">
        <Button
          variant="default"
          data-autofocus
          onClick={() => void navigator.clipboard.writeText(yaml).then(() => toast('The YAML is on the clipboard'))}
        >
          Copy
        </Button>
      </Group>
    </div>
  );
}
