// Reports that are due at times: what each is about, when, where it goes, what became of the last delivery and when the next is
// due; below, the deliveries of the one the keys act on.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import type { ReportSchedule } from '../../shared/contract/report-schedules.ts';
import { api } from '../api/client.ts';
import { DataTable } from '../parts/data-table.tsx';
import type { Column } from '../parts/data-table-row.tsx';
import { Empty, Failure, Loading } from '../parts/feedback.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { compareNames, compareNext } from '../parts/table-moves.ts';
import { Ago } from '../parts/time.tsx';
import styles from './plan.module.css';
import { openSend, openUnschedule } from './plan-acts.tsx';
import { openPlan } from './plan-dialog.tsx';
import { aboutWords, deliveryLook, destinationWords } from './plan-words.ts';

export function PlanList() {
  const plans = useQuery(api.reports.schedules.queryOptions());
  const paused = useQuery(api.schedules.state.queryOptions()).data?.paused != null;
  const [name, setName] = useState<string | null>(null);
  const active = plans.data?.find((plan) => plan.name === name) ?? plans.data?.[0];
  const onActive = (act: (plan: ReportSchedule) => void) => () => active !== undefined && act(active);
  useShortcuts('Reports at times', [
    { keys: 'n', title: 'A new one…', run: () => openPlan() },
    { keys: 'e', title: 'Edit it…', run: onActive(openPlan) },
    { keys: 's', title: 'Send it now…', run: onActive(openSend) },
    { keys: 'delete', title: 'Delete it…', run: onActive(openUnschedule) },
  ]);
  if (plans.isError) return <Failure error={plans.error} retry={() => void plans.refetch()} />;
  if (plans.data === undefined) return <Loading rows={6} label="Reading the reports at times" />;
  if (plans.data.length === 0) return <NoPlans />;
  return (
    <div className={styles.list}>
      {paused && <p className="dim">All schedules are paused: reports are held too, but for those you send yourself.</p>}
      <div className={styles.table}>
        <DataTable
          label="Reports at times"
          columns={columns}
          rows={plans.data}
          rowKey={(plan) => plan.name}
          onOpen={openPlan}
          onActive={(plan) => setName(plan.name)}
          shown={active?.name}
        />
      </div>
      {active !== undefined && <Deliveries plan={active} />}
    </div>
  );
}

function NoPlans() {
  return (
    <Empty title="No report is due at times">
      A report of the last day, week or month, or of the newest run of a job, can be made by a cron line and written to a folder or sent by
      mail.
    </Empty>
  );
}

const columns: readonly Column<ReportSchedule>[] = [
  { key: 'name', title: 'Name', width: 'minmax(90px, 1fr)', compare: (a, b) => compareNames(a.name, b.name), cell: ({ name }) => name },
  {
    key: 'about',
    title: 'About',
    width: 'minmax(190px, 2fr)',
    cell: (plan) => (
      <span className="ellipsis" title={aboutWords(plan)}>
        {aboutWords(plan)} <span className="faint">{plan.formats.join(', ')}</span>
      </span>
    ),
  },
  {
    key: 'when',
    title: 'When',
    width: 'minmax(140px, 1.6fr)',
    cell: ({ words, cron, timezone }) => (
      <span className="ellipsis" title={`${cron} (${timezone})`}>
        {words} <span className="faint">{timezone}</span>
      </span>
    ),
  },
  {
    key: 'to',
    title: 'To',
    width: 'minmax(110px, 1.2fr)',
    cell: (plan) => (
      <span className="ellipsis" title={destinationWords(plan)}>
        {destinationWords(plan)}
      </span>
    ),
  },
  { key: 'last', title: 'Last delivery', width: '204px', cell: ({ deliveries: [last] }) => <Last delivery={last} /> },
  {
    key: 'next',
    title: 'Next',
    width: '116px',
    compare: (a, b) => compareNext(a.nextAt, b.nextAt),
    cell: ({ nextAt }) => <Ago at={nextAt} empty="not any more" />,
  },
  { key: 'actions', title: 'Actions', untitled: true, width: '148px', align: 'end', cell: (plan) => <Actions plan={plan} /> },
];

type Delivery = ReportSchedule['deliveries'][number];

function Last({ delivery }: { delivery: Delivery | undefined }) {
  if (delivery === undefined) return <span className="faint">none yet</span>;
  return (
    <span className={styles.last} title={delivery.reason ?? undefined}>
      <StateMark {...deliveryLook(delivery)} />
      <span className="dim">
        <Ago at={delivery.finishedAt ?? delivery.dueAt} />
      </span>
    </span>
  );
}

function Actions({ plan }: { plan: ReportSchedule }) {
  return (
    <span className={styles.actions}>
      <Button size="compact-xs" variant="default" tabIndex={-1} onClick={() => openSend(plan)}>
        Send now…
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon size={22} tabIndex={-1} aria-label={`More about ${plan.name}`}>
            <EllipsisVertical size={14} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => openPlan(plan)}>Edit…</Menu.Item>
          <Menu.Item color="red" onClick={() => openUnschedule(plan)}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** Newest first: how each went, why not, and what was written. */
function Deliveries({ plan: { name, deliveries } }: { plan: ReportSchedule }) {
  return (
    <section className={styles.deliveries} aria-labelledby="deliveries" data-scroll="">
      <h2 id="deliveries">Deliveries of {name}</h2>
      {deliveries.length === 0 ? (
        <p className="caption faint">None yet. It is made while the window or djcron serve is open.</p>
      ) : (
        <ul>
          {deliveries.map((delivery) => (
            <li key={delivery.dueAt}>
              <StateMark {...deliveryLook(delivery)} />
              <span>
                due <Ago at={delivery.dueAt} />
                {delivery.count > 1 && `, for ${delivery.count} moments`}
                {delivery.tries > 1 && `, ${delivery.tries} tries`}
                {delivery.nextTryAt !== null && delivery.tries > 0 && (
                  <>
                    , next <Ago at={delivery.nextTryAt} />
                  </>
                )}
              </span>
              <span className="dim">{delivery.reason ?? delivery.files.join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
