// Tells once of what came due while nobody looked: as a dialog when somebody has just opened or come back to this page, as a
// bar otherwise, so that it never comes between a person and what is being typed.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Absence } from '../../shared/contract/schedules.ts';
import { api, client } from '../api/client.ts';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { absenceCounts, absenceTitle } from '../schedule/absence-words.ts';
import styles from './frame.module.css';

/** So long after coming back a dialog is no surprise; a computer that wakes needs some seconds to tell. */
const freshMs = 5000;
const toldKey = 'djcron.absence';

export function AbsenceNotice() {
  const { data } = useQuery(api.schedules.state.queryOptions());
  const { zone } = usePreferences();
  const absence = data?.absence ?? null;
  useDialogWhenFresh(absence);
  if (absence === null) return null;
  return (
    <div className={styles.strip}>
      <StateMark state="missed" word={absenceTitle(absence, zone, Date.now())} />
      <span>{absenceCounts(absence)}.</span>
      <span className={styles.stripEnd}>
        <Button size="compact-xs" variant="default" onClick={() => void open(absence)}>
          Show…
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => void client.schedules.dismiss()}>
          Seen
        </Button>
      </span>
    </div>
  );
}

function useDialogWhenFresh(absence: Absence | null): void {
  const freshUntil = useRef(0);
  const consider = useEffectEvent(() => {
    if (absence === null || isTold(absence) || Date.now() > freshUntil.current || isBusy()) return;
    markTold(absence);
    void open(absence);
  });
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState !== 'visible') return;
      freshUntil.current = Date.now() + freshMs;
      consider();
    };
    // whoever has begun to do something is not interrupted any more
    const begun = () => {
      freshUntil.current = 0;
    };
    seen();
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('keydown', begun, true);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('keydown', begun, true);
    };
  }, []);
  const until = absence?.until;
  useEffect(() => {
    if (until !== undefined) consider();
  }, [until]);
}

/** A field has the focus, or a dialog is open. */
function isBusy(): boolean {
  const at = document.activeElement;
  const isField =
    at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || (at instanceof HTMLElement && at.isContentEditable);
  return isField || document.querySelector('[aria-modal="true"]:not(:empty)') !== null;
}

/** Each absence opens its dialog once in a tab, also when the page is loaded anew. */
function isTold({ until }: Absence): boolean {
  try {
    return sessionStorage.getItem(toldKey) === until;
  } catch {
    return false; // storage is off
  }
}

function markTold({ until }: Absence): void {
  try {
    sessionStorage.setItem(toldKey, until);
  } catch {
    // storage is off: it opens again with the next load
  }
}

async function open(absence: Absence): Promise<void> {
  const { openAbsence } = await import('../schedule/absence-dialog.tsx');
  openAbsence(absence);
}
