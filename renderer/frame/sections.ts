// The screens of the rail, in the order of work, with the letter that leads there after `g`.
import type { LinkProps } from '@tanstack/react-router';
import {
  CalendarClock,
  FileChartColumn,
  Gauge,
  History,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Server,
  Settings,
  SquareTerminal,
  Workflow,
} from 'lucide-react';

export interface Section {
  to: LinkProps['to'];
  title: string;
  letter: string;
  icon: LucideIcon;
  group: 'work' | 'fleet' | 'record' | 'foot';
}

export const sections: readonly Section[] = [
  { to: '/', title: 'Overview', letter: 'o', icon: Gauge, group: 'work' },
  { to: '/runs', title: 'Runs', letter: 'r', icon: History, group: 'work' },
  { to: '/jobs', title: 'Jobs', letter: 'j', icon: Workflow, group: 'work' },
  { to: '/schedule', title: 'Schedule', letter: 's', icon: CalendarClock, group: 'work' },
  { to: '/console', title: 'Console', letter: 'c', icon: SquareTerminal, group: 'work' },
  { to: '/hosts', title: 'Hosts', letter: 'h', icon: Server, group: 'fleet' },
  { to: '/keys', title: 'Host keys', letter: 'y', icon: KeyRound, group: 'fleet' },
  { to: '/reports', title: 'Reports', letter: 'p', icon: FileChartColumn, group: 'record' },
  { to: '/audit', title: 'Audit log', letter: 'l', icon: ScrollText, group: 'record' },
  { to: '/settings', title: 'Settings', letter: ',', icon: Settings, group: 'foot' },
];

export const groupNames: Record<Section['group'], string> = { work: 'Work', fleet: 'Fleet', record: 'Record', foot: 'This app' };
