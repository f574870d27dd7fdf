// Pausing and resuming, of all schedules, those of a job or one: never by a slip, always with what it means.
import { Button, Group, Radio, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { openConfirm } from '../parts/confirm.tsx';
import { Failure } from '../parts/feedback.tsx';
import { toast } from '../parts/toast.ts';
import { type PauseChoice, pauseChoices } from './pause-choices.ts';

/** Nothing: all schedules. */
export interface Paused {
  job?: string;
  schedule?: string;
}

/** `all schedules`, `the schedules of backup-db`, `backup-db / nightly`. */
export function pausedName({ job, schedule }: Paused): string {
  if (job === undefined) return 'all schedules';
  return schedule === undefined ? `the schedules of ${job}` : `${job} / ${schedule}`;
}

export function openPause(what: Paused): void {
  const id = modals.open({ title: `Pause ${pausedName(what)}?`, children: <PauseBody what={what} close={() => modals.close(id)} /> });
}

function PauseBody({ what, close }: { what: Paused; close: () => void }) {
  const [choices] = useState(() => pauseChoices(Date.now()));
  const [chosen, setChosen] = useState<string>('hour');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const pause = async (choice: PauseChoice | undefined) => {
    setBusy(true);
    setError(null);
    try {
      const until = choice?.until ?? null;
      await client.schedules.pause({ ...what, ...(until === null ? {} : { until: new Date(until).toISOString() }) });
      toast(`Paused: ${pausedName(what)}`);
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Stack gap={14}>
      <div>
        Nothing starts by schedule meanwhile; jobs can still be run by hand, and what runs goes on. What comes due is decided at the end of
        the pause by each schedule: run once for the last, all run, or stay missed.
      </div>
      <Radio.Group label="For how long" value={chosen} onChange={setChosen}>
        <Stack gap={8} mt={6}>
          {choices.map(({ key, label }, i) => (
            <Radio key={key} value={key} label={label} data-autofocus={i === 0 || undefined} />
          ))}
        </Stack>
      </Radio.Group>
      {error !== null && <Failure error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button loading={busy} onClick={() => void pause(choices.find(({ key }) => key === chosen))}>
          Pause
        </Button>
      </Group>
    </Stack>
  );
}

export function openResume(what: Paused): void {
  openConfirm({
    title: `Resume ${pausedName(what)}?`,
    action: 'Resume',
    grave: false,
    children: 'What came due during the pause is decided at once, by each schedule’s own rule: runs may start right now.',
    onConfirm: async () => {
      await client.schedules.resume(what);
      toast(`Resumed: ${pausedName(what)}`);
    },
  });
}
