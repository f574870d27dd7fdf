// djcron run groups: the hosts of a run that came to the same.
import type { Command } from 'commander';
import { type Act, example } from '../act.ts';
import { printGroups } from './groups.ts';
import { type FoldOptions, withNormalise } from './options.ts';

export function addRunGroups(run: Command, act: Act): void {
  example(
    withNormalise(
      run
        .command('groups')
        .description('identical output once, with the hosts that wrote it; the largest that went well comes first')
        .argument('<run>', 'id, unique beginning of one, or last')
        .option('--diff', 'of each other group, what sets it apart from the first'),
    ),
    'djcron run groups last --diff',
    'djcron run groups last --normalise host,space -o json',
  ).action(
    act(async (session, id: string, options: FoldOptions) => {
      const client = await session.client('read');
      await printGroups(session, client, id, options);
      return 0;
    }),
  );
}
