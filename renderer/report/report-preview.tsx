// What a report will say, shown in a frame that may do nothing: no scripts, no forms, no way out.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import type { ReportAbout } from './about.ts';
import styles from './report.module.css';

export function ReportPreview({ about }: { about: ReportAbout }) {
  const preview = useQuery(api.reports.preview.queryOptions({ input: about, staleTime: 0, placeholderData: keepPreviousData }));
  if (preview.isError) return <Failure error={preview.error} retry={() => void preview.refetch()} />;
  if (preview.data === undefined) return <Loading rows={10} label="Making a preview" />;
  return (
    <iframe
      className={styles.preview}
      title={`Preview: ${preview.data.title}`}
      aria-busy={preview.isPlaceholderData}
      sandbox=""
      srcDoc={preview.data.html}
    />
  );
}
