// Writes a job: the same text as form or as YAML, judged while it is typed, kept as a draft until it is saved.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { offeredNewJob } from '../../job/new-job.ts';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { Page } from '../../parts/page.tsx';
import { JobWorkbench } from './job-workbench.tsx';

const crumbs = [{ label: 'Jobs', to: '/jobs' }] as const;

export function JobEditorPage() {
  const { name } = useParams({ strict: false });
  return name === undefined ? (
    <JobWorkbench key=" new" name={null} saved="" start={offeredNewJob()} />
  ) : (
    <SavedJob key={name} name={name} />
  );
}

function SavedJob({ name }: { name: string }) {
  const source = useQuery(api.jobs.source.queryOptions({ input: { name } }));
  if (source.data !== undefined) return <JobWorkbench name={name} saved={source.data.yaml} start={source.data.yaml} />;
  return (
    <Page title={`Edit ${name}`} breadcrumb={crumbs}>
      {source.isError ? (
        <Failure error={source.error} retry={() => void source.refetch()} />
      ) : (
        <Loading rows={10} label="Reading the job" />
      )}
    </Page>
  );
}
