// What can be done about a run, as buttons beside its title; each names its key.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Ban, GitCompareArrows, Maximize2, Minimize2, Play } from 'lucide-react';
import { fillWindow } from '../parts/full-window.ts';
import { isActive, type RunHeadData } from '../run/run-head.tsx';

interface RunActionsProps {
  run: RunHeadData;
  full: boolean;
  onCancel: () => void;
  onAgain: () => void;
}

export function RunActions({ run, full, onCancel, onAgain }: RunActionsProps) {
  const navigate = useNavigate();
  const compare = () => void navigate({ to: '/runs/$id/compare/$other', params: { id: run.id, other: 'previous' } });
  const fullTitle = full ? 'Show the rest of the window again' : 'Fill the window';
  return (
    <>
      {isActive(run) && (
        <Button variant="default" leftSection={<Ban size={14} />} onClick={onCancel}>
          Cancel…
        </Button>
      )}
      <Button variant="default" leftSection={<Play size={14} />} onClick={onAgain}>
        Run again…
      </Button>
      <Tooltip
        label={
          <>
            Compare with the run before <kbd>C</kbd>, with the last good one <kbd>Shift</kbd> <kbd>C</kbd>
          </>
        }
      >
        <ActionIcon aria-label="Compare with the run before" onClick={compare}>
          <GitCompareArrows size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip
        label={
          <>
            {fullTitle} <kbd>Shift</kbd> <kbd>F</kbd>
          </>
        }
      >
        <ActionIcon aria-label={fullTitle} aria-pressed={full} onClick={() => fillWindow(!full)}>
          {full ? <Minimize2 size={15} /> : <Maximize2 size={15} />}
        </ActionIcon>
      </Tooltip>
    </>
  );
}
