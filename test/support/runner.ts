// A runner with its messages gathered, for tests that speak its language to real hosts.
import { randomUUID } from 'node:crypto';
import type { Connection, Order, Runner, RunnerMessage, SampleReading, SeenKey, StartOrder } from '../../electron/runner/messages.ts';
import { createRunner } from '../../electron/runner/runner.ts';
import { createThreadedRunner, type ThreadedRunnerOptions } from '../../electron/runner/thread/threaded-runner.ts';
import type { Outcome } from '../../shared/model/run.ts';
import { type Sshd, startSshd } from './sshd.ts';
import { createUser, type TemporaryUser } from './user.ts';

export interface Result {
  outcome: Outcome;
  stdout: Buffer;
  stderr: Buffer;
  messages: RunnerMessage[];
  readings: SampleReading[];
}

export interface TestRunner {
  runner: Runner;
  messages: RunnerMessage[];
  seen: { host: string; key: SeenKey }[];
  errors: string[];
  /** Starts and gives the execution's id at once. */
  start(order: StartOrder): string;
  /** Waits for the end of an execution. */
  end(execution: string): Promise<Result>;
  run(order: StartOrder): Promise<Result>;
  /** Waits for the first message of an execution that fits. */
  until<T extends RunnerMessage['type']>(
    execution: string,
    type: T,
    fits?: (message: Extract<RunnerMessage, { type: T }>) => boolean,
  ): Promise<void>;
  send(order: Order): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Everything that speaks this language must behave alike; what is tested over which is in over-thread.test.ts and
 * over-kept-shells.test.ts.
 */
export type Variant = 'in-process' | 'worker thread' | 'kept shells';
let variant: Variant = 'in-process';

/** From here on this test file's runners are of this kind. */
export function useVariant(chosen: Variant): void {
  variant = chosen;
}

export function openRunner(options: ThreadedRunnerOptions & { slow?: (message: RunnerMessage) => Promise<void> | void } = {}): TestRunner {
  const messages: RunnerMessage[] = [];
  const seen: TestRunner['seen'] = [];
  const errors: string[] = [];
  let waiting: (() => void)[] = [];
  const create = variant === 'worker thread' ? createThreadedRunner : createRunner;
  const keeping = variant === 'kept shells' ? 'always' : 'warm';
  const runner = create({ log: (_level, message, detail) => errors.push(`${message} ${JSON.stringify(detail)}`), keeping, ...options });
  runner.onKeySeen((host, key) => seen.push({ host, key }));
  runner.listen((message) => {
    messages.push(message.type === 'output' ? { ...message, bytes: message.bytes.slice() } : message);
    const calls = waiting;
    waiting = [];
    for (const call of calls) call();
    return options.slow?.(message);
  });
  const of = (execution: string) => messages.filter((message) => message.execution === execution);
  const when = async (holds: () => boolean) => {
    while (!holds()) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const self: TestRunner = {
    runner,
    messages,
    seen,
    errors,
    start(order) {
      runner.send(order);
      return order.execution;
    },
    async end(execution) {
      await when(() => of(execution).some((message) => message.type === 'finished'));
      return resultOf(of(execution));
    },
    run: (order) => self.end(self.start(order)),
    until: (execution, type, fits = () => true) =>
      when(() => of(execution).some((message) => message.type === type && fits(message as Extract<RunnerMessage, { type: typeof type }>))),
    send: (order) => runner.send(order),
    [Symbol.asyncDispose]: () => runner.close(),
  };
  return self;
}

/** Also checks what every execution must hold: offsets without gaps, and nothing after the end. */
function resultOf(messages: RunnerMessage[]): Result {
  const bytes = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const offsets = { stdout: 0, stderr: 0 };
  const readings: SampleReading[] = [];
  let outcome: Outcome | null = null;
  for (const message of messages) {
    if (message.type === 'cleaned') continue;
    if (outcome !== null) throw new Error(`a message after the end: ${message.type}`);
    if (message.type === 'output') {
      if (message.offset !== offsets[message.stream]) throw new Error(`a gap in ${message.stream} at ${message.offset}`);
      offsets[message.stream] += message.bytes.byteLength;
      bytes[message.stream].push(message.bytes);
    }
    if (message.type === 'samples') readings.push(...message.readings);
    if (message.type === 'finished') outcome = message.outcome;
  }
  if (outcome === null) throw new Error('not finished');
  return { outcome, stdout: Buffer.concat(bytes.stdout), stderr: Buffer.concat(bytes.stderr), messages, readings };
}

export function connectionTo(sshd: Sshd, more: Partial<Connection> = {}): Connection {
  return {
    host: 'web-01',
    address: sshd.address,
    port: sshd.port,
    user: sshd.user,
    connectTimeoutMs: 20_000,
    identities: [{ path: sshd.identity, passphrase: null }],
    identityRequired: true,
    agent: null,
    password: null,
    trusted: sshd.hostKeys().map(({ type, key }) => ({ type, key })),
    knownHosts: [],
    jump: null,
    ...more,
  };
}

export function orderFor(connection: Connection, script: string, more: Partial<StartOrder> = {}): StartOrder {
  return {
    type: 'start',
    execution: `e-${randomUUID()}`,
    connection,
    script,
    env: {},
    runAs: null,
    workingDirectory: null,
    timeoutMs: null,
    graceMs: 1000,
    idleTimeoutMs: null,
    spoolLimitBytes: 1 << 30,
    output: 'separate',
    samplesMs: 0,
    resume: null,
    ...more,
  };
}

/** An sshd that a temporary user logs in to; both go away afterwards. */
export async function withUser(
  options: Parameters<typeof createUser>[0],
  use: (sshd: Sshd, user: TemporaryUser) => Promise<void>,
  config = '',
): Promise<void> {
  const user = createUser(options);
  try {
    await using sshd = await startSshd({ user, config });
    await use(sshd, user);
  } finally {
    user.remove();
  }
}
