// One host, one controller and the executions between them, which must come to the right end whatever happens: the
// controller may be killed and started again, and goes on by what the journal holds.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import type { StartOrder } from '../../electron/runner/messages.ts';
import type { Outcome } from '../../shared/model/run.ts';
import type { LabHost } from '../support/lab/host.ts';
import type { InsideProcess } from '../support/lab/inside.ts';
import type { Generator } from './generators.ts';
import { type Entry, Journal } from './journal.ts';
import { type Controller, openController } from './killable-runner.ts';

/** On the disk of a host: survives reboots, and every account can write there. */
const startsFolder = '/var/tmp/starts';

/** Waits until it is so, as long as a slow machine may take; unlike expect.poll in tests that run beside others too. */
export async function becomes<T>(read: () => T | Promise<T>, wanted: NoInfer<T>): Promise<void> {
  await vi.waitFor(async () => expect(await read()).toEqual(wanted), { timeout: 180_000, interval: 200 });
}

export class Scene implements AsyncDisposable {
  readonly journal = new Journal();
  readonly #sent = new Map<string, { order: StartOrder; sentAt: number }>();
  readonly #cancelled = new Set<string>();
  #controller: Controller | null = null;

  get controller(): Controller {
    this.#controller ??= openController((told) => ('bug' in told ? this.journal.note(told.bug) : this.journal.take(told.message)));
    return this.#controller;
  }

  async start(host: LabHost, script: string, more: Partial<StartOrder> = {}): Promise<string> {
    await host.exec(`mkdir -p -m 1777 ${startsFolder}`);
    const execution = more.execution ?? `e-${randomUUID()}`;
    const order: StartOrder = {
      type: 'start',
      execution,
      connection: host.connection(),
      script,
      runAs: null,
      workingDirectory: null,
      timeoutMs: null,
      graceMs: 1000,
      idleTimeoutMs: null,
      spoolLimitBytes: 4 * 2 ** 30,
      output: 'separate',
      samplesMs: 0,
      resume: null,
      ...more,
      env: { STARTS: `${startsFolder}/${execution}`, GATE: gateOf(execution), ...more.env },
    };
    this.#sent.set(execution, { order, sentAt: Date.now() });
    this.controller.send(order);
    return execution;
  }

  cancel(execution: string): void {
    this.#cancelled.add(execution);
    this.controller.send({ type: 'cancel', execution });
  }

  /** Lets a script go on that waits for $GATE. */
  async open(host: LabHost, execution: string): Promise<void> {
    await host.exec(`touch ${gateOf(execution)}`);
  }

  /** Ends the controller by force, without starting another. */
  async kill(): Promise<void> {
    const controller = this.#controller;
    this.#controller = null;
    await controller?.kill();
  }

  async close(): Promise<void> {
    const controller = this.#controller;
    this.#controller = null;
    await controller?.close();
  }

  /** A new controller takes up whatever the last one has not brought to an end. */
  goOn(): void {
    for (const [execution, { order, sentAt }] of this.#sent) {
      const { outcome, cleaned } = this.journal.of(execution);
      if (outcome === null) {
        this.controller.send({ ...order, resume: this.journal.resumeOf(execution, sentAt) });
        if (this.#cancelled.has(execution)) this.controller.send({ type: 'cancel', execution });
      } else if (!cleaned) this.#clean(execution);
    }
  }

  #clean(execution: string): void {
    const order = this.#sent.get(execution)?.order;
    if (order === undefined) return;
    const { connection, runAs } = order;
    this.controller.send({ type: 'clean', execution, connection, runAs });
  }

  until(execution: string, holds: (entry: Entry) => boolean): Promise<Entry> {
    return this.journal.until(execution, holds);
  }

  /** Until it has said so many bytes on stdout. */
  untilSaid(execution: string, bytes = 1): Promise<Entry> {
    return this.until(execution, ({ stdout }) => stdout.length >= bytes);
  }

  async end(execution: string): Promise<Entry & { outcome: Outcome }> {
    const entry = await this.until(execution, ({ outcome }) => outcome !== null);
    return entry as Entry & { outcome: Outcome };
  }

