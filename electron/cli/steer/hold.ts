// djcron run hold and djcron run release: hosts that have not begun wait, or go on.
import type { Command } from 'commander';
import { type Act, example, tell } from '../act.ts';

export function addRunHold(run: Command, act: Act): void {
  example(
    run
      .command('hold')
      .description('hold back the hosts of a run that have not begun; those that have go on')
      .argument('<run>', 'id, unique beginning of one, or last'),
    'djcron run hold last',
  ).action(
    act(async (session, id: string) => {
      const held = await (await session.client('write')).runs.hold({ id });
      const waiting = held.counts.queued ?? 0;
      const sentence = `${held.id} is held: ${waiting} of ${held.executions.length} hosts wait; go on with: djcron run release ${held.id}`;
      await tell(session, held, sentence, (it) => it.id);
      return 0;
    }),
  );

  example(
    run.command('release').description('let the hosts of a held run begin').argument('<run>', 'id, unique beginning of one, or last'),
    'djcron run release last',
  ).action(
    act(async (session, id: string) => {
      const released = await (await session.client('write')).runs.release({ id });
      await tell(session, released, `${released.id} goes on`, (it) => it.id);
      return 0;
    }),
  );
}
