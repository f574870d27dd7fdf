// What this browser alone remembers: looks, zone of times, keys.
import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Preferences, prefer, usePreferences } from '../parts/preferences.ts';
import styles from './settings.module.css';

/** One line of the panel, found by its words. */
interface TasteRow {
  name: string;
  words: string;
  row: ReactNode;
}

export const tasteRows: readonly TasteRow[] = [
  { name: 'Light or dark', words: 'theme scheme colour', row: <SchemeRow /> },
  { name: 'Rows', words: 'density compact roomy table', row: <DensityRow /> },
  { name: 'Times', words: 'zone utc local clock', row: <ZoneRow /> },
  { name: 'Single-key shortcuts', words: 'keys keyboard shortcut', row: <KeysRow /> },
];

function Row({ name, about, children }: { name: string; about: string; children: ReactNode }) {
  return (
    <>
      <div>
        <div className={styles.name}>{name}</div>
        <div className={styles.about}>{about}</div>
      </div>
      <div>{children}</div>
    </>
  );
}

function SchemeRow() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Row name="Light or dark" about="Follows the system unless chosen here.">
      <SegmentedControl
        fullWidth
        aria-label="Light or dark"
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        data={[
          { value: 'auto', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </Row>
  );
}

function choice<T extends Preferences[keyof Preferences] & string>(values: readonly T[], value: string): T | undefined {
  return values.find((one) => one === value);
}

function DensityRow() {
  const { density } = usePreferences();
  return (
    <Row name="Rows" about="How much room each row of a table takes.">
      <SegmentedControl
        fullWidth
        aria-label="Rows"
        value={density}
        onChange={(value) => prefer({ density: choice(['compact', 'cosy'], value) ?? 'compact' })}
        data={[
          { value: 'compact', label: 'Compact' },
          { value: 'cosy', label: 'Roomy' },
        ]}
      />
    </Row>
  );
}

function ZoneRow() {
  const { zone } = usePreferences();
  return (
    <Row name="Times" about="In which zone times are shown. Hovering a time shows it in full; z switches.">
      <SegmentedControl
        fullWidth
        aria-label="Times"
        value={zone}
        onChange={(value) => prefer({ zone: choice(['local', 'utc'], value) ?? 'local' })}
        data={[
          { value: 'local', label: `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
          { value: 'utc', label: 'UTC' },
        ]}
      />
    </Row>
  );
}

function KeysRow() {
  const { singleKeys } = usePreferences();
  return (
    <Row name="Single-key shortcuts" about="Keys without Ctrl, such as g h or z, act when no field has the focus. Press ? for the list.">
      <Switch
        checked={singleKeys}
        aria-label="Single-key shortcuts"
        label={singleKeys ? 'On' : 'Off'}
        onChange={(event) => prefer({ singleKeys: event.currentTarget.checked })}
      />
    </Row>
  );
}
