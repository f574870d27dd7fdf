// Above every screen: the way to anything by name, what runs now, light or dark, help.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleHelp, Monitor, Moon, Search, Sun } from 'lucide-react';
import { Keys } from '../parts/keys.tsx';
import { usePreferences } from '../parts/preferences.ts';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './frame.module.css';
import { choose } from './page-settings.ts';
import { useRunning } from './running.ts';

interface TopBarProps {
  openPalette: () => void;
  openSheet: () => void;
}

export function TopBar({ openPalette, openSheet }: TopBarProps) {
  return (
    <header className={styles.top}>
      <button type="button" className={styles.search} onClick={openPalette} aria-haspopup="dialog">
        <Search size={14} aria-hidden="true" />
        <span>Search or run…</span>
        <Keys keys="mod+k" />
      </button>
      <div className={styles.topEnd}>
        <RunningChip />
        <SchemeMenu />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon onClick={openSheet} aria-label="Keyboard shortcuts">
            <CircleHelp size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}

function RunningChip() {
  const { runs, done, total } = useRunning();
  const [first] = runs;
  if (first === undefined) return null;
  const text = (
    <>
      <StateMark state="running" word={`${runs.length} running`} />
      <span className="dim">
        {done}/{total} hosts
      </span>
    </>
  );
  if (runs.length > 1) {
    return (
      <Link to="/runs" search={{ state: 'running' }} className={styles.chip}>
        {text}
      </Link>
    );
  }
  return (
    <Link to="/runs/$id" params={{ id: first.id }} className={styles.chip} title={first.job ?? 'ad-hoc command'}>
      {text}
    </Link>
  );
}

const schemes = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'auto', label: 'As the system', icon: Monitor },
] as const;

function SchemeMenu() {
  const { theme } = usePreferences();
  const Icon = schemes.find((scheme) => scheme.value === theme)?.icon ?? Monitor;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label="Light or dark">
          <Icon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, icon: Own }) => (
          <Menu.Item
            key={value}
            leftSection={<Own size={14} />}
            aria-current={theme === value || undefined}
            fw={theme === value ? 600 : undefined}
            onClick={() => choose({ theme: value })}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
