// djcron doctor: what this is, who holds the home, what is missing. A home that does not open is a finding, not a failure.
import type { Command } from 'commander';
import type { Doctor } from '../../shared/contract/system.ts';
import { type Act, example } from './act.ts';
import { fields } from './host/host-view.ts';
import { lineOf, refusalOf } from './refusal.ts';
import type { Session } from './session.ts';
import type { OneView } from './terminal/printer.ts';
import { tableLines } from './terminal/table.ts';
import { version } from './version.ts';

export function addDoctor(program: Command, act: Act): void {
  example(program.command('doctor').description('check this home and what surrounds it'), 'djcron doctor', 'djcron doctor -o json').action(
    act(async (session) => {
      const report = await examine(session);
      await session.print.one(report, doctorView);
      return 0;
    }),
  );
}

async function examine(session: Session): Promise<Doctor> {
  try {
    const client = await session.client('read');
    return await client.system.doctor();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    const { homePaths, holderOf } = await import('../store/home.ts');
    const { checkFreeSpace } = await import('../store/free-space.ts');
    const paths = homePaths(session.io.env, session.home);
    const disk = checkFreeSpace(paths.dataDir, false);
    return {
      version,
      home: paths.home,
      instance: holderOf(paths),
      versions: { djcron: version, node: process.versions.node },
      checks: [
        { name: 'home', ok: false, detail: lineOf({ ...refusal, remedy: '' }), remedy: refusal.remedy || null },
        ...(disk.ok ? [] : [disk]),
      ],
    };
  }
}

function instanceText(instance: Doctor['instance']): string {
  if (instance === null) return 'none is running';
  if (!instance.alive) return `none is running: pid ${instance.pid}, which had the home last, is dead (killed, perhaps); the home is free`;
  return `pid ${instance.pid}${instance.url === null ? '' : `, ${instance.url}`}`;
}

const doctorView: OneView<Doctor> = {
  columns: [
    { name: 'VERSION', value: (it) => it.version },
    { name: 'HOME', value: (it) => it.home },
    { name: 'PID', value: (it) => (it.instance?.alive ? it.instance.pid : null) },
    { name: 'URL', value: (it) => it.instance?.url ?? null },
    { name: 'MISSING', value: (it) => it.checks.flatMap((check) => (check.ok ? [] : [check.name])).join(';') },
  ],
  name: (it) => it.home,
  text: (it, look) => [
    ...fields([
      ['djcron', it.version],
      ['home', it.home],
      ['instance', instanceText(it.instance)],
      ...Object.entries(it.versions).map(([name, value]) => [name, value] as const),
    ]),
    '',
    ...tableLines(
      it.checks,
      [
        { name: 'CHECK', value: (check) => check.name },
        { name: 'RESULT', value: (check) => (check.ok ? 'ok' : 'not ok'), tone: (check) => (check.ok ? 'good' : 'bad') },
        {
          name: 'DETAIL',
          value: (check) => [check.detail, check.ok ? null : check.remedy].filter((part) => part !== null && part !== '').join(': '),
        },
      ],
      look,
    ),
  ],
};
