// Running after all what was not run when it was due.
import { client } from '../api/client.ts';
import { openConfirm } from '../parts/confirm.tsx';
import { toast } from '../parts/toast.ts';

export interface Due {
  job: string;
  schedule: string;
  /** RFC 3339 */
  dueAt: string;
}

/** What has no run of its own can be run; `outcome`: of the ledger. */
export function canCatchUp(outcome: string): boolean {
  return outcome === 'missed' || outcome === 'skipped' || outcome === 'merged';
}

/** Starts at once: what calls it has shown what is meant. Throws refusals. */
export async function catchUp({ job, schedule, dueAt }: Due): Promise<void> {
  await client.schedules.catchUp({ job, schedule, dueAt });
  toast(`${job} runs now, for the occurrence that was not run`);
}

/** `when`: the due moment in words. */
export function openCatchUp(due: Due, when: string): void {
  openConfirm({
    title: `Run ${due.job} now?`,
    action: 'Run now',
    grave: false,
    children: `It runs on all hosts of its target, for the occurrence of ${due.schedule} that was due ${when}. The ledger then says that it ran late.`,
    onConfirm: () => catchUp(due),
  });
}
