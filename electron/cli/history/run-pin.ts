// djcron run pin and djcron run unpin: output that stays whatever the retention says, or not any more.
import type { Command } from 'commander';
import { type Act, example } from '../act.ts';
import { runView } from '../run/run-view.ts';
import type { Session } from '../session.ts';

export function addRunPin(run: Command, act: Act): void {
  example(
    run
      .command('pin')
      .description('keep the output of runs, whatever the retention says')
      .argument('<run...>', 'ids, unique beginnings of one, or last'),
    'djcron run pin last',
    'djcron run list --pinned',
  ).action(act((session, ids: string[]) => pinRuns(session, ids, 'pin')));

  example(
    run
      .command('unpin')
      .description('let the output of runs go when its time has come')
      .argument('<run...>', 'ids, unique beginnings of one, or last'),
    'djcron run unpin last',
  ).action(act((session, ids: string[]) => pinRuns(session, ids, 'unpin')));
}

/** All of them are there before the first is changed. */
async function pinRuns(session: Session, ids: readonly string[], deed: 'pin' | 'unpin'): Promise<number> {
  const client = await session.client('write');
  const found = await Promise.all(ids.map((id) => client.runs.get({ id })));
  const runs = [];
  for (const { id } of found) runs.push(await client.runs[deed]({ id }));
  if (session.format !== 'table') await session.print.list(runs, runView);
  else for (const { id } of runs) await session.print.talk(deed === 'pin' ? `pinned ${id}` : `${id} is not pinned any more`);
  for (const { id, outputRemoved } of deed === 'pin' ? runs : [])
    if (outputRemoved) await session.print.warn(`the output of ${id} was removed already: ${outputRemoved.why}`);
  return 0;
}