  /** Ended by itself with its own code, all of its output here, started once, and nothing left on the host. */
  async expectWhole(host: LabHost, execution: string, { stdout, stderr, exitCode }: Omit<Generator, 'script'>): Promise<void> {
    const entry = await this.end(execution);
    expect(entry.outcome).toEqual({ type: 'exited', exitCode, leftovers: [] });
    expectSame('stdout', entry.stdout.bytes(), stdout);
    expectSame('stderr', entry.stderr.bytes(), stderr);
    expect(startsOf(host, execution)).toBe(1);
    await this.expectNothingLeft(host, [execution]);
  }

  /** Neither processes, nor files of these executions. */
  async expectNothingLeft(host: LabHost, executions: readonly string[]): Promise<void> {
    let looks = 0;
    const uncleaned = () => {
      const found = executions.filter((execution) => !this.journal.of(execution).cleaned);
      if (++looks % 25 === 0) for (const execution of found) this.#clean(execution); // whoever takes up what is left asks again
      return found;
    };
    await becomes(uncleaned, []);
    await becomes(() => foreign(host), []).catch((error: unknown) => {
      const named = new Set(foreign(host).flatMap((line) => / (e-[-0-9a-f]{36})$/.exec(line)?.[1] ?? []));
      const stories = [...named].map((execution) => `${execution}: ${this.journal.of(execution).story.join(', ')}`);
      throw new Error(`${host.name} still has:\n${[...foreign(host), ...stories].join('\n')}`, { cause: error });
    });
    const names = executions.map((execution) => `-name '*${execution}*'`).join(' -o ');
    const places = '/home /root /tmp /var/tmp /dev/shm /run';
    const files = () => host.exec(`find ${places} \\( ${names} \\) -not -path '${startsFolder}/*' 2>/dev/null || :`);
    // a kept shell that is killed right after an end leaves an emptied folder, which the next one there removes
    if ((await files()) !== '') for (let i = 0; i < 3; i++) await this.end(await this.start(host, 'true'));
    await becomes(files, '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function gateOf(execution: string): string {
  return `${startsFolder}/gate-${execution}`;
}

/** How often a script was started, by its own note on the host's disk. */
export function startsOf(host: LabHost, execution: string): number {
  const file = host.path(`${startsFolder}/${execution}`);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** of a kept shell, by their command line */
export const isKept = (args: string) => args.includes('dj_front | dj_desk');

/**
 * Processes that are neither the host's own nor sshd's: what executions have brought. A kept shell that runs nothing belongs
 * to its connection, and ends with it, its guard some seconds later. Long command lines, as those of our own programs, are shortened to the execution they
 * name.
 */
export function foreign(host: LabHost): string[] {
  const all = host.processes();
  const isSshd = ({ args }: InsideProcess) => /^(\S*\/)?sshd(-session)?\b/.test(args);
  const sessions = new Set(all.filter(isSshd).map(({ outerPid }) => outerPid));
  const below = (parent: InsideProcess) => all.filter(({ outerParent }) => outerParent === parent.outerPid);
  const resting = all
    .filter(({ args, outerParent }) => isKept(args) && sessions.has(outerParent))
    .map((shell) => [shell, ...below(shell), ...below(shell).flatMap(below)])
    .filter((tree) => tree.every(({ args }, i) => (i <= 3 ? isKept(args) : args === 'sleep 10')))
    .flat();
  const guests = all.filter((one) => one.pid !== 1 && !isSshd(one) && !resting.includes(one));
  return guests.map(
    ({ pid, args }) => `${pid} ${args.length < 200 ? args : `${args.slice(0, 40)} … ${/\be-[-0-9a-f]{36}\b/.exec(args)?.[0] ?? ''}`}`,
  );
}

/** Says where they part, not all that they hold. */
export function expectSame(name: string, got: Buffer, wanted: string): void {
  const bytes = Buffer.from(wanted);
  if (got.equals(bytes)) return;
  let at = 0;
  while (at < Math.min(got.length, bytes.length) && got[at] === bytes[at]) at++;
  const near = (of: Buffer) => JSON.stringify(of.subarray(Math.max(0, at - 40), at + 80).toString());
  throw new Error(`${name} has ${got.length} of ${bytes.length} bytes and parts at ${at}: ${near(got)} instead of ${near(bytes)}`);
}

/** What came is the beginning of what was to come. */
export function expectBeginning(name: string, got: Buffer, wanted: string): void {
  if (!Buffer.from(wanted).subarray(0, got.length).equals(got)) expectSame(name, got, wanted);
}
