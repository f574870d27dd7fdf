// A command that waits for a run: starts it, shows its output as it comes, says how it ended, and gives the exit code.
// What an interrupt does to the run is said honestly.
import type { Command } from 'commander';
import type { Run } from '../../../shared/contract/run.ts';
import { exitCodeOfRun, isFinal } from '../../../shared/model/run.ts';
import type { Connection } from '../engine/connection.ts';
import { printGroups } from '../fold/groups.ts';
import { type FoldOptions, isFolded, withFoldOptions } from '../fold/options.ts';
import type { Session } from '../session.ts';
import { paint, toneOf } from '../terminal/colour.ts';
import { type Interrupt, listenForInterrupt } from '../terminal/interrupt.ts';
import { BrokenPipe } from '../terminal/io.ts';
import { cancelRun } from './cancelling.ts';
import { createContactWords } from './contact.ts';
import { type EventSource, follow, listen } from './follow.ts';
import { createRunText, type RunText } from './run-text.ts';
import { sayStorage, storageWords } from './storage.ts';
import { notSucceededLine, progressLine, summaryLine } from './summary.ts';
import { printWaited } from './waited.ts';

export interface WaitOptions extends FoldOptions {
  cancelOnInterrupt?: true;
}

export function withWaitOptions(command: Command): Command {
  return withFoldOptions(command).option('--cancel-on-interrupt', 'on Ctrl-C cancel the run instead of leaving it running on the hosts');
}

/** 128 + SIGPIPE, as every program of a pipe whose reader went away */
const brokenPipeCode = 141;

/** `start` starts the run, or finds one that goes on. */
export async function waitForRun(
  session: Session,
  connection: Connection,
  start: () => Promise<Run>,
  options: WaitOptions,
): Promise<number> {
  const interrupt = listenForInterrupt(session.io);
  try {
    const events = await listen(connection.client);
    const run = await start();
    if (session.print.look.verbose) await session.print.talk(`run ${run.id} on ${run.executions.length} hosts`);
    const text = createRunText(session, connection.client, { run: run.id, only: null });
    try {
      return await followToEnd({ session, connection, options, interrupt, text }, run, events);
    } catch (error) {
      await text.clearStatus(); // what is said next stands on a line of its own
      throw await session.explain(error, run.id);
    }
  } finally {
    interrupt.release();
  }
}

interface Waiting {
  session: Session;
  connection: Connection;
  options: WaitOptions;
  interrupt: Interrupt;
  text: RunText;
}

async function followToEnd(waiting: Waiting, run: Run, events: EventSource): Promise<number> {
  const { session, connection, options, interrupt, text } = waiting;
  await sayStorage(session, connection.client);
  let end: Run | null;
  const contactWords = createContactWords();
  const talk = async (line: string) => {
    await text.clearStatus();
    await session.print.talk(line);
  };
  try {
    end = await follow({
      client: connection.client,
      events,
      run,
      wants: () => session.format === 'table' && !isFolded(options),
      onLines: text.lines,
      onText: text.text,
      async onTurn(executions, held) {
        for (const line of contactWords(executions)) await talk(line);
        await text.status(progressLine(executions, held));
      },
      onStorage: (state) => talk(storageWords[state]),
      signal: interrupt.signal,
    });
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
    await text.clearStatus();
    await leaveRun(waiting, run);
    return brokenPipeCode;
  }
  await text.clearStatus();
  if (end === null) return interrupted(waiting, run);
  await tellEnd(waiting, end);
  return exitCodeOfRun(end.counts);
}

/** Who stops reading changes nothing of what the run came to. */
async function tellEnd({ session, connection: { client }, options }: Waiting, end: Run): Promise<void> {
  try {
    if (isFolded(options)) await printGroups(session, client, end.id, options);
    else await printWaited(session, client, end);
    await sayEnd(session, end, isFolded(options));
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  }
}

async function interrupted(waiting: Waiting, run: Run): Promise<number> {
  const { session, connection, options, interrupt } = waiting;
  const exitCode = interrupt.exitCode() ?? 130;
  if (!options.cancelOnInterrupt) {
    if (isFolded(options)) await printGroups(session, connection.client, run.id, options);
    await leaveRun(waiting, run);
    return exitCode;
  }
  await session.print.warn(`interrupted: cancelling ${run.id} (once more leaves at once)`);
  const { client } = connection;
  const events = await listen(client);
  await cancelRun(client, run.id, session.print.warn);
  const now = await client.runs.get({ id: run.id });
  const { signal } = new AbortController();
  const end = await follow({ client, events, run: now, wants: () => false, onLines: async () => {}, onTurn: async () => {}, signal });
  if (end !== null) {
    await tellEnd(waiting, end);
  }
  return exitCode;
}

const countHosts = (count: number) => (count === 1 ? '1 host' : `${count} hosts`);

async function leaveRun({ session, connection }: Waiting, run: Run): Promise<void> {
  const now = await connection.client.runs.get({ id: run.id });
  const open = now.executions.filter((execution) => !isFinal(execution.state));
  const left = open.filter((execution) => execution.startedAt !== null).length;
  const waiting = connection.own && open.length > left ? `; ${countHosts(open.length - left)} had no turn yet` : '';
  await session.print.warn(
    `interrupted: ${run.id} is left running on ${countHosts(left)}${waiting}; follow it with: djcron run watch ${run.id}`,
  );
}

/**
 * On stderr every host that did not succeed, what scripts that did left running there, and the sum of all. `folded`: how each
 * host ended stands above its group already.
 */
export async function sayEnd(session: Session, run: Run, folded = false): Promise<void> {
  const { colourErr } = session.print.look;
  for (const execution of run.executions) {
    if (execution.state !== 'succeeded') {
      // that a script failed its exit code says; that one never ran, or what became of it is not known, is an error
      const say = execution.state === 'failed' ? session.print.talk : session.print.warn;
      if (!folded) await say(notSucceededLine(execution));
    } else if (execution.detail !== null) await session.print.talk(`${execution.host}: ${execution.detail}`);
  }
  if (session.print.look.quiet) return;
  const line = summaryLine(run);
  await session.print.err(`${colourErr ? paint(line, toneOf(run.state)) : line}\n`);
}
