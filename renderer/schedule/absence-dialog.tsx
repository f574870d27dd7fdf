// What came due while nobody looked: each occurrence, what became of it, and a way to run it after all.
import { Button, Group } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Absence, Occurrence } from '../../shared/contract/schedules.ts';
import { api, client } from '../api/client.ts';
import { Failure } from '../parts/feedback.tsx';
import { RunLink } from '../parts/links.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { formatInstant } from '../parts/time-format.ts';
import styles from './absence.module.css';
import { absenceCounts, absenceTitle } from './absence-words.ts';
import { canCatchUp, catchUp } from './catch-up.ts';

export function openAbsence(absence: Absence): void {
  const id = modals.open({
    title: 'While nobody looked',
    size: 760,
    children: <AbsenceBody first={absence} close={() => modals.close(id)} />,
  });
}

function AbsenceBody({ first, close }: { first: Absence; close: () => void }) {
  const { data } = useQuery(api.schedules.state.queryOptions());
  const { zone } = usePreferences();
  const [error, setError] = useState<unknown>(null);
  const absence = data?.absence ?? first;
  const attempt = async (work: () => Promise<unknown>) => {
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <div className={styles.body}>
      <div>
        {absenceTitle(absence, zone, Date.now())}. <strong>{absenceCounts(absence)}</strong>.
      </div>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Occurrences">
          <thead>
            <tr>
              <th scope="col">Due</th>
              <th scope="col">Schedule</th>
              <th scope="col">Outcome</th>
              <th scope="col">
                <span className="hidden-text">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {absence.occurrences.map((row) => (
              <Row key={`${row.job}/${row.schedule} ${row.dueAt}`} row={row} onRun={() => attempt(() => catchUp(row))} close={close} />
            ))}
          </tbody>
        </table>
      </div>
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          Later
        </Button>
        <Button
          data-autofocus
          onClick={() =>
            void attempt(async () => {
              await client.schedules.dismiss();
              close();
            })
          }
        >
          Seen
        </Button>
      </Group>
    </div>
  );
}

function Row({ row, onRun, close }: { row: Occurrence; onRun: () => Promise<void>; close: () => void }) {
  const { zone } = usePreferences();
  const [busy, setBusy] = useState(false);
  const at = Date.parse(row.dueAt);
  const run = async () => {
    setBusy(true);
    await onRun();
    setBusy(false);
  };
  return (
    <tr>
      <td>
        {formatInstant(at, zone, { now: Date.now(), seconds: at % 60_000 !== 0 })}
        {row.count > 1 && <span className="faint"> and {row.count - 1} more</span>}
      </td>
      <td>
        {row.job} <span className="faint">{row.schedule}</span>
      </td>
      <td>
        <StateMark state={row.outcome} /> {row.reason !== null && <span className="dim">{row.reason}</span>}
      </td>
      <td className={styles.act}>
        {row.run !== null && (
          <span onClickCapture={close}>
            <RunLink id={row.run}>
              <span className="link">its run</span>
            </RunLink>
          </span>
        )}
        {row.run === null && canCatchUp(row.outcome) && (
          <Button size="compact-xs" variant="default" loading={busy} aria-label={`Run ${row.job} now`} onClick={() => void run()}>
            Run now
          </Button>
        )}
      </td>
    </tr>
  );
}
