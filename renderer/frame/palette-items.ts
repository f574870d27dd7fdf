// Everything the palette can reach: screens, what the screen shown offers, commands, jobs, hosts and recent runs.
// Nothing here changes or runs anything by itself: what would, opens its dialog.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CalendarClock, Command, History, type LucideIcon, Play, Server, Workflow } from 'lucide-react';
import { useMemo } from 'react';
import type { Host } from '../../shared/contract/hosts.ts';
import type { Job } from '../../shared/contract/jobs.ts';
import type { Run } from '../../shared/contract/run.ts';
import { runName } from '../../shared/model/run.ts';
import { api } from '../api/client.ts';
import { shortRunId } from '../parts/links.tsx';
import { preferences } from '../parts/preferences.ts';
import { type ShortcutGroup, useShortcutGroups } from '../parts/shortcuts.ts';
import { lookOf } from '../parts/states.ts';
import type { Paused } from '../schedule/pause-dialog.tsx';
import { choose } from './page-settings.ts';
import type { Scored } from './palette-score.ts';
import { sections } from './sections.ts';

export interface PaletteItem extends Scored {
  kind: 'screen' | 'command' | 'job' | 'host' | 'run';
  title: string;
  /** small text after the title */
  detail: string;
  category: string;
  icon: LucideIcon;
  keys?: string;
  run: () => void;
}

type Navigate = ReturnType<typeof useNavigate>;

export function usePaletteItems(opened: boolean, openSheet: () => void): PaletteItem[] {
  const navigate = useNavigate();
  const groups = useShortcutGroups();
  const jobs = useQuery(api.jobs.list.queryOptions({ enabled: opened }));
  const hosts = useQuery(api.hosts.list.queryOptions({ enabled: opened }));
  const runs = useQuery(api.runs.list.queryOptions({ input: { limit: 50 }, enabled: opened }));
  return useMemo(
    () => [
      ...ofThisScreen(groups),
      ...screens(navigate),
      ...commands(navigate, openSheet),
      ...(jobs.data ?? []).flatMap((job) => ofJob(job, navigate)),
      ...(hosts.data ?? []).map((host) => ofHost(host, navigate)),
      ...(runs.data ?? []).map((run) => ofRun(run, navigate)),
    ],
    [groups, navigate, openSheet, jobs.data, hosts.data, runs.data],
  );
}

function ofThisScreen(groups: readonly ShortcutGroup[]): PaletteItem[] {
  const own = groups.filter((group) => group.name !== 'Screens' && group.name !== 'Everywhere').toReversed();
  return own.flatMap((group) =>
    group.shortcuts.map((shortcut) => ({
      id: `here:${group.name}:${shortcut.keys}`,
      kind: 'command' as const,
      title: shortcut.title,
      detail: '',
      category: group.name,
      icon: Command,
      keys: shortcut.keys,
      search: `${shortcut.title} ${group.name}`,
      run: () => shortcut.run(new KeyboardEvent('keydown')),
    })),
  );
}

function screens(navigate: Navigate): PaletteItem[] {
  return sections.map((section) => ({
    id: `screen:${section.title}`,
    kind: 'screen',
    title: section.title,
    detail: '',
    category: 'Go to',
    icon: section.icon,
    keys: section.group === 'foot' ? 'mod+,' : `g ${section.letter}`,
    search: `${section.title} go to`,
    run: () => void navigate({ to: section.to }),
  }));
}

function command(title: string, category: string, run: () => void, keys?: string): PaletteItem {
  return {
    id: `command:${title}`,
    kind: 'command',
    title,
    detail: '',
    category,
    icon: Command,
    search: `${title} ${category}`,
    run,
    ...(keys && { keys }),
  };
}

