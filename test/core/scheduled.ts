// Jobs with schedules in a core whose clock the test holds.
import type { CoreUnderTest } from '../support/core.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export const jobFile = (name: string, schedules: string, more = '') =>
  `apiVersion: djcron/v1\nkind: Job\nname: ${name}\ntargets: web-01\nscript: { text: "true" }\nschedules: [ ${schedules} ]\n${more}`;

export async function schedule(core: CoreUnderTest, schedules: string, { name = 'tick', more = '' } = {}) {
  if ((await core.client.hosts.list()).length === 0) await core.client.hosts.add({ name: 'web-01', address: '192.0.2.1', user: 'root' });
  await core.client.jobs.apply({ yaml: jobFile(name, schedules, more) });
}

/** Oldest first: `09:05 ran`. */
export async function ledger(core: CoreUnderTest, job = 'tick') {
  const rows = await core.client.schedules.ledger({ job });
  return rows.reverse().map(({ dueAt, outcome, reason }) => `${dueAt.slice(11, 16)} ${outcome}${reason === null ? '' : `: ${reason}`}`);
}

export const begun = (core: CoreUnderTest) => core.runner.starts().map(({ env }) => `${env.DJCRON_TRIGGER} ${env.DJCRON_SCHEDULED_AT}`);

export async function endAll(core: CoreUnderTest) {
  for (const { execution } of core.runner.starts()) {
    await core.runner.tell({
      type: 'finished',
      execution,
      at: core.clock.now(),
      hostKey: null,
      outcome: { type: 'exited', exitCode: 0, leftovers: [] },
    });
  }
}
