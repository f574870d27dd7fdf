// One command being carried out: how it prints, whether it may ask, and its way to an engine, opened at the first need
// and closed at the end.
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Client, Connection, Need } from './engine/connection.ts';
import { Ended, refusalOf } from './refusal.ts';
import { wantsColour } from './terminal/colour.ts';
import { BrokenPipe, type Io } from './terminal/io.ts';
import { createPrinter, type Format, type Printer } from './terminal/printer.ts';
import { askYes } from './terminal/prompt.ts';

export interface GlobalOptions {
  output: Format;
  quiet?: true;
  verbose?: true;
  /** false with --no-color */
  color: boolean;
  yes?: true;
  /** false with --no-input */
  input: boolean;
  home?: string;
}

export interface Session {
  io: Io;
  print: Printer;
  format: Format;
  /** a person is at the terminal and may be asked */
  mayAsk: boolean;
  yes: boolean;
  /** folder given by --home, absolute */
  home: string | undefined;
  /** Absolute form of a path a person wrote. */
  path(text: string): string;
  /** `read` never takes the home from anybody. */
  connect(need: Need): Promise<Connection>;
  client(need: Need): Promise<Client>;
  /** `leave`: waits for nothing that still goes on. */
  close(leave?: boolean): Promise<void>;
  /** A connection on which the run's events arrive, or which knows its end. */
  connectToFollow(id: string): Promise<Connection>;
  /** What was thrown, or that the engine elsewhere is gone when that is why; `run` is the one that was followed. */
  explain(error: unknown, run?: string): Promise<unknown>;
}

export function openSession(io: Io, options: GlobalOptions): Session {
  const print = createPrinter(io.stdout, io.stderr, {
    format: options.output,
    quiet: options.quiet === true,
    verbose: options.verbose === true,
    colourOut: wantsColour(io.stdout, io.env, options.color),
    colourErr: wantsColour(io.stderr, io.env, options.color),
  });
  let connection: Connection | null = null;
  const absolute = (text: string) =>
    path.resolve(
      io.cwd,
      text.replace(/^~(?=$|\/)/, () => io.env.HOME ?? '~'),
    );
  const session: Session = {
    io,
    print,
    format: options.output,
    mayAsk: options.input && io.stdin.isTTY === true && io.stderr.isTTY === true,
    yes: options.yes === true,
    home: options.home === undefined ? undefined : absolute(options.home),
    path: absolute,
    async connect(need) {
      connection ??= await io.connect({ home: session.home, env: io.env, need });
      return connection;
    },
    client: async (need) => (await session.connect(need)).client,
    close: async (leave) => connection?.close(leave),
    async connectToFollow(id) {
      const found = await session.connect('read');
      if (!found.own || (await found.client.runs.get({ id })).finishedAt !== null) return found;
      // Nobody follows it on its hosts, or whoever does is just ending or does not listen yet.
      await found.close();
      connection = null;
      return session.connect('write');
    },
    async explain(error, run) {
      if (connection === null || connection.own || isExplained(error)) return error;
      try {
        await connection.client.system.info();
        return error;
      } catch {
        return new AppError('DJ-ENGINE-UNREACHABLE', 'the djcron that was joined has ended', {
          remedy: `see what became of ${run === undefined ? 'it: djcron run list' : `the run: djcron run show ${run}`}`,
          cause: error,
        });
      }
    },
  };
  return session;
}

/** It says itself what it is: all but a bug, and a connection that broke. */
function isExplained(error: unknown): boolean {
  if (error instanceof AppError || error instanceof Ended || error instanceof BrokenPipe) return true;
  const refusal = refusalOf(error);
  return refusal !== null && refusal.code !== 'DJ-ENGINE-UNREACHABLE';
}

/**
 * Lets what destroys or accepts go on: after `--yes`, after a yes at the terminal, or without a terminal when it was
 * `explicit` about what it means. Throws DJ-CONFIRM-NEEDED.
 */
export async function confirm(session: Session, question: string, explicit: boolean): Promise<void> {
  if (session.yes) return;
  if (session.mayAsk) {
    if (await askYes(session.io, question)) return;
    await session.print.warn('nothing was changed');
    throw new Ended(2);
  }
  if (explicit) return;
  throw new AppError('DJ-CONFIRM-NEEDED', question.replace(/\?$/, ''), { remedy: 'this needs --yes where nobody can be asked' });
}

/** A name as opposed to a pattern, a set or a group: what counts as explicit. */
export function isPlainName(text: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(text);
}
