// One command line carried out inside the test, over an engine of the test: with or without a terminal, its keyboard held
// by the test.
import { PassThrough } from 'node:stream';
import type { Client } from '../../electron/cli/engine/connection.ts';
import { runCommand } from '../../electron/cli/program.ts';
import type { EndSignal, Io } from '../../electron/cli/terminal/io.ts';

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

export interface TerminalOptions {
  client?: Client;
  /** how the engine was reached; default: in this process */
  shell?: 'window' | 'web' | 'cli';
  /** columns; absent: no terminal */
  columns?: number;
  env?: Record<string, string>;
  cwd?: string;
  /** standard input where there is no terminal */
  input?: string;
}

export interface Command {
  ended: Promise<Said>;
  stdout: () => string;
  stderr: () => string;
  type(text: string): void;
  signal(name: EndSignal): void;
}

export function start(args: readonly string[], options: TerminalOptions = {}): Command {
  const { client, shell, columns } = options;
  const stdin = terminalStream(columns);
  const stdout = terminalStream(columns);
  const stderr = terminalStream(columns);
  const out = collect(stdout);
  const err = collect(stderr);
  if (columns === undefined) stdin.end(options.input ?? '');
  let listeners: ((signal: EndSignal) => void)[] = [];
  let quit: (exitCode: number) => void = () => {};
  const left = new Promise<number>((resolve) => {
    quit = resolve;
  });
  const io: Io = {
    stdin,
    stdout,
    stderr,
    env: options.env ?? {},
    cwd: options.cwd ?? '/nowhere',
    onSignal(call) {
      listeners.push(call);
      return () => {
        listeners = listeners.filter((one) => one !== call);
      };
    },
    quit,
    async connect() {
      if (client === undefined) throw new Error('this command was not to reach an engine');
      return { client, own: shell === undefined, shell: shell ?? 'cli', close: async () => {} };
    },
  };
  return {
    ended: Promise.race([runCommand(args, io), left]).then((code) => ({ code, stdout: out(), stderr: err() })),
    stdout: out,
    stderr: err,
    type: (text) => stdin.write(text),
    signal: (name) => {
      for (const call of listeners) call(name);
    },
  };
}

export function command(args: readonly string[], options: TerminalOptions = {}): Promise<Said> {
  return start(args, options).ended;
}

function terminalStream(columns: number | undefined) {
  const stream = new PassThrough();
  return columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns, setRawMode: () => stream });
}

function collect(stream: PassThrough): () => string {
  let text = '';
  stream.on('data', (bytes: Buffer) => {
    text += bytes.toString('utf8');
  });
  return () => text;
}
