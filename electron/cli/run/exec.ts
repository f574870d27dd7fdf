// djcron exec: a command on many hosts, now.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import { errnoWords } from '../../../shared/model/errno.ts';
import { adHocDefaults } from '../../../shared/model/plan.ts';
import { type Act, example } from '../act.ts';
import { duration, size, wholeNumber } from '../arguments.ts';
import { prepareHosts, type SecretOptions, withSecretOptions } from '../host/prepare.ts';
import { usage } from '../refusal.ts';
import type { Session } from '../session.ts';
import { readAll } from '../terminal/prompt.ts';
import { type WaitOptions, waitForRun, withWaitOptions } from './waiting.ts';

interface ExecOptions extends SecretOptions, WaitOptions {
  target: string;
  fanout?: number;
  timeout?: number;
  idleTimeout?: number;
  connectTimeout?: number;
  merged?: true;
  outputLimit?: number;
  spoolLimit?: number;
  script?: string;
  runAs?: string;
}

export function addExec(program: Command, act: Act): void {
  example(
    withWaitOptions(
      withSecretOptions(
        program
          .command('exec')
          .description('run a command or a script on hosts, and wait for it')
          .argument('[command...]', 'what to run, after --; joined by blanks as ssh does')
          .requiredOption('-t, --target <expression>', 'the hosts')
          .option('-f, --fanout <n>', `how many hosts at once (default: ${adHocDefaults.fanout})`, wholeNumber(1, 10_000, 'A fanout'))
          .option('--timeout <duration>', 'end the script on a host after this long: TERM, and KILL 10 s later', duration)
          .option('--idle-timeout <duration>', 'end it after this long without a byte of output', duration)
          .option('--connect-timeout <duration>', 'how long a connection may take', duration)
          .option('--merged', 'stderr goes where stdout goes, so that their order is exact')
          .option('--output-limit <size>', 'store so much of each host, its beginning and its end', size)
          .option('--spool-limit <size>', 'end the script when so much output lies on the host', size)
          .option('--script <file>', 'run this script instead; - is stdin')
          .option('-u, --run-as <user>', 'run as this user, by sudo'),
      ),
    ),
    "djcron exec -t '@web' -- uptime",
    "djcron exec -t '@web' -b -- cat /etc/debian_version",
    "djcron exec -t 'db-[1-3]' --timeout 5m --script check.sh -o json",
  ).action(
    act(async (session, words: string[], options: ExecOptions) => {
      const script = await scriptOf(session, words, options);
      const connection = await session.connect('write');
      await prepareHosts(session, options.target, { ...options, keys: true });
      const order = {
        target: options.target,
        script,
        ...(options.runAs === undefined ? {} : { runAs: options.runAs }),
        ...(options.fanout === undefined ? {} : { fanout: options.fanout }),
        ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
        ...(options.idleTimeout === undefined ? {} : { idleTimeoutMs: options.idleTimeout }),
        ...(options.merged === undefined ? {} : { output: 'merged' as const }),
        ...(options.outputLimit === undefined ? {} : { outputLimitBytes: options.outputLimit }),
        ...(options.spoolLimit === undefined ? {} : { spoolLimitBytes: options.spoolLimit }),
        ...(options.connectTimeout === undefined ? {} : { connectTimeoutMs: options.connectTimeout }),
      };
      return waitForRun(session, connection, () => connection.client.runs.exec(order), options);
    }),
  );
}

async function scriptOf(session: Session, words: string[], options: ExecOptions): Promise<string> {
  if (options.script === undefined) {
    if (words.length === 0) throw usage('there is nothing to run', "write the command after --, as in: djcron exec -t '@all' -- uptime");
    return words.join(' ');
  }
  if (words.length > 0) throw usage('a command and --script exclude each other', 'give one of them');
  if (options.script === '-' && options.passwordStdin)
    throw usage('stdin cannot be both the script and the password', 'put the script into a file');
  return readText(session, options.script);
}

/** The text of a file, or of stdin for `-`. Throws DJ-FILE-UNREADABLE. */
export async function readText(session: Session, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await readAll(session.io.stdin) : await readFile(session.path(file));
  } catch (cause) {
    const full = session.path(file);
    throw new AppError('DJ-FILE-UNREADABLE', `${file} cannot be read`, {
      where: full === file ? '' : full,
      remedy: errnoWords(cause),
      cause,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('DJ-FILE-UNREADABLE', `${file} is not UTF-8 text`, {
      where: session.path(file),
      remedy: 'convert it, or make it a script that unpacks its data',
      cause,
    });
  }
}
