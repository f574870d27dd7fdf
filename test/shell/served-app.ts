// A small app in the place of the core, with operations that do what the way to them must stand: stream without end, stream
// much, refuse, and break.
import { createRouterClient, withEventMeta } from '@orpc/server';
import { os } from '../../electron/core/os.ts';
import type { ServedApp } from '../../electron/shell/handle.ts';
import { AppError } from '../../shared/errors.ts';
import type { DjcronEvent } from '../../shared/events.ts';

export interface TestApp extends ServedApp {
  /** events made so far, and streams that are open */
  stream: { produced: number; open: number };
  /** Lets waiting streams go on; each `wake` gives one event more. */
  wake(): void;
  /** what `download` gives */
  output: Buffer;
}

export interface TestAppOptions {
  /** events come without waiting to be woken, as fast as they are taken */
  endless?: boolean;
  /** characters in each event */
  weight?: number;
}

export function createTestApp({ endless = false, weight = 0 }: TestAppOptions = {}): TestApp {
  const output = Buffer.from(Array.from({ length: 2_500_000 }, (_, i) => (i * 31) % 256));
  const stream = { produced: 0, open: 0 };
  let wakers: (() => void)[] = [];
  const wake = () => {
    const sleepers = wakers;
    wakers = [];
    for (const call of sleepers) call();
  };

  async function* events(lastEventId: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<DjcronEvent> {
    stream.open += 1;
    signal?.addEventListener('abort', wake);
    try {
      for (let n = Number(lastEventId ?? 0) + 1; !signal?.aborted; n += 1) {
        if (!endless) await new Promise<void>((resolve) => wakers.push(resolve));
        if (signal?.aborted) return;
        stream.produced += 1;
        yield withEventMeta({ type: 'job' as const, name: `job-${n}${'x'.repeat(weight)}` }, { id: String(n) });
        if (endless) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      stream.open -= 1;
    }
  }

  const nouns = {
    system: {
      info: os.system.info.handler(({ context }) => ({
        version: '1.2.3',
        home: '/home/of/test',
        pid: 1,
        shell: 'web' as const,
        actor: `${context.caller.actor} by ${context.caller.origin}`,
        platform: 'linux',
        node: 'v24.0.0',
        timezone: 'UTC',
        demo: 'absent' as const,
        demoNote: null,
        storage: 'ok' as const,
      })),
      events: os.system.events.handler(({ lastEventId, signal }) => events(lastEventId, signal)),
    },
    hosts: {
      get: os.hosts.get.handler(({ input }) => {
        if (input.name === 'broken') throw new TypeError('the secret inside of the engine');
        throw new AppError('DJ-HOST-UNKNOWN', `there is no host ${input.name}`, { where: input.name, remedy: 'did you mean web-1?' });
      }),
      facts: os.hosts.facts.handler(({ input }) => [{ host: input.target, facts: null, error: null }]),
      add: os.hosts.add.handler(() => {
        throw new AppError('DJ-HOST-EXISTS', 'it is there already');
      }),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => {
        throw new AppError('DJ-RUN-UNKNOWN', JSON.stringify(input));
      }),
      bytes: os.runs.bytes.handler(({ input }) => {
        if (input.host !== 'web-1') throw new AppError('DJ-HOST-UNKNOWN', 'this host had no part in the run', { where: input.host });
        const bytes = output.subarray(input.offset, input.offset + input.length);
        return { base64: bytes.toString('base64'), offset: input.offset, total: output.length, complete: true };
      }),
    },
  };
  // the operations that no test of the way to them calls are left out
  const router = nouns as unknown as ServedApp['router'];
  return { router, client: (caller) => createRouterClient(router, { context: { caller } }), stream, wake, output };
}
