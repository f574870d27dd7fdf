// What the settings page shows besides settings: the demo fleet, how the engine fares, a backup, what this is.
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, client } from '../../api/client.ts';
import { openConfirm } from '../../parts/confirm.tsx';
import { FactList } from '../../parts/facts.tsx';
import { Failure, Loading } from '../../parts/feedback.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { formatBytes } from '../../parts/time-format.ts';
import { toast } from '../../parts/toast.ts';
import styles from './settings.module.css';

export function DemoPanel() {
  const info = useQuery(api.system.info.queryOptions());
  const start = useMutation({
    mutationFn: () => client.system.demoStart({ hosts: 8 }),
    onSuccess: ({ hosts }) => toast(`${hosts.length} demo hosts are here as @demo`),
  });
  if (info.data === undefined) return null;
  const { demo, demoNote } = info.data;
  const here = demo === 'running' || demo === 'stopped';
  return (
    <Panel title="Demo fleet">
      <div className={styles.field}>
        <span className="dim">
          {demo === 'unavailable' && (demoNote ?? 'It cannot be started here.')}
          {demo === 'absent' && 'Real SSH servers inside djcron, reachable from this computer only, with jobs to try.'}
          {demo === 'running' && 'It runs as cluster @demo, with its jobs, inside this engine.'}
          {demo === 'stopped' && 'Its hosts and jobs are here, but its servers do not run.'}
        </span>
        {start.error !== null && <Failure error={start.error} />}
        <span className={styles.fieldRow} style={{ justifySelf: 'start' }}>
          {demo !== 'running' && demo !== 'unavailable' && (
            <Button variant="default" loading={start.isPending} onClick={() => start.mutate()}>
              Start the demo fleet
            </Button>
          )}
          {here && (
            <Button variant="default" onClick={confirmRemoval}>
              Remove the demo fleet…
            </Button>
          )}
        </span>
      </div>
    </Panel>
  );
}

function confirmRemoval(): void {
  openConfirm({
    title: 'Remove the demo fleet',
    action: 'Remove it',
    children: 'Its servers stop; its hosts, its jobs and the cluster @demo leave this home. What ran on them stays in the history.',
    onConfirm: async () => {
      const { removed } = await client.system.demoRemove();
      toast(`The demo fleet is gone: ${removed.length} removed`);
    },
  });
}

export function HealthPanel() {
  const doctor = useQuery(api.system.doctor.queryOptions({ staleTime: 30_000 }));
  return (
    <Panel
      title="Health"
      more={
        <Button size="compact-xs" variant="subtle" color="gray" loading={doctor.isFetching} onClick={() => void doctor.refetch()}>
          Check again
        </Button>
      }
    >
      {doctor.error !== null && <Failure error={doctor.error} retry={() => void doctor.refetch()} />}
      {doctor.isPending && <Loading rows={4} label="Checking" />}
      <ul className={styles.checks}>
        {doctor.data?.checks.map((check) => (
          <li key={check.name} className={styles.check}>
            <StateMark state={check.ok ? 'ok' : 'degraded'} word={check.name} />
            <span>
              {check.detail}
              {check.remedy !== null && <div className="dim">{check.remedy}</div>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function BackupPanel() {
  const [path, setPath] = useState('');
  const backup = useMutation({
    mutationFn: () => client.system.backup({ path: path.trim() }),
    onSuccess: (done) => {
      toast(`Backup written: ${formatBytes(done.bytes)}`);
      setPath('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') backup.mutate();
  };
  return (
    <Panel title="Backup">
      <form onSubmit={submit} className={styles.field}>
        <span className="dim">A consistent copy of the home while it runs: catalog, history and output. Restored by djcron restore.</span>
        <span className={styles.fieldRow}>
          <TextInput
            aria-label="File on the engine's computer"
            placeholder="/backup/djcron.tar"
            value={path}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={backup.isPending} disabled={path.trim() === ''}>
            Write a backup
          </Button>
        </span>
        {backup.error !== null && <Failure error={backup.error} />}
      </form>
    </Panel>
  );
}

const shells: Record<string, string> = { window: 'desktop window', web: 'browser page', cli: 'command line' };

export function AboutPanel() {
  const info = useQuery(api.system.info.queryOptions());
  const doctor = useQuery(api.system.doctor.queryOptions({ staleTime: 30_000 }));
  if (info.data === undefined) return null;
  const { version, home, pid, shell, platform, timezone, actor } = info.data;
  const versions = Object.entries(doctor.data?.versions ?? {});
  return (
    <Panel title="About">
      <FactList
        facts={[
          ['djcron', version],
          ['Home', <code key="home">{home}</code>],
          ['Engine', `pid ${pid}, ${shells[shell] ?? shell}, ${platform}`],
          ['Its time zone', timezone],
          ['You act as', actor],
          ...versions.map(([name, value]) => [name, value] as const),
        ]}
      />
    </Panel>
  );
}
