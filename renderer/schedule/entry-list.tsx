// The schedules of a job in its form: each as a card that proves when it is due, and a menu of schedules often wanted.
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, Plus } from 'lucide-react';
import type { Problem } from '../../shared/contract/jobs.ts';
import { api } from '../api/client.ts';
import type { SetValue } from '../job/job-field.ts';
import type { ScheduleForm } from '../job/job-form-values.ts';
import { EntryCard } from './entry-card.tsx';
import { tomorrow } from './entry-tomorrow.ts';
import { type Preset, presets } from './presets.ts';

interface EntryListProps {
  /** null: a new job */
  job: string | null;
  schedules: readonly ScheduleForm[];
  /** what the form says of runs that overlap */
  concurrency: string;
  problems: readonly Problem[];
  onSet: SetValue;
}

export function EntryList({ job, schedules, concurrency, problems, onSet }: EntryListProps) {
  const info = useQuery(api.system.info.queryOptions());
  const hereZone = info.data?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const add = ({ entry }: Preset) => {
    const zone = 'every' in entry ? {} : { timezone: hereZone };
    onSet(['schedules', schedules.length], { ...entry, ...zone });
  };
  return (
    <div>
      {schedules.length === 0 && <p className="dim">No schedule: this job runs only by hand.</p>}
      {schedules.map((form, i) => (
        <EntryCard
          key={keyOf(i)}
          form={form}
          place={i}
          job={job}
          concurrency={concurrency}
          hereZone={hereZone}
          problems={problems}
          onSet={onSet}
        />
      ))}
      <PresetMenu label="Add a schedule" choices={presets(tomorrow())} onPick={add} isFirst={schedules.length === 0} />
    </div>
  );
}

interface PresetMenuProps {
  label: string;
  choices: readonly Preset[];
  isFirst: boolean;
  onPick: (preset: Preset) => void;
}

export function PresetMenu({ label, choices, isFirst, onPick }: PresetMenuProps) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant={isFirst ? 'default' : 'subtle'}
          size="compact-xs"
          leftSection={<Plus size={13} />}
          rightSection={<ChevronDown size={13} />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((preset) => (
          <Menu.Item key={preset.words} rightSection={<code className="faint">{preset.text}</code>} onClick={() => onPick(preset)}>
            {preset.words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Cards are told apart by their place: their names change while they are typed. */
function keyOf(place: number): string {
  return `schedule ${place}`;
}
