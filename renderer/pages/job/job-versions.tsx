// The versions of a job: what each changed in the file against the one before it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { CodeView } from '../../editor/code-editor.tsx';
import { DiffView } from '../../editor/diff-view.tsx';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { Ago } from '../../parts/time.tsx';
import styles from '../jobs/jobs.module.css';

export function JobVersions({ name }: { name: string }) {
  const versions = useQuery(api.jobs.versions.queryOptions({ input: { name } }));
  const [chosen, setChosen] = useState<number | null>(null);
  if (versions.isError) return <Failure error={versions.error} retry={() => void versions.refetch()} />;
  if (versions.data === undefined) return <Loading rows={6} label="Reading the versions" />;
  const place = Math.max(
    0,
    versions.data.findIndex(({ version }) => version === chosen),
  );
  const shown = versions.data[place];
  const before = versions.data[place + 1];
  return (
    <div className={styles.versions}>
      <ul className={styles.versionList} aria-label="Versions, newest first">
        {versions.data.map(({ version, createdAt, actor }) => (
          <li key={version}>
            <button type="button" className={styles.version} aria-pressed={version === shown?.version} onClick={() => setChosen(version)}>
              <strong>Version {version}</strong>
              <span className="dim">
                <Ago at={createdAt} /> by {actor}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div style={{ minWidth: 0, overflow: 'auto', paddingBottom: 20 }}>
        {shown !== undefined && <Change name={name} version={shown.version} before={before?.version ?? null} />}
      </div>
    </div>
  );
}

function Change({ name, version, before }: { name: string; version: number; before: number | null }) {
  const after = useQuery(api.jobs.source.queryOptions({ input: { name, version } }));
  const earlier = useQuery({ ...api.jobs.source.queryOptions({ input: { name, version: before ?? version } }), enabled: before !== null });
  const failed = after.isError ? after : earlier.isError ? earlier : null;
  if (failed !== null) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  if (after.data === undefined || (before !== null && earlier.data === undefined)) return <Loading rows={8} label="Comparing" />;
  if (before === null) {
    return (
      <>
        <h2 style={{ fontSize: '0.875rem', marginBottom: 6 }}>Version {version}, the first</h2>
        <CodeView text={after.data.yaml} label={`Version ${version} of ${name}`} language="yaml" />
      </>
    );
  }
  return (
    <>
      <h2 style={{ fontSize: '0.875rem', marginBottom: 6 }}>
        What version {version} changed in version {before}
      </h2>
      <DiffView before={earlier.data?.yaml ?? ''} after={after.data.yaml} label={`Differences between versions ${before} and ${version}`} />
    </>
  );
}
