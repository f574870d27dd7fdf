// Taking lines of crontabs over, or giving them back: reads them on their hosts, shows what would change as a diff, and does it
// after a yes. Closed early, a run that reads or changes goes on; the list of runs has it.
import { Button, Group, Loader } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import type { LineChanges } from '../../shared/contract/crontabs.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { CronLineAct } from '../../shared/model/cron-line.ts';
import { api, client } from '../api/client.ts';
import { Failure } from '../parts/feedback.tsx';
import { sentence } from '../parts/sentence.ts';
import { StateMark } from '../parts/state-mark.tsx';
import styles from './cron-lines.module.css';
import { useRun } from './run-end.ts';

const words: Record<CronLineAct, { title: string; action: string; done: string }> = {
  'take-over': {
    title: 'Take over from cron',
    action: 'Comment out',
    done: 'Taken over. Cron runs it no more: enable the job, so that djcron does.',
  },
  'give-back': {
    title: 'Give back to cron',
    action: 'Put back',
    done: 'Given back. Cron runs it again: disable the job, so that it does not run twice.',
  },
};

export function openLineDialog(job: string, act: CronLineAct): void {
  const id = modals.open({
    title: `${words[act].title}: ${job}`,
    size: 760,
    children: <LineBody job={job} act={act} close={() => modals.close(id)} />,
  });
}

interface BodyProps {
  job: string;
  act: CronLineAct;
  close: () => void;
}

function LineBody({ job, act, close }: BodyProps) {
  const look = useMutation({ mutationFn: () => client.crontabs.look({ jobs: [job] }) });
  const start = useEffectEvent(() => look.mutate());
  useEffect(() => start(), []);
  const seen = useRun(look.data?.id ?? null);
  const isSeen = seen.data?.finishedAt != null;
  const decision = { look: look.data?.id ?? '', jobs: [job], act };
  const changes = useQuery({
    ...api.crontabs.changes.queryOptions({ input: decision }),
    enabled: isSeen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const change = useMutation({ mutationFn: () => client.crontabs.change(decision) });
  const run = useRun(change.data?.run?.id ?? null);
  const error = look.error ?? seen.error ?? changes.error ?? change.error ?? run.error;
  if (error !== null) return <Failure error={error} retry={() => look.mutate()} />;
  if (changes.data === undefined) return <Waiting text="Reading the crontabs on their hosts…" />;
  if (change.data === undefined)
    return (
      <Decision act={act} look={seen.data} changes={changes.data} busy={change.isPending} decide={() => change.mutate()} close={close} />
    );
  if (change.data.run !== null && run.data?.finishedAt == null) return <Waiting text="Changing the crontabs on their hosts…" />;
  return <Result act={act} run={run.data ?? null} close={close} />;
}

function Waiting({ text }: { text: string }) {
  return (
    <Group gap="xs" py="md" role="status">
      <Loader size={16} /> {text}
    </Group>
  );
}

interface DecisionProps {
  act: CronLineAct;
  look: Run | undefined;
  changes: LineChanges;
  busy: boolean;
  decide: () => void;
  close: () => void;
}

function Decision({ act, look, changes: { diffs, changing, already, refused }, busy, decide, close }: DecisionProps) {
  const nothing = changing.length === 0 && already.length === 0;
  const silent = (look?.executions ?? []).filter(({ state }) => state !== 'succeeded');
  const count = changing.length === 1 ? '1 line' : `${changing.length} lines`;
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      {diffs.map(({ hosts, file, text }) => (
        <Diff key={`${hosts} ${file}`} text={text} />
      ))}
      {already.length > 0 && <div>{already.length === 1 ? '1 line is' : `${already.length} lines are`} as wanted already.</div>}
      {silent.map(({ host, state, detail }) => (
        <StateMark key={host} state={state} word={`${host}: ${detail ?? state}`} />
      ))}
      {refused.length > 0 && (
        <ul className={styles.refused} aria-label="Lines that stay">
          {refused.map(({ line: { host, file, line }, reason, remedy }) => (
            <li key={`${host} ${file} ${line}`}>
              <strong>{host}</strong>: {file}:{line}: {reason}. <span className="dim">{sentence(remedy)}.</span>
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          {nothing ? 'Close' : 'Cancel'}
        </Button>
        {!nothing && (
          <Button loading={busy} onClick={decide}>
            {changing.length === 0 ? 'Note it' : `${words[act].action} ${count}`}
          </Button>
        )}
      </Group>
    </div>
  );
}

function Diff({ text }: { text: string }) {
  return (
    <pre className={styles.diff}>
      {text.split(/(?<=\n)/).map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text, which never change their order
        <span key={i} className={/^-(?!--)/.test(line) ? styles.removed : /^\+(?!\+\+)/.test(line) ? styles.added : 'dim'}>
          {line}
        </span>
      ))}
    </pre>
  );
}

function Result({ act, run, close }: { act: CronLineAct; run: Run | null; close: () => void }) {
  const failed = (run?.executions ?? []).filter(({ state }) => state !== 'succeeded');
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      {failed.length === 0 ? (
        <StateMark state="ok" word={words[act].done} />
      ) : (
        failed.map(({ host, state, detail }) => (
          <StateMark key={host} state={state} word={`${host}: ${detail ?? 'its crontab is as it was'}`} />
        ))
      )}
      <Group justify="flex-end" gap="xs">
        {run !== null && (
          <Button variant="default" onClick={close} renderRoot={(props) => <Link to="/runs/$id" params={{ id: run.id }} {...props} />}>
            Open its run
          </Button>
        )}
        <Button onClick={close} data-autofocus>
          Done
        </Button>
      </Group>
    </div>
  );
}
