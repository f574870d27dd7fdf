// Says on every screen that nothing fires, for as long as that is so, with the way out.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { useNow } from '../parts/clock.ts';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { pauseWords } from '../schedule/pause-choices.ts';
import styles from './frame.module.css';

export function PauseBand() {
  const { data } = useQuery(api.schedules.state.queryOptions());
  const { zone } = usePreferences();
  const now = useNow(60_000);
  if (data?.paused == null) return null;
  return (
    <div className={styles.strip}>
      <StateMark state="paused" word="All schedules are paused" />
      <span>{pauseWords(data.paused, now, zone)}. Nothing starts by schedule until then.</span>
      <Button size="compact-xs" variant="default" ml="auto" onClick={openAllResume}>
        Resume…
      </Button>
    </div>
  );
}

// dialogs are fetched when they are wanted
function openAllResume(): void {
  void import('../schedule/pause-dialog.tsx').then((dialog) => dialog.openResume({}));
}
