// djcron target: what an expression means, and how names fold.
import type { Command } from 'commander';
import { type Act, example } from './act.ts';

export function addTarget(program: Command, act: Act): void {
  const target = example(program.command('target').description('expressions that name hosts'), "djcron target resolve '@web ! web-03'");

  example(
    target.command('resolve').description('the hosts an expression means, in order').argument('<expression>'),
    "djcron target resolve 'web-[01-40],@db ! db-old'",
  ).action(
    act(async (session, expression: string) => {
      const client = await session.client('read');
      const { hosts, folded } = await client.targets.resolve({ target: expression });
      if (session.format === 'table') for (const host of hosts) await session.print.out(`${host}\n`);
      else await session.print.list(hosts, { columns: [{ name: 'NAME', value: (host) => host }], name: (host) => host, empty: '' });
      if (session.format === 'table') await session.print.talk(`${hosts.length} hosts: ${folded}`);
      return 0;
    }),
  );

  example(
    target.command('fold').description('write names as one set, as nodeset -f does').argument('<name...>'),
    'djcron target fold web-01 web-02 web-07',
  ).action(
    act(async (session, names: string[]) => {
      const client = await session.client('read');
      const { folded } = await client.targets.fold({ names });
      await session.print.one({ folded }, { columns: [{ name: 'FOLDED', value: () => folded }], name: () => folded, text: () => [folded] });
      return 0;
    }),
  );
}
