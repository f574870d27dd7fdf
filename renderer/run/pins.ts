// A pin keeps the output of a run whatever the retention says.
import type { Run } from '../../shared/contract/run.ts';
import { client } from '../api/client.ts';
import { toast } from '../parts/toast.ts';
import { countOf } from './counting.ts';

export async function pinRuns(runs: readonly { id: string }[], deed: 'pin' | 'unpin'): Promise<Run[]> {
  const now: Run[] = [];
  for (const { id } of runs) now.push(await client.runs[deed]({ id }));
  if (runs.length > 0) toast(`${deed === 'pin' ? 'Pinned' : 'Unpinned'} ${countOf(runs.length, 'run')}`);
  return now;
}
