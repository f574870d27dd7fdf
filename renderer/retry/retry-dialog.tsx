// The hosts of a run once more: which ends are meant, exactly which hosts that are, with which values, and whether as it ran
// or as its job is today. Nothing starts that was not shown.
import { Button } from '@mantine/core';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Run, RunPlan } from '../../shared/contract/run.ts';
import type { RetryWish } from '../../shared/contract/steering.ts';
import type { EndState } from '../../shared/model/run.ts';
import { api, client } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { Failure, Loading } from '../parts/feedback.tsx';
import { Keys } from '../parts/keys.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { countOf } from '../run/counting.ts';
import { PlanHosts } from '../start/plan-hosts.tsx';
import styles from '../start/run-dialog.module.css';
import { RunPreview } from '../start/run-preview.tsx';
import { useSubmitKey } from '../start/submit-key.ts';
import { RetryStates } from './retry-states.tsx';
import { RetryUse } from './retry-use.tsx';
import { RetryValues } from './retry-values.tsx';
import { endsOf, firstTicked, wishOf } from './retry-wish.ts';

interface RetryDialogProps {
  run: string;
  hosts: readonly string[] | null;
  close: () => void;
}

export function RetryDialog({ run: id, hosts, close }: RetryDialogProps) {
  const run = useQuery(api.runs.get.queryOptions({ input: { id } }));
  if (run.isError) return <Failure error={run.error} retry={() => void run.refetch()} />;
  if (run.data === undefined) return <Loading rows={6} label="Reading the run" />;
  return <Prepared run={run.data} hosts={hosts} close={close} />;
}

function Prepared({ run, hosts, close }: { run: Run; hosts: readonly string[] | null; close: () => void }) {
  const navigate = useNavigate();
  const only = useMemo(() => (hosts === null ? null : new Set(hosts)), [hosts]);
  const ends = endsOf(run.executions, only);
  const [states, setStates] = useState<ReadonlySet<EndState>>(() => firstTicked(ends));
  const [use, setUse] = useState<RetryWish['use']>('as-it-ran');
  const [values, setValues] = useState(run.params);
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  const wish = wishOf({ run: run.id, states, hosts, use, ran: run.params, values });
  const plan = usePlan(wish);
  const names = plan.data?.hosts.map(({ name }) => name) ?? [];
  const chosen = names.filter((name) => !excluded.has(name));
  const current = plan.data !== undefined && !plan.isError && !plan.isPlaceholderData && wish !== null;
  const starting = useStart((started) => {
    close();
    void navigate({ to: '/runs/$id', params: { id: started.id } });
  });
  const ready = current && chosen.length > 0 && !starting.busy;
  const retry = () => {
    // exactly the hosts that were shown, whatever ends meanwhile
    if (ready) void starting.go({ ...wish, hosts: chosen });
  };
  useSubmitKey(retry);
  if (ends.length === 0) return <p>No host of this run has ended yet: there is nothing to retry.</p>;
  return (
    <div className={styles.dialog}>
      <RetryStates ends={ends} ticked={states} onTick={setStates} />
      <RetryUse run={run} today={plan.data?.retry?.today ?? null} use={use} onUse={setUse} />
      <RetryValues ran={run.params} values={values} onChange={setValues} />
      {wish === null && <p className="dim">Tick the ends that are to be tried again.</p>}
      {plan.isError && wish !== null && <Failure error={plan.error} />}
      {plan.data === undefined && plan.isFetching && <Loading rows={6} label="Looking up the hosts" />}
      {plan.data !== undefined && wish !== null && !plan.isError && (
        <Planned plan={plan.data} faint={!current} chosen={chosen} onExclude={setExcluded} />
      )}
      {starting.error !== null && <Failure error={starting.error} />}
      <div className={styles.foot}>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
        <Button disabled={!ready} loading={starting.busy} rightSection={<Keys keys="mod+enter" />} onClick={retry} data-autofocus>
          {chosen.length === 0 ? 'Retry' : `Retry on ${countOf(chosen.length, 'host')}`}
        </Button>
      </div>
    </div>
  );
}

interface PlannedProps {
  plan: RunPlan;
  /** it is being asked for anew */
  faint: boolean;
  chosen: readonly string[];
  onExclude: (hosts: ReadonlySet<string>) => void;
}

function Planned({ plan, faint, chosen, onExclude }: PlannedProps) {
  const left = plan.hosts.length - chosen.length;
  return (
    <>
      <div className={styles.columns} style={{ opacity: faint ? 0.6 : 1 }}>
        <section>
          <h3>
            {countOf(chosen.length, 'host')} <span className="caption">{left > 0 ? `${left} left out` : 'untick to leave out'}</span>
          </h3>
          <PlanHosts
            hosts={plan.hosts}
            chosen={new Set(chosen)}
            onChoose={(keys) => onExclude(new Set(plan.hosts.map(({ name }) => name).filter((name) => !keys.has(name))))}
          />
        </section>
        <RunPreview plan={plan} />
      </div>
      {plan.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {plan.warnings.map((warning) => (
            <li key={warning}>
              <StateMark state="degraded" word="" /> {warning}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What the engine would do, asked again with every change; never from memory. */
function usePlan(wish: RetryWish | null) {
  return useQuery({
    ...api.runs.plan.queryOptions({ input: wish ?? skipToken }),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

function useStart(onStarted: (run: Run) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async ({ retryOf, ...wish }: RetryWish) => {
    setBusy(true);
    setError(null);
    try {
      const run = await client.runs.retry({ id: retryOf, ...wish });
      // at once on the page, but old by birth: events may have told more while the reply was on its way
      queryClient.setQueryData(api.runs.get.queryKey({ input: { id: run.id } }), run, { updatedAt: 0 });
      onStarted(run);
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return { busy, error, go };
}
