// The last safe moment before a run: its parameters, every host it would touch, and what would be executed there.
// The only way in the page to start anything.
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Run, RunPlan } from '../../shared/contract/run.ts';
import type { JobParameter } from '../../shared/model/parameters.ts';
import { api, client } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { useFirstFocus } from '../parts/first-focus.ts';
import { Keys } from '../parts/keys.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from '../run/counting.ts';
import { firstToFill, firstValues, givenValues, type Values, valueProblems } from './parameter-values.ts';
import { PlanHosts } from './plan-hosts.tsx';
import styles from './run-dialog.module.css';
import { RunParameters } from './run-parameters.tsx';
import { RunPreview } from './run-preview.tsx';
import type { AdHoc, RunRequest } from './run-request.ts';
import { useSubmitKey } from './submit-key.ts';
import { sameHosts, targetOf } from './target-choice.ts';

export function RunDialog({ request, close }: { request: RunRequest; close: () => void }) {
  const job = useQuery({ ...api.jobs.get.queryOptions({ input: { name: request.job ?? '' } }), enabled: request.job !== undefined });
  if (job.isError) return <Failure error={job.error} retry={() => void job.refetch()} />;
  if (request.job !== undefined && job.data === undefined) return <Loading rows={6} label="Reading the job" />;
  const parameters = job.data?.definition.parameters ?? [];
  return <Prepared request={request} parameters={parameters} target={job.data?.targets ?? request.adHoc?.target ?? ''} close={close} />;
}

interface PreparedProps {
  request: RunRequest;
  parameters: readonly JobParameter[];
  /** the target the job or command has of itself */
  target: string;
  close: () => void;
}

function Prepared({ request, parameters, target: own, close }: PreparedProps) {
  const navigate = useNavigate();
  const [values, setValues] = useState<Values>(() => firstValues(parameters, request.params));
  const [target, setTarget] = useState(request.target ?? own);
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const [focus] = useState(() => firstToFill(parameters, values));
  const problems = valueProblems(parameters, values);
  const wanted = { target, params: givenValues(parameters, values) };
  const [asked] = useDebouncedValue(wanted, 250);
  const settled = JSON.stringify(asked) === JSON.stringify(wanted);
  const plan = usePlan(request, asked);
  const starting = useStart(request, (run) => {
    close();
    request.onStarted?.(run);
    void navigate({ to: '/runs/$id', params: { id: run.id } });
  });

  const current = plan.data !== undefined && !plan.isError && !plan.isPlaceholderData && settled ? plan.data : null;
  const names = plan.data?.hosts.map((host) => host.name) ?? [];
  const chosen = new Set(names.filter((name) => !excluded.has(name)));
  const ready = current !== null && chosen.size > 0 && Object.keys(problems).length === 0 && !starting.busy;
  const run = () => {
    if (ready) void starting.go({ ...wanted, shown: names, chosen });
  };
  useSubmitKey(run);
  const first = useFirstFocus();
  return (
    <div className={styles.dialog} ref={first}>
      {parameters.length > 0 && <RunParameters {...{ parameters, values, problems, focus }} onChange={setValues} />}
      <TextInput
        label={target === own ? 'Target' : 'Target, for this run only'}
        value={target}
        data-autofocus={focus === null || undefined}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--mono)' } }}
        error={plan.isError ? ' ' : undefined}
        onChange={(event) => setTarget(event.currentTarget.value)}
      />
      {plan.isError && <Failure error={plan.error} />}
      {plan.data === undefined && !plan.isError && <Loading rows={6} label="Looking up the hosts" />}
      {plan.data !== undefined && !plan.isError && (
        <div className={styles.columns} style={{ opacity: current === null ? 0.6 : 1 }}>
          <section>
            <h3>
              {countOf(chosen.size, 'host')}
              <span className="caption">
                {excluded.size > 0 && names.length > chosen.size ? `${names.length - chosen.size} left out · ` : ''}
                {mindful(plan.data)}
              </span>
            </h3>
            <PlanHosts
              hosts={plan.data.hosts}
              chosen={chosen}
              onChoose={(keys) => setExcluded(new Set(names.filter((name) => !keys.has(name))))}
            />
          </section>
          <RunPreview plan={plan.data} />
        </div>
      )}
      {plan.data !== undefined && plan.data.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {plan.data.warnings.map((warning) => (
            <li key={warning}>
              <StateMark state="degraded" word="" /> {warning}
            </li>
          ))}
        </ul>
      )}
      {starting.error !== null && <Failure error={starting.error} />}
      <div className={styles.foot}>
        <span className={styles.say} role="status">
          {starting.changed ? 'The hosts of this target have just changed. Look at the list again.' : ''}
        </span>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
        <Button disabled={!ready} loading={starting.busy} rightSection={<Keys keys="mod+enter" />} onClick={run}>
          {chosen.size === 0 ? 'Run' : `Run on ${countOf(chosen.size, 'host')}`}
        </Button>
      </div>
    </div>
  );
}

/** `3 need a look` */
function mindful(plan: RunPlan): string {
  const count = plan.hosts.filter((host) => host.warning !== null).length;
  return count === 0 ? 'untick to leave out' : `${count} ${count === 1 ? 'needs' : 'need'} a look`;
}

interface Asked {
  target: string;
  params: Record<string, string>;
}

type Order = { job: string; target: string; params: Record<string, string> } | (AdHoc & { params: Record<string, string> });

function orderOf(request: RunRequest, { target, params }: Asked): Order {
  if (request.adHoc !== undefined) return { ...request.adHoc, target, params };
  return { job: request.job ?? '', target, params };
}

function start(order: Order): Promise<Run> {
  return 'job' in order ? client.runs.start(order) : client.runs.exec(order);
}

/** What the engine would do, asked again with every change; never from memory. */
function usePlan(request: RunRequest, asked: Asked) {
  return useQuery({
    ...api.runs.plan.queryOptions({ input: orderOf(request, asked) }),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

interface Seen extends Asked {
  /** the hosts the person saw … */
  shown: readonly string[];
  /** … and left ticked */
  chosen: ReadonlySet<string>;
}

/** Starts only what was seen: if the target means other hosts by now, the list is shown again instead. */
function useStart(request: RunRequest, onStarted: (run: Run) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [changed, setChanged] = useState(false);
  const go = async ({ shown, chosen, ...asked }: Seen) => {
    setBusy(true);
    setError(null);
    setChanged(false);
    try {
      const input = orderOf(request, asked);
      const now = await client.runs.plan(input);
      if (
        sameHosts(
          now.hosts.map((host) => host.name),
          shown,
        )
      ) {
        const run = await start({ ...input, target: targetOf(asked.target, shown, chosen) });
        // at once on the page, but old by birth: events may have told more while the reply was on its way
        queryClient.setQueryData(api.runs.get.queryKey({ input: { id: run.id } }), run, { updatedAt: 0 });
        onStarted(run);
      } else {
        queryClient.setQueryData(api.runs.plan.queryKey({ input }), now);
        setChanged(true);
      }
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return { busy, error, changed, go };
}
