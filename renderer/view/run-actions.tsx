// What can be done about a run, as buttons beside its title; each names its key.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Ban, FileOutput, GitCompareArrows, Maximize2, Minimize2, Pause, Play, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { client } from '../api/client.ts';
import { refusalOf } from '../api/refusal.ts';
import { fillWindow } from '../parts/full-window.ts';
import { Keys } from '../parts/keys.tsx';
import { sentence } from '../parts/sentence.ts';
import { isActive, type RunHeadData } from '../run/run-head.tsx';
import { PinAction } from './pin-action.tsx';

interface RunActionsProps {
  run: RunHeadData;
  full: boolean;
  onCancel: () => void;
  onRetry: () => void;
  onAgain: () => void;
  onReport: () => void;
}

export function RunActions({ run, full, onCancel, onRetry, onAgain, onReport }: RunActionsProps) {
  const navigate = useNavigate();
  const compare = () => void navigate({ to: '/runs/$id/compare/$other', params: { id: run.id, other: 'previous' } });
  const { counts } = run;
  const ended = Object.entries(counts).reduce((sum, [state, count]) => sum + (state === 'queued' || state === 'running' ? 0 : count), 0);
  const wrong = ended - (counts.succeeded ?? 0);
  const fullTitle = full ? 'Show the rest of the window again' : 'Fill the window';
  return (
    <>
      {isActive(run) && (
        <>
          <HoldButton run={run} />
          <Act keys="mod+." icon={<Ban size={14} />} onPress={onCancel}>
            Cancel…
          </Act>
        </>
      )}
      {ended > 0 && (
        <Act keys="shift+r" icon={<RotateCcw size={14} />} onPress={onRetry}>
          {wrong > 0 ? `Retry ${wrong}…` : 'Retry…'}
        </Act>
      )}
      <Act keys="r" icon={<Play size={14} />} onPress={onAgain}>
        Run again…
      </Act>
      <Act keys="mod+shift+e" icon={<FileOutput size={14} />} onPress={onReport}>
        Report…
      </Act>
      <Tooltip label={<Labelled title="Compare with the run before" keys="c" />}>
        <ActionIcon aria-label="Compare with the run before" onClick={compare}>
          <GitCompareArrows size={15} />
        </ActionIcon>
      </Tooltip>
      <PinAction run={run} />
      <Tooltip label={<Labelled title={fullTitle} keys="shift+f" />}>
        <ActionIcon aria-label={fullTitle} aria-pressed={full} onClick={() => fillWindow(!full)}>
          {full ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function Labelled({ title, keys }: { title?: string; keys: string }) {
  return (
    <>
      {title} <Keys keys={keys} />
    </>
  );
}

function Act({ keys, icon, onPress, children }: { keys: string; icon: ReactNode; onPress: () => void; children: ReactNode }) {
  return (
    <Tooltip label={<Labelled keys={keys} />}>
      <Button variant="default" leftSection={icon} onClick={onPress}>
        {children}
      </Button>
    </Tooltip>
  );
}

/** Hosts that have not begun wait, or begin again. What it does shows in the run itself. */
function HoldButton({ run }: { run: RunHeadData }) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const waiting = run.counts.queued ?? 0;
  const held = run.heldSince !== null;
  if (waiting === 0 && !held) return null;
  const press = async () => {
    setBusy(true);
    setRefused(null);
    try {
      await (held ? client.runs.release({ id: run.id }) : client.runs.hold({ id: run.id }));
    } catch (error) {
      setRefused(sentence(refusalOf(error).what));
    }
    setBusy(false);
  };
  return (
    <>
      {refused !== null && (
        <span role="alert" style={{ color: 'var(--failed)' }}>
          {refused}
        </span>
      )}
      <Button
        variant={held ? 'light' : 'default'}
        loading={busy}
        leftSection={held ? <Play size={14} /> : <Pause size={14} />}
        title={held ? 'Let the hosts that are held back begin' : 'Hosts that have not begun wait until you release them; what runs goes on'}
        onClick={() => void press()}
      >
        {held ? `Release ${waiting}` : `Hold ${waiting}`}
      </Button>
    </>
  );
}
