// The time zone of a schedule: found by city, offset or name; empty is the zone of the engine's computer.
import { Group, Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { zoneChoices, zoneFits } from './zone-choices.ts';

interface ZoneFieldProps {
  value: string;
  /** IANA name of the engine's zone */
  hereZone: string;
  error: string | undefined;
  onChange: (zone: string) => void;
}

const mostShown = 60;

export function ZoneField({ value, hereZone, error, onChange }: ZoneFieldProps) {
  // some hundred zones are asked for their offset only when somebody wants to choose
  const [wanted, setWanted] = useState(false);
  const choices = useMemo(
    () => (wanted ? zoneChoices(Date.now(), value) : value === '' ? [] : [{ name: value, offset: '' }]),
    [wanted, value],
  );
  const byName = useMemo(() => new Map(choices.map((choice) => [choice.name, choice])), [choices]);
  return (
    <Select
      label="Time zone"
      placeholder={`${hereZone}, of this engine`}
      searchable
      comboboxProps={{ width: 300, position: 'bottom-start' }}
      clearable
      limit={mostShown}
      nothingFoundMessage="No such zone"
      data={choices.map(({ name }) => name)}
      filter={({ options, search }) =>
        search === value
          ? options
          : options.filter((option) => {
              const choice = 'value' in option ? byName.get(option.value) : undefined;
              return choice !== undefined && zoneFits(choice, search);
            })
      }
      renderOption={({ option }) => (
        <Group justify="space-between" gap={12} wrap="nowrap" flex={1}>
          <span>{option.value}</span>
          <span className="faint">{byName.get(option.value)?.offset}</span>
        </Group>
      )}
      value={value === '' ? null : value}
      error={error}
      onFocus={() => setWanted(true)}
      onChange={(zone) => onChange(zone ?? '')}
    />
  );
}
