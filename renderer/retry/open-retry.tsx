// Opens the retry dialog from anywhere on the page of a run; its inside is fetched with the first opening.
import { modals } from '@mantine/modals';
import { lazy, Suspense } from 'react';
import type { Run } from '../../shared/contract/run.ts';
import { Loading } from '../parts/feedback.tsx';

const RetryDialog = lazy(() => import('./retry-dialog.tsx').then((dialog) => ({ default: dialog.RetryDialog })));

/** `hosts`: only these of the run; null: all. */
export function openRetryDialog(run: Pick<Run, 'id' | 'job'>, hosts: readonly string[] | null): void {
  const id = modals.open({
    title: `Retry ${run.job ?? 'this command'}`,
    size: 'min(980px, 94vw)',
    children: (
      <Suspense fallback={<Loading rows={6} label="Reading the run" />}>
        <RetryDialog run={run.id} hosts={hosts} close={() => modals.close(id)} />
      </Suspense>
    ),
  });
}