function commands(navigate: Navigate, openSheet: () => void): PaletteItem[] {
  return [
    command('Add a host…', 'Hosts', () => void import('../pages/host/host-form.tsx').then((form) => form.openHostForm())),
    command(
      'Import hosts from an ssh_config…',
      'Hosts',
      () => void import('../pages/hosts/hosts-import.tsx').then((dialog) => dialog.openHostImport()),
    ),
    command('Set up: find hosts or start the demo fleet', 'Hosts', () => void navigate({ to: '/welcome' })),
    command('Write a new job', 'Jobs', () => void navigate({ to: '/jobs/new' })),
    command('Pause all schedules…', 'Schedule', () => void openPause({})),
    command('Resume all schedules…', 'Schedule', () => void openResume({})),
    command('What hosts do by themselves: crontabs and timers', 'Schedule', () => void navigate({ to: '/schedule/hosts' })),
    command('Run a command on hosts…', 'Console', () => void navigate({ to: '/console' })),
    command('Light theme', 'Appearance', () => choose({ theme: 'light' })),
    command('Dark theme', 'Appearance', () => choose({ theme: 'dark' })),
    command('Theme as the system has it', 'Appearance', () => choose({ theme: 'auto' })),
    command(
      'Switch between compact and roomy rows',
      'Appearance',
      () => choose({ density: preferences().density === 'cosy' ? 'compact' : 'cosy' }),
      'shift+d',
    ),
    command(
      'Switch times between local and UTC',
      'Appearance',
      () => choose({ zone: preferences().zone === 'utc' ? 'local' : 'utc' }),
      'z',
    ),
    command('Show the keyboard shortcuts', 'Help', openSheet, '?'),
  ];
}

function ofJob(job: Job, navigate: Navigate): PaletteItem[] {
  const shared = { kind: 'job' as const, detail: job.targets, category: 'Job' };
  return [
    { ...shared, id: `run:${job.name}`, title: `Run ${job.name}…`, icon: Play, search: `run ${job.name}`, run: () => openRun(job.name) },
    {
      ...shared,
      id: `job:${job.name}`,
      title: job.name,
      icon: Workflow,
      search: `${job.name} ${job.tags.join(' ')}`,
      run: () => void navigate({ to: '/jobs/$name', params: { name: job.name } }),
    },
    ...(job.definition.schedules.length === 0 ? [] : [ofSchedules(job)]),
  ];
}

function ofSchedules({ name, enabled }: Job): PaletteItem {
  const verb = enabled ? 'Disable' : 'Enable';
  return {
    kind: 'job',
    id: `enable:${name}`,
    title: `${verb} the schedules of ${name}`,
    detail: '',
    category: 'Job',
    icon: CalendarClock,
    search: `${verb} ${name} schedules`,
    run: () => void import('../schedule/enable-job.ts').then((act) => act.enableJob(name, !enabled)),
  };
}

async function openPause(what: Paused): Promise<void> {
  (await import('../schedule/pause-dialog.tsx')).openPause(what);
}

async function openResume(what: Paused): Promise<void> {
  (await import('../schedule/pause-dialog.tsx')).openResume(what);
}

function openRun(job: string): void {
  void import('../start/open-run.tsx').then((dialog) => dialog.openRunDialog({ job }));
}

function ofHost(host: Host, navigate: Navigate): PaletteItem {
  return {
    id: `host:${host.name}`,
    kind: 'host',
    title: host.name,
    detail: host.address,
    category: 'Host',
    icon: Server,
    search: `${host.name} ${host.address} ${host.clusters.map((cluster) => `@${cluster}`).join(' ')}`,
    run: () => void navigate({ to: '/hosts/$name', params: { name: host.name } }),
  };
}

function ofRun(run: Run, navigate: Navigate): PaletteItem {
  return {
    id: `run:${run.id}`,
    kind: 'run',
    title: `${runName(run, 'ad-hoc command')}, ${lookOf(run.state).word}`,
    detail: shortRunId(run.id),
    category: 'Run',
    icon: History,
    search: `${runName(run, 'ad-hoc')} ${run.state} ${run.id}`,
    run: () => void navigate({ to: '/runs/$id', params: { id: run.id } }),
  };
}
