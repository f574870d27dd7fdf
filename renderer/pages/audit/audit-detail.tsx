// One audit entry: who did what, from where, and what it was before and after.
import { ActionIcon, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { AuditEntry } from '../../../shared/contract/audit.ts';
import { Copy } from '../../parts/copy.tsx';
import { FactList } from '../../parts/facts.tsx';
import { HostLink, JobLink, RunLink } from '../../parts/links.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { isState } from '../../parts/states.ts';
import { Instant } from '../../parts/time.tsx';
import styles from './audit.module.css';
import { changesOf, type FieldChange } from './audit-changes.ts';

export function AuditDetail({ entry, close }: { entry: AuditEntry; close: () => void }) {
  return (
    <aside className={styles.detail} aria-label={`Entry ${entry.seq}`}>
      <div className={styles.detailHead}>
        <h2 className={styles.detailTitle}>
          {entry.action} <span className="faint">#{entry.seq}</span>
        </h2>
        <Copy text={JSON.stringify(entry, null, 2)} label="Copy as JSON" />
        <ActionIcon onClick={close} aria-label="Close the entry">
          <X size={15} />
        </ActionIcon>
      </div>
      <FactList
        facts={[
          ['When', <Instant key="when" at={entry.at} seconds withZone />],
          ['Who', entry.actor],
          ['From', entry.origin],
          ['Object', <ObjectLink key="object" entry={entry} />],
          ['Result', <ResultMark key="result" result={entry.result} />],
        ]}
      />
      <Changes changes={changesOf(entry.before, entry.after)} />
      <FactList
        facts={[
          [
            'Hash',
            <code key="hash" className={`${styles.hash} caption`}>
              {entry.hash}
            </code>,
          ],
        ]}
      />
      <Button
        variant="default"
        size="compact-sm"
        style={{ alignSelf: 'start' }}
        renderRoot={(props) => <Link to="/audit" search={{ object: entry.object }} {...props} />}
      >
        All that touched it
      </Button>
    </aside>
  );
}

export function ResultMark({ result }: { result: string }) {
  if (isState(result)) return <StateMark state={result} />;
  return <StateMark state={result === 'interrupted' ? 'lost' : 'ok'} word={result} />;
}

export function ObjectLink({ entry }: { entry: Pick<AuditEntry, 'action' | 'object'> }) {
  const [noun] = entry.action.split('.');
  if (entry.object.startsWith('r-')) return <RunLink id={entry.object} />;
  const single = /^[A-Za-z0-9._-]+$/.test(entry.object);
  if ((noun === 'host' || noun === 'key') && single) return <HostLink name={entry.object} />;
  if (noun === 'job' && single) return <JobLink name={entry.object} />;
  return <>{entry.object}</>;
}

function Changes({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return <span className="dim">Nothing was written down of before and after.</span>;
  return (
    <table className={styles.changes}>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{change.field}</th>
            <td>
              {change.same && <Value text={change.is} />}
              {!change.same && change.was !== null && (
                <div className={styles.was}>
                  <span className="hidden-text">before </span>
                  <Value text={`− ${change.was}`} />
                </div>
              )}
              {!change.same && change.is !== null && (
                <div className={styles.is}>
                  <span className="hidden-text">after </span>
                  <Value text={`+ ${change.is}`} />
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ text }: { text: string | null }) {
  return text?.includes('\n') ? <pre>{text}</pre> : <code>{text}</code>;
}
