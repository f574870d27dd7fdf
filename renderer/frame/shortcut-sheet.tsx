// Every key that does something on the screen behind it.
import { Modal } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Keys } from '../parts/keys.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { useShortcutGroups } from '../parts/shortcuts.ts';
import styles from './shortcut-sheet.module.css';

const inTables = [
  { keys: 'enter', title: 'Open the row' },
  { keys: 'x', title: 'Select the row' },
  { keys: 'shift+x', title: 'Select up to this row' },
  { keys: 'mod+a', title: 'Select everything that is listed' },
  { keys: 'escape', title: 'Drop the selection, close, go up' },
];

export function ShortcutSheet({ opened, close }: { opened: boolean; close: () => void }) {
  const groups = useShortcutGroups();
  const { singleKeys } = usePreferences();
  const names = [...new Set(groups.map((group) => group.name))].reverse();
  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts" size={760} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={styles.columns}>
        {names.map((name) => (
          <Group key={name} name={name} rows={groups.filter((group) => group.name === name).flatMap((group) => group.shortcuts)} />
        ))}
        <Group name="In tables" rows={inTables} />
      </div>
      <p className="caption">
        {singleKeys ? 'Keys without Ctrl can be switched off' : 'Keys without Ctrl are switched off'} in{' '}
        <Link to="/settings" search={{ q: 'keys' }} onClick={close} className="link">
          Settings
        </Link>
        .
      </p>
    </Modal>
  );
}

function Group({ name, rows }: { name: string; rows: readonly { keys: string; title: string }[] }) {
  return (
    <section className={styles.group}>
      <h2 className={styles.name}>{name}</h2>
      <dl className={styles.list}>
        {rows.map((row) => (
          <div key={row.keys} className={styles.row}>
            <dt>{row.title}</dt>
            <dd>
              <Keys keys={row.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
