// The tree of commands, and how what was thrown while one was carried out becomes one line and an exit code.
import { Command, CommanderError, Option } from 'commander';
import { type Act, createAct } from './act.ts';
import { addAudit } from './audit.ts';
import { addCompletion } from './completion/completion.ts';
import { addConfig } from './config.ts';
import { addCron } from './crontab/cron.ts';
import { addDoctor } from './doctor.ts';
import { addHome } from './home.ts';
import { addHost } from './host/host.ts';
import { addKey } from './host/key.ts';
import { addJob } from './job/job.ts';
import { addPaths } from './paths.ts';
import { Ended, exitCodeOf, lineOf, oneLine, refusalOf } from './refusal.ts';
import { addReport } from './report/report.ts';
import { addExec } from './run/exec.ts';
import { addRun } from './run/run.ts';
import { addSchedule } from './schedule.ts';
import { addServe } from './service/serve.ts';
import { addService } from './service/service.ts';
import { addTarget } from './target.ts';
import { BrokenPipe, type Io, write } from './terminal/io.ts';
import { formats } from './terminal/printer.ts';
import { visible } from './terminal/text.ts';
import { version } from './version.ts';

const nouns: readonly ((program: Command, act: Act) => void)[] = [
  addServe,
  addHost,
  addKey,
  addTarget,
  addExec,
  addJob,
  addRun,
  addReport,
  addSchedule,
  addCron,
  addAudit,
  addService,
  addHome,
  addConfig,
  addDoctor,
  addPaths,
  addCompletion,
];

/** Carries out one command line. Never throws; what went wrong was said. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const said: { stream: 'stdout' | 'stderr'; text: string }[] = [];
  const program = createProgram(said);
  const act = createAct(io, (code) => {
    exitCode = code;
  });
  for (const add of nouns) add(program, act);
  try {
    // commander's own `help` knows one word of a command only
    await program.parseAsync(argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    try {
      for (const { stream, text } of said) await write(io[stream], text);
      return await tellError(error, io, commandOf(program, argv));
    } catch {
      return exitCodeOfThrown(error); // not even that can be said
    }
  }
}

function createProgram(said: { stream: 'stdout' | 'stderr'; text: string }[]): Command {
  const program = new Command('djcron')
    .description('Runs scripts on many machines over SSH, and keeps everything they did.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addOption(new Option('-o, --output <format>', 'how data is printed').choices(formats).default('table'))
    .option('-q, --quiet', 'say nothing but data and errors')
    .option('-v, --verbose', 'say more')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('-y, --yes', 'do not ask, do it')
    .option('--no-input', 'never ask (always so without a terminal)')
    .option('--home <folder>', 'everything of djcron in this folder (also: DJCRON_HOME)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => said.push({ stream: 'stdout', text }),
      writeErr: (text) => said.push({ stream: 'stderr', text }),
      outputError: () => {}, // said as every other refusal
    })
    .addHelpText(
      'after',
      "\nExamples:\n  djcron host add web-01 --address 10.0.0.11 --user deploy\n  djcron key accept web-01\n  djcron exec -t '@all' -- uptime\n  djcron serve",
    );
  return program;
}

/** The words of `argv` that name a command, as far as they do. */
function commandOf(program: Command, argv: readonly string[]): string {
  let command = program;
  const words = [program.name()];
  for (const word of argv.filter((one) => !one.startsWith('-'))) {
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) break;
    command = next;
    words.push(word);
  }
  return words.join(' ');
}

async function tellError(error: unknown, io: Io, command: string): Promise<number> {
  const exitCode = exitCodeOfThrown(error);
  if (error instanceof CommanderError) {
    if (!error.code.startsWith('commander.help') && error.code !== 'commander.version')
      await write(io.stderr, `${usageLine(error, command)}\n`);
    return exitCode;
  }
  if (error instanceof Ended || error instanceof BrokenPipe) return exitCode;
  const refusal = refusalOf(error);
  if (refusal !== null) {
    await write(io.stderr, `${visible(lineOf(refusal))}\n`);
    return exitCode;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  await write(io.stderr, `djcron: a bug: ${visible(oneLine(message))}: please report it with what DJCRON_DEBUG=1 adds [DJ-INTERNAL]\n`);
  if (io.env.DJCRON_DEBUG) await write(io.stderr, `${stack ?? ''}\n`);
  return exitCode;
}

function exitCodeOfThrown(error: unknown): number {
  if (error instanceof CommanderError) return error.code === 'commander.helpDisplayed' || error.code === 'commander.version' ? 0 : 2;
  if (error instanceof Ended) return error.exitCode;
  if (error instanceof BrokenPipe) return 0;
  const refusal = refusalOf(error);
  return refusal === null ? 2 : exitCodeOf(refusal.code);
}

function usageLine(error: CommanderError, command: string): string {
  const what = oneLine(error.message.replace(/^error: /, '')).replace(/\.$/, '');
  return `djcron: ${visible(what)}: see ${command} --help [DJ-INPUT-INVALID]`;
}
