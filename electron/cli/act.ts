// How a command of the tree becomes something carried out: a session around it, an exit code from it.
import type { Command } from 'commander';
import { Ended } from './refusal.ts';
import { type GlobalOptions, openSession, type Session } from './session.ts';
import type { Io } from './terminal/io.ts';

type Work<Args extends unknown[]> = (session: Session, ...args: Args) => Promise<number | undefined>;

/** Exit codes from here on say that a signal ended it: then nothing is waited for. */
const signalled = 128;

/** Wraps what a command does for commander, which hands over arguments, options and the command itself. */
export type Act = <Args extends unknown[]>(work: Work<Args>) => (...all: [...Args, Command]) => Promise<void>;

/** `end` is told the exit code; nothing said means 0. */
export function createAct(io: Io, end: (exitCode: number) => void): Act {
  return (work) =>
    async (...all) => {
      const command = all.at(-1) as Command;
      const session = openSession(io, command.optsWithGlobals<GlobalOptions>());
      let exitCode = 0;
      try {
        exitCode = (await work(session, ...withoutLast(all))) ?? 0;
        end(exitCode);
      } catch (error) {
        if (error instanceof Ended) exitCode = error.exitCode;
        throw await session.explain(error);
      } finally {
        await session.close(exitCode >= signalled);
      }
    };
}

function withoutLast<Args extends unknown[]>(all: [...Args, Command]): Args {
  return all.slice(0, -1) as unknown[] as Args;
}

/** Adds examples to what -h shows. */
export function example(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** What a change says: one line of talk for a person, the thing itself for a program. */
export async function tell<Value>(session: Session, value: Value, sentence: string, name: (value: Value) => string): Promise<void> {
  if (session.format === 'table') return session.print.talk(sentence);
  return session.print.one(value, { columns: [{ name: 'NAME', value: name }], name, text: () => [] });
}
