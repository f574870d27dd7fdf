// djcron cron export: jobs for hosts that are to do without djcron, as a crontab, systemd timers or tasks of Ansible.
import { type Command, Option } from 'commander';
import type { ExportedFile, ExportedJob } from '../../export/exported.ts';
import { type Act, example } from '../act.ts';
import type { Session } from '../session.ts';

const forms = ['crontab', 'timer', 'ansible'] as const;
type Form = (typeof forms)[number];

export function addCronExport(cron: Command, act: Act): void {
  example(
    cron
      .command('export')
      .description('jobs as a crontab, systemd timers or tasks of Ansible; what these cannot say stands in comments')
      .argument('<job...>')
      .addOption(new Option('--as <form>', 'what to write').choices(forms).makeOptionMandatory()),
    'djcron cron export backup-db --as crontab',
    'djcron cron export backup-db --as timer -o json',
  ).action(
    act(async (session: Session, names: string[], options: { as: Form }) => {
      const client = await session.client('read');
      const jobs: ExportedJob[] = await Promise.all(names.map((name) => client.jobs.get({ name })));
      const files = await filesOf(jobs, options.as);
      if (session.format === 'table') await printFiles(session, files);
      else {
        await session.print.list(files, {
          columns: [
            { name: 'PATH', value: (file) => file.path },
            { name: 'TEXT', value: (file) => file.text },
          ],
          name: (file) => file.path,
          empty: '',
        });
      }
      return 0;
    }),
  );
}

async function filesOf(jobs: readonly ExportedJob[], form: Form): Promise<ExportedFile[]> {
  if (form === 'crontab') return (await import('../../export/crontab-text.ts')).crontabOf(jobs);
  if (form === 'ansible') return (await import('../../export/ansible-tasks.ts')).ansibleOf(jobs);
  const { timerOf } = await import('../../export/timer-units.ts');
  return jobs.flatMap(timerOf);
}

/** Several one after the other, each below its path, as `systemctl cat` does. */
async function printFiles(session: Session, files: readonly ExportedFile[]): Promise<void> {
  for (const [i, { path, text }] of files.entries()) {
    const head = files.length === 1 ? '' : `${i === 0 ? '' : '\n'}# ${path}\n`;
    await session.print.out(head + text);
  }
}
