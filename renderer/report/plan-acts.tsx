// What is done with a report that is due at times besides changing it: sent at once, and taken away, each asked before.
import type { ReportSchedule } from '../../shared/contract/report-schedules.ts';
import { api, client } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { openConfirm } from '../parts/confirm.tsx';
import { toast } from '../parts/toast.ts';
import { aboutWords, destinationWords } from './plan-words.ts';

const readAgain = () => queryClient.invalidateQueries({ queryKey: api.reports.schedules.key() });

export function openSend(plan: ReportSchedule): void {
  openConfirm({
    title: `Send ${plan.name} now?`,
    action: 'Send now',
    grave: false,
    children: (
      <>
        {aboutWords(plan)}: made at once, and delivered to <strong>{destinationWords(plan)}</strong>. When it is due next stays as it is.
      </>
    ),
    onConfirm: async () => {
      await client.reports.send({ name: plan.name });
      toast(`${plan.name} is being made`);
      await readAgain();
    },
  });
}

export function openUnschedule({ name, words }: ReportSchedule): void {
  openConfirm({
    title: `Delete ${name}?`,
    action: `Delete ${name}`,
    children: `It is made no more (${words}), and what became of its deliveries is not listed any more. Files and mails that went out stay, as do the entries of the audit log.`,
    onConfirm: async () => {
      await client.reports.unschedule({ name });
      toast(`${name} is deleted`);
      await readAgain();
    },
  });
}
