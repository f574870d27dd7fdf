// A run of one host whose first attempt has failed, and whose second is due ten seconds later.
import type { CoreUnderTest } from '../support/core.ts';

/** Gives its id. */
export async function failOnce({ client, runner, clock }: CoreUnderTest): Promise<string> {
  await client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const yaml =
    'apiVersion: djcron/v1\nkind: Job\nname: j\ntargets: a\nscript: { text: x }\npolicies: { retries: { limit: 1, delay: 10s, on: [failed] } }\n';
  await client.jobs.apply({ yaml });
  const { id } = await client.runs.start({ job: 'j' });
  const outcome = { type: 'exited' as const, exitCode: 1, leftovers: [] };
  await runner.tell({ type: 'finished', execution: `${id}.0.1`, at: clock.now(), hostKey: null, outcome });
  return id;
}
