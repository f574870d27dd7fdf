// Lets the schedules of a job fire, or not. It starts nothing by itself and can be taken back, so nobody is asked.
import { client } from '../api/client.ts';
import { refusalOf } from '../api/refusal.ts';
import { toast } from '../parts/toast.ts';

export async function enableJob(name: string, enabled: boolean): Promise<void> {
  try {
    const { alsoOnHosts } = await client.jobs.enable({ name, enabled });
    const hosts = new Set(alsoOnHosts.map(({ host }) => host)).size;
    if (hosts > 0) toast(`${name} is enabled, and may run twice: cron runs it too on ${hosts === 1 ? '1 host' : `${hosts} hosts`}`);
    else toast(enabled ? `${name} is enabled: its schedules fire from now on` : `${name} is disabled: it runs only by hand`);
  } catch (error) {
    toast(`${name} is as it was: ${refusalOf(error).what}`);
  }
}
