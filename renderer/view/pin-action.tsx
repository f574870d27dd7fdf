// The pin of a run, as a button and a key.
import { ActionIcon, Tooltip } from '@mantine/core';
import { Pin, PinOff } from 'lucide-react';
import { refusalOf } from '../api/refusal.ts';
import { Keys } from '../parts/keys.tsx';
import { sentence } from '../parts/sentence.ts';
import { useShortcuts } from '../parts/shortcuts.ts';
import { toast } from '../parts/toast.ts';
import { pinRuns } from '../run/pins.ts';
import type { RunHeadData } from '../run/run-head.tsx';

export function PinAction({ run }: { run: RunHeadData }) {
  const pinned = run.pinnedSince !== null;
  const title = pinned
    ? 'Unpin: the retention decides again how long the output stays'
    : 'Pin: keep the output whatever the retention says';
  const flip = () => void pinRuns([run], pinned ? 'unpin' : 'pin').catch((error: unknown) => toast(sentence(refusalOf(error).what)));
  useShortcuts('Run', [{ keys: 'p', title: pinned ? 'Unpin the run' : 'Pin the run', run: flip }]);
  return (
    <Tooltip
      label={
        <>
          {title} <Keys keys="p" />
        </>
      }
    >
      <ActionIcon aria-label="Pin the run" aria-pressed={pinned} onClick={flip}>
        {pinned ? <PinOff size={15} /> : <Pin size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}
