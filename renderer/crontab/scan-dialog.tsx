// Asks which hosts are to be scanned, and starts the run that reads them.
import { Button, Group, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { Failure } from '../parts/feedback.tsx';
import { TargetField } from '../start/target-field.tsx';

export function openScan(target: string, onStarted: (run: string) => void): void {
  const id = modals.open({
    title: 'Scan what hosts do by themselves',
    children: <ScanBody first={target} onStarted={onStarted} close={() => modals.close(id)} />,
  });
}

function ScanBody({ first, onStarted, close }: { first: string; onStarted: (run: string) => void; close: () => void }) {
  const [target, setTarget] = useState(first);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      const run = await client.crontabs.scan({ target });
      onStarted(run.id);
      close();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap={14}>
        <div>
          Reads the crontabs and timers of these hosts, and those of other users where the login may. Nothing is changed; the run is in the
          log.
        </div>
        <TargetField label="Hosts" value={target} onChange={setTarget} autoFocus />
        {error !== null && <Failure error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={target.trim() === ''}>
            Scan
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
