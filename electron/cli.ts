// The command line's entry: the process's own streams, folder and signals for the commands of electron/cli.
import { connect } from './cli/engine/connect.ts';
import { runCommand } from './cli/program.ts';
import type { EndSignal, Io } from './cli/terminal/io.ts';

export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  return runCommand(argv, io);
}

function processIo(): Io {
  // Whoever writes is told when nobody reads any more; without a listener it would end the process with a stack.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    onSignal(call) {
      const listener = (signal: EndSignal) => call(signal);
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    quit: (exitCode) => process.exit(exitCode),
    connect,
  };
}

/** What was written is on its way before the process ends. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

const exitCode = await main(process.argv.slice(2));
await flushed(process.stdout);
await flushed(process.stderr);
process.exit(exitCode);
