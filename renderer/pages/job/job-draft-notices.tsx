// What a person should know about the text they edit: that it is an earlier draft, that the job changed meanwhile, that
// another name makes another job.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Draft } from '../../job/job-draft.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { Ago } from '../../parts/time.tsx';
import styles from './job-workbench.module.css';

interface DraftNoticesProps {
  draft: Draft;
  name: string | null;
  /** the name the text has now */
  newName: string | null;
}

export function DraftNotices({ draft, name, newName }: DraftNoticesProps) {
  const renamed = name !== null && newName !== null && newName !== '' && newName !== name;
  return (
    <>
      {draft.restoredAt !== null && draft.dirty && (
        <Notice
          action={
            <Button size="compact-xs" variant="default" onClick={draft.discard}>
              Discard it
            </Button>
          }
        >
          This is what you typed <Ago at={draft.restoredAt} /> and did not save.
        </Notice>
      )}
      {draft.outdated && <Notice>The job was saved by somebody else since you began: saving replaces their version with yours.</Notice>}
      {renamed && (
        <Notice>
          Saving makes a job of its own, <code>{newName}</code>; <code>{name}</code> stays as it is.
        </Notice>
      )}
    </>
  );
}

function Notice({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.notice} role="status">
      <StateMark state="degraded" word="" />
      <span style={{ flex: 1 }}>{children}</span>
      {action}
    </div>
  );
}
