// djcron backup and djcron restore: a consistent copy of the home while it runs, and the way back.
import type { Command } from 'commander';
import { type Act, example, tell } from './act.ts';
import { confirm } from './session.ts';
import { showBytes, showInstant } from './terminal/moment.ts';

export function addHome(program: Command, act: Act): void {
  example(
    program.command('backup').description('write a consistent copy of the home to a new file').argument('<file>'),
    'djcron backup /backup/djcron-monday',
  ).action(
    act(async (session, file: string) => {
      const client = await session.client('write');
      const written = await client.system.backup({ path: session.path(file) });
      await tell(session, written, `wrote ${written.path} (${showBytes(written.bytes)})`, (it) => it.path);
      return 0;
    }),
  );

  example(
    program.command('restore').description('put a backup in the place of this home').argument('<file>'),
    'djcron restore /backup/djcron-monday',
  ).action(
    act(async (session, file: string) => {
      const { homePaths } = await import('../store/home.ts');
      const paths = homePaths(session.io.env, session.home);
      await confirm(session, `replace everything in ${paths.home}?`, true);
      const { restoreBackup } = await import('../store/backup.ts');
      const restored = await restoreBackup({ path: session.path(file), paths });
      const aside = restored.aside === null ? '' : `; what was there is in ${restored.aside}`;
      await tell(
        session,
        restored,
        `restored ${restored.runs} runs into ${restored.home}, as of ${showInstant(restored.createdAt)}${aside}`,
        (it) => it.home,
      );
      return 0;
    }),
  );
}
