// Opens the report dialog from anywhere; its inside is fetched with the first opening.
import { modals } from '@mantine/modals';
import { lazy, Suspense } from 'react';
import { Loading } from '../parts/feedback.tsx';
import type { ReportAbout } from './about.ts';

const ReportDialog = lazy(() => import('./report-dialog.tsx').then((dialog) => ({ default: dialog.ReportDialog })));

export function openReport(title: string, about: ReportAbout): void {
  const id = modals.open({
    title,
    size: 'min(1180px, 95vw)',
    children: (
      <Suspense fallback={<Loading rows={6} label="Opening" />}>
        <ReportDialog about={about} close={() => modals.close(id)} />
      </Suspense>
    ),
  });
}
