// djcron paths: where everything lies.
import type { Command } from 'commander';
import { type Act, example } from './act.ts';
import { fields } from './host/host-view.ts';
import { columnsOf } from './terminal/table.ts';

export function addPaths(program: Command, act: Act): void {
  example(
    program.command('paths').description('where everything of this home lies'),
    'djcron paths',
    'djcron paths --home /srv/djcron -o json',
  ).action(
    act(async (session) => {
      const { homePaths } = await import('../store/home.ts');
      const paths = homePaths(session.io.env, session.home);
      const entries = Object.entries(paths).map(([name, value]) => ({ name, path: String(value) }));
      if (session.format === 'csv' || session.format === 'name' || session.format === 'jsonl') {
        await session.print.list(entries, {
          columns: columnsOf<(typeof entries)[number]>(['name', 'path']),
          name: (it) => it.path,
          empty: '',
        });
      } else {
        const text = () => fields(entries.map(({ name, path }) => [name, path] as const));
        await session.print.one(paths, { columns: [], name: () => '', text });
      }
      return 0;
    }),
  );
}
