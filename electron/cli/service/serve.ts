// djcron serve and djcron demo: the engine with its page, until it is told to end.
import type { Command } from 'commander';
import { type Act, example } from '../act.ts';
import { wholeNumber } from '../arguments.ts';
import type { Session } from '../session.ts';

interface ServeOptions {
  host: string;
  port?: number;
  /** false with --no-open */
  open: boolean;
}

export function addServe(program: Command, act: Act): void {
  example(
    withServeOptions(program.command('serve').description('run the engine and its page, on this machine only unless told otherwise')),
    'djcron serve',
    'djcron serve --port 0 --no-open',
  ).action(
    act(async (session, options: ServeOptions) => {
      const { serve } = await import('../../web.ts');
      const port = options.port ?? (await portSetting(session));
      return serve({ ...shared(session, options), port, portNamed: options.port !== undefined, home: session.home });
    }),
  );

  example(
    withServeOptions(
      program.command('demo').description('the same on a home that is thrown away, with a fleet of SSH servers inside the process'),
    ).option('--hosts <n>', 'how many servers', wholeNumber(1, 64, 'A number of hosts'), 8),
    'djcron demo',
    'djcron demo --hosts 20',
  ).action(
    act(async (session, options: ServeOptions & { hosts: number }) => {
      const { demo } = await import('../../web.ts');
      return demo({
        ...shared(session, options),
        port: options.port ?? usualPort,
        portNamed: options.port !== undefined,
        hosts: options.hosts,
      });
    }),
  );
}

const usualPort = 7450;

async function portSetting(session: Session): Promise<number> {
  const connection = await session.io.connect({ home: session.home, env: session.io.env, need: 'read' });
  const settings = await connection.client.system.settings();
  await connection.close();
  return Number(settings.find(({ key }) => key === 'serve.port')?.value ?? usualPort);
}

function withServeOptions(command: Command): Command {
  return command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <port>',
      `port of the page; 0 picks one (default: ${usualPort}, or the setting serve.port)`,
      wholeNumber(0, 65535, 'A port'),
    )
    .option('--no-open', 'do not open the page in a browser');
}

function shared({ io, print }: Session, { host, open }: ServeOptions) {
  return { host, open, env: io.env, print: (line: string) => print.out(`${line}\n`), talk: print.talk };
}
