// djcron host test, host facts and host clean: what each host answers now.
import type { Command } from 'commander';
import type { Facts, HostTest } from '../../../shared/contract/hosts.ts';
import { type Act, example } from '../act.ts';
import { wholeNumber } from '../arguments.ts';
import { showBytes, showElapsed } from '../terminal/moment.ts';
import type { ListView } from '../terminal/printer.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from './prepare.ts';

export function addHostChecks(host: Command, act: Act): void {
  example(
    withSecretOptions(host.command('test').description('test the way to each host, step by step').argument('<target>')),
    "djcron host test '@web'",
  ).action(
    act(async (session, target: string, options: SecretOptions) => {
      const client = await session.client('write');
      await prepareHosts(session, target, { ...options, keys: false });
      const tests = await client.hosts.test({ target });
      if (session.format === 'table' || session.format === 'csv') await session.print.list(tests.flatMap(stepRows), stepView);
      else await session.print.list(tests, testView);
      return exitCodeOfTests(tests);
    }),
  );

  example(
    withSecretOptions(host.command('facts').description('ask each host what it is, and keep the answer').argument('<target>')),
    'djcron host facts @all',
  ).action(
    act(async (session, target: string, options: SecretOptions) => {
      const client = await session.client('write');
      await prepareHosts(session, target, { ...options, keys: true });
      const found = await client.hosts.facts({ target });
      await session.print.list(found, factsView);
      return found.some((item) => item.error !== null) ? 4 : 0;
    }),
  );

  example(
    withSecretOptions(
      host
        .command('clean')
        .description('remove what ended scripts left on each host; nothing that this home still has to fetch')
        .argument('<target>')
        .option(
          '--days <n>',
          'only what ended so long ago, at least: other homes may still have to fetch what is newer',
          wholeNumber(0, 36_500, 'A number of days'),
          7,
        ),
    ),
    'djcron host clean @all --days 30',
  ).action(
    act(async (session, target: string, options: SecretOptions & { days: number }) => {
      const client = await session.client('write');
      await prepareHosts(session, target, { ...options, keys: true });
      const cleaned = await client.hosts.clean({ target, days: options.days });
      await session.print.list(cleaned, cleanView);
      return cleaned.some((item) => item.error !== null) ? 4 : 0;
    }),
  );
}

const cleanView: ListView<{ host: string; executions: number; bytes: number; error: string | null }> = {
  columns: [
    { name: 'HOST', value: (row) => row.host },
    { name: 'REMOVED', value: (row) => row.executions, align: 'right' },
    { name: 'SIZE', value: (row) => row.bytes, show: (row) => showBytes(row.bytes), align: 'right' },
    { name: 'ERROR', value: (row) => row.error },
  ],
  name: (row) => row.host,
  empty: 'no hosts',
};

type Step = HostTest['steps'][number] & { host: string };

function stepRows(test: HostTest): Step[] {
  return test.steps.map((step) => ({ ...step, host: test.host }));
}

const stepView: ListView<Step> = {
  columns: [
    { name: 'HOST', value: (row) => row.host },
    { name: 'STEP', value: (row) => row.step },
    { name: 'RESULT', value: (row) => (row.ok ? 'ok' : 'failed'), tone: (row) => (row.ok ? 'good' : 'bad') },
    { name: 'TIME', value: (row) => row.durationMs, show: (row) => showElapsed(row.durationMs), align: 'right' },
    { name: 'DETAIL', value: (row) => [row.detail, row.cause, row.remedy].filter((part) => part !== null && part !== '').join(': ') },
  ],
  name: (row) => row.host,
  empty: 'no hosts',
};

const testView: ListView<HostTest> = { columns: [], name: (test) => test.host, empty: 'no hosts' };

/** Steps up to the login are about reaching a host (4); a shell that does not answer is a failure of the host (1). */
function exitCodeOfTests(tests: readonly HostTest[]): number {
  const failed = tests.flatMap((test) => (test.ok ? [] : [test.steps.at(-1)?.step]));
  if (failed.length === 0) return 0;
  return failed.includes('shell') ? 1 : 4;
}

const factsView: ListView<{ host: string; facts: Facts | null; error: string | null }> = {
  columns: [
    { name: 'HOST', value: (row) => row.host },
    { name: 'OS', value: (row) => row.facts?.os ?? null },
    { name: 'HOSTNAME', value: (row) => row.facts?.hostname ?? null },
    { name: 'KERNEL', value: (row) => row.facts?.kernel ?? null },
    { name: 'ARCH', value: (row) => row.facts?.arch ?? null },
    { name: 'CPUS', value: (row) => row.facts?.cpus ?? null, align: 'right' },
    {
      name: 'MEMORY',
      value: (row) => row.facts?.memoryBytes ?? null,
      show: (row) => showBytes(row.facts?.memoryBytes ?? null),
      align: 'right',
    },
    { name: 'ERROR', value: (row) => row.error, tone: () => 'bad' },
  ],
  name: (row) => row.host,
  empty: 'no hosts',
};
