// Opens the run dialog from anywhere. Its inside is fetched with the first opening: it checks parameters by the rules of job
// files, which would weigh on every screen that has a Run button.
import { modals } from '@mantine/modals';
import { lazy, Suspense } from 'react';
import { Loading } from '../parts/feedback.tsx';
import type { RunRequest } from './run-request.ts';

const RunDialog = lazy(() => import('./run-dialog.tsx').then((dialog) => ({ default: dialog.RunDialog })));

/** Opens the dialog. Without job and script there is nothing to run yet: the console opens for it. */
export function openRunDialog(request: RunRequest): void {
  if (request.job === undefined && request.adHoc === undefined) {
    window.location.hash = `/console?target=${encodeURIComponent(request.target ?? '')}`;
    return;
  }
  const id = modals.open({
    title: request.job === undefined ? 'Run a command' : `Run ${request.job}`,
    size: 'min(980px, 94vw)',
    children: (
      <Suspense fallback={<Loading rows={6} label="Reading the job" />}>
        <RunDialog request={request} close={() => modals.close(id)} />
      </Suspense>
    ),
  });
}
