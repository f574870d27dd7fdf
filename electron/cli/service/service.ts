// djcron service: `serve` at login or boot without the window, by the platform's own tools (systemd --user, launchd, the
// Task Scheduler).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import { type Act, example, tell } from '../act.ts';
import { portNumber } from '../arguments.ts';
import { oneLine } from '../refusal.ts';
import type { Session } from '../session.ts';
import { launchdLabel, launchdPlist, type ServiceCommand, scheduledTask, systemdUnit, taskName, unitName } from './service-unit.ts';

interface ServiceState {
  installed: boolean;
  running: boolean;
  /** file (or task) that says so to the platform */
  place: string;
  detail: string;
}

interface Platform {
  install(command: ServiceCommand): Promise<string>;
  uninstall(): Promise<string>;
  status(): Promise<ServiceState>;
}

export function addService(program: Command, act: Act): void {
  const service = example(
    program.command('service').description('serve in the background, from login or boot on'),
    'djcron service install',
  );

  example(
    service
      .command('install')
      .description('start serve now and at every login')
      .option('--port <port>', 'port of the page', portNumber, 7450),
    'djcron service install',
  ).action(
    act(async (session, options: { port: number }) => {
      const platform = platformOf(session);
      const sentence = await platform.install(commandOf(session, options.port));
      await tell(session, await platform.status(), sentence, (it) => it.place);
      return 0;
    }),
  );

  example(service.command('uninstall').description('stop it and forget it'), 'djcron service uninstall').action(
    act(async (session) => {
      const platform = platformOf(session);
      const sentence = await platform.uninstall();
      await tell(session, await platform.status(), sentence, (it) => it.place);
      return 0;
    }),
  );

  example(service.command('status').description('whether it is installed and runs'), 'djcron service status -o json').action(
    act(async (session) => {
      const state = await platformOf(session).status();
      await session.print.one(state, {
        columns: [
          { name: 'INSTALLED', value: (it) => it.installed },
          { name: 'RUNNING', value: (it) => it.running },
          { name: 'PLACE', value: (it) => it.place },
          { name: 'DETAIL', value: (it) => it.detail },
        ],
        name: (it) => it.place,
        text: (it) => [
          `${it.installed ? 'installed' : 'not installed'}, ${it.running ? 'running' : 'not running'} (${it.place}) ${it.detail}`.trimEnd(),
        ],
      });
      return 0;
    }),
  );
}

/** This very program, on the home that was asked for. */
function commandOf(session: Session, port: number): ServiceCommand {
  const home = session.home ?? session.io.env.DJCRON_HOME;
  const command = [process.execPath, path.resolve(process.argv[1] ?? ''), 'serve', '--no-open', '--port', String(port)];
  return { command, env: home === undefined ? {} : { DJCRON_HOME: path.resolve(session.io.cwd, home) } };
}

function platformOf(session: Session): Platform {
  if (process.platform === 'linux') return systemd(session);
  if (process.platform === 'darwin') return launchd(session);
  if (process.platform === 'win32') return taskScheduler();
  throw new AppError('DJ-SERVICE-UNAVAILABLE', `djcron knows no services of ${process.platform}`, {
    remedy: 'start djcron serve --no-open from your own supervisor',
  });
}

function systemd(session: Session): Platform {
  const { env } = session.io;
  const file = path.join(env.XDG_CONFIG_HOME || path.join(env.HOME ?? '', '.config'), 'systemd', 'user', unitName);
  const systemctl = (...args: string[]) => tool(session, 'systemctl', ['--user', ...args]);
  return {
    async install(command) {
      await systemctl('show-environment'); // refuses before anything is written where there is no user manager
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, systemdUnit(command), { mode: 0o644 });
      await systemctl('daemon-reload');
      await systemctl('enable', '--now', unitName);
      const linger = await tool(session, 'loginctl', ['show-user', userInfo().username, '--property=Linger']).catch(() => '');
      const hint = linger.includes('Linger=yes') ? '' : '; so that it also runs while you are logged out: loginctl enable-linger';
      return `installed ${file}${hint}`;
    },
    async uninstall() {
      await systemctl('disable', '--now', unitName).catch((error) => {
        if (existsSync(file)) throw error;
      });
      await rm(file, { force: true });
      await systemctl('daemon-reload');
      return `removed ${file}`;
    },
    async status() {
      const detail = await systemctl('is-active', unitName).catch((error: unknown) =>
        error instanceof AppError ? error.refusal.remedy : '',
      );
      return { installed: existsSync(file), running: detail.trim() === 'active', place: file, detail: oneLine(detail) };
    },
  };
}

function launchd(session: Session): Platform {
  const home = session.io.env.HOME ?? '';
  const file = path.join(home, 'Library', 'LaunchAgents', `${launchdLabel}.plist`);
  const domain = `gui/${userInfo().uid}`;
  return {
    async install(command) {
      const logDir = path.join(home, 'Library', 'Logs', 'djcron');
      await mkdir(logDir, { recursive: true });
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, launchdPlist(command, logDir), { mode: 0o644 });
      await tool(session, 'launchctl', ['bootout', `${domain}/${launchdLabel}`]).catch(() => '');
      await tool(session, 'launchctl', ['bootstrap', domain, file]);
      return `installed ${file}`;
    },
    async uninstall() {
      await tool(session, 'launchctl', ['bootout', `${domain}/${launchdLabel}`]).catch(() => '');
      await rm(file, { force: true });
      return `removed ${file}`;
    },
    async status() {
      const detail = await tool(session, 'launchctl', ['print', `${domain}/${launchdLabel}`]).catch(() => '');
      const running = /state = running/.test(detail);
      return { installed: existsSync(file), running, place: file, detail: '' };
    },
  };
}

function taskScheduler(): Platform {
  const schtasks = (...args: string[]) => tool(null, 'schtasks', args);
  return {
    async install(command) {
      const { username } = userInfo();
      const file = path.join(tmpdir(), `djcron-task-${process.pid}.xml`);
      await writeFile(file, `\ufeff${scheduledTask(command, username)}`, { encoding: 'utf16le', mode: 0o600 });
      try {
        await schtasks('/Create', '/F', '/TN', taskName, '/XML', file);
        await schtasks('/Run', '/TN', taskName);
      } finally {
        await rm(file, { force: true });
      }
      return `installed the task ${taskName}, which starts at login`;
    },
    async uninstall() {
      await schtasks('/End', '/TN', taskName).catch(() => '');
      await schtasks('/Delete', '/F', '/TN', taskName);
      return `removed the task ${taskName}`;
    },
    async status() {
      const found = await schtasks('/Query', '/TN', taskName, '/FO', 'CSV', '/NH').catch(() => '');
      return { installed: found !== '', running: /Running/i.test(found), place: taskName, detail: oneLine(found) };
    },
  };
}

/** What a tool of the platform printed. Throws DJ-SERVICE-UNAVAILABLE with what it said against it. */
async function tool(session: Session | null, program: string, args: readonly string[]): Promise<string> {
  try {
    const env = session === null ? process.env : { ...session.io.env };
    const { stdout } = await promisify(execFile)(program, args, { env, timeout: 60_000 });
    return stdout;
  } catch (cause) {
    const { stderr = '', stdout = '', code } = cause as { stderr?: string; stdout?: string; code?: string | number };
    const said = oneLine(stderr || stdout) || (code === 'ENOENT' ? `${program} is not installed` : `it ended with ${code}`);
    throw new AppError('DJ-SERVICE-UNAVAILABLE', `${program} ${args.join(' ')} did not work`, { remedy: said, cause });
  }
}
