// djcron host import --ssh-config: shows what would be taken over, asks, takes it over. Reads only, executes nothing.
import type { Command } from 'commander';
import type { HostProposal } from '../../../shared/contract/hosts.ts';
import { type Act, example, tell } from '../act.ts';
import { confirm } from '../session.ts';
import type { Tone } from '../terminal/colour.ts';
import type { ListView } from '../terminal/printer.ts';

interface ImportOptions {
  sshConfig: string;
  dryRun?: true;
  cluster?: string;
}

export function addHostImport(host: Command, act: Act): void {
  example(
    host
      .command('import')
      .description('take over hosts of an ssh_config')
      .requiredOption('--ssh-config <file>', 'the file, such as ~/.ssh/config')
      .option('--cluster <cluster>', 'put them into this cluster')
      .option('--dry-run', 'show what would change, and change nothing'),
    'djcron host import --ssh-config ~/.ssh/config --dry-run',
    'djcron host import --ssh-config ~/.ssh/config --cluster web --yes',
  ).action(
    act(async (session, options: ImportOptions) => {
      const path = session.path(options.sshConfig);
      const client = await session.client(options.dryRun ? 'read' : 'write');
      const { hosts } = await client.hosts.proposals({ path });
      if (options.dryRun) {
        await session.print.list(hosts, proposalView);
        return 0;
      }
      const names = hosts.filter((item) => item.action === 'add' || item.action === 'change').map((item) => item.name);
      if (names.length === 0) {
        await session.print.talk(`nothing to take over from ${path}: ${hosts.length} hosts there`);
        return 0;
      }
      if (!session.print.look.quiet) await session.print.showTable(hosts, proposalView.columns);
      await confirm(session, `take over ${names.length} hosts from ${path}?`, false);
      const cluster = options.cluster === undefined ? {} : { cluster: options.cluster };
      const done = await client.hosts.import({ path, names, ...cluster });
      await tell(session, done, `took over ${done.imported.length} hosts`, () => done.imported.join('\n'));
      return 0;
    }),
  );
}

const tones: Record<HostProposal['action'], Tone | null> = { add: 'good', change: 'warning', same: 'dim', skip: 'dim' };

const proposalView: ListView<HostProposal> = {
  columns: [
    { name: 'ACTION', value: (row) => row.action, tone: (row) => tones[row.action] },
    { name: 'NAME', value: (row) => row.name },
    { name: 'ADDRESS', value: (row) => row.address },
    { name: 'PORT', value: (row) => row.port, align: 'right' },
    { name: 'USER', value: (row) => row.user },
    { name: 'IDENTITY', value: (row) => row.identity },
    { name: 'JUMP', value: (row) => row.jump },
    { name: 'NOTE', value: (row) => row.note },
  ],
  name: (row) => row.name,
  empty: 'no hosts in that file',
};
