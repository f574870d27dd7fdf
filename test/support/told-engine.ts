// An engine with a real store behind its real page, in this process, whose hosts are told by the caller message by message:
// for runs of a thousand hosts that no machine could hold as a thousand sshds.
import { type Engine, openEngine } from '../../electron/engine.ts';
import type { SampleReading } from '../../electron/runner/messages.ts';
import { serveWeb } from '../../electron/web.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { Outcome } from '../../shared/model/run.ts';
import { createToldRunner, type ToldRunner } from './core.ts';
import type { TestHome } from './home.ts';

export interface ToldEngine {
  client: ReturnType<Engine['app']['client']>;
  runner: ToldRunner;
  url: string;
  origin: string;
  token: string;
  close(): Promise<void>;
}

export async function openToldEngine(home: TestHome): Promise<ToldEngine> {
  const runner = createToldRunner();
  const engine = await openEngine({ home: home.dir, shell: 'web', env: home.env, ports: { runner } });
  const served = await serveWeb({ engine, host: '127.0.0.1', port: 0 });
  return {
    client: engine.app.client({ actor: 'ana', origin: 'web' }),
    runner,
    url: served.url,
    origin: served.origin,
    token: served.token,
    async close() {
      await served.close();
      await engine.close();
    },
  };
}

/** node-001, node-002, … as many as `count`; gives the expression that names them all. */
export async function addNodes({ client }: Pick<ToldEngine, 'client'>, count: number, prefix = 'node'): Promise<string> {
  const width = String(count).length;
  const number = (n: number) => String(n).padStart(width, '0');
  for (let n = 1; n <= count; n++) await client.hosts.add({ name: `${prefix}-${number(n)}`, address: '192.0.2.1', user: 'deploy' });
  return count === 1 ? `${prefix}-${number(1)}` : `${prefix}-[${number(1)}-${number(count)}]`;
}

/** More of a host's output; gives the offset behind it. */
export async function tellOutput(
  { runner }: Pick<ToldEngine, 'runner'>,
  { execution, at }: { execution: string; at: number },
  { offset, text }: { offset: number; text: string },
): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  await runner.tell({ type: 'output', execution, at, stream: 'stdout', offset, bytes });
  return offset + bytes.length;
}

/** What one host does: writes this, then ends like this. `outcome` null: it goes on. */
export interface Told {
  stdout: string;
  stderr?: string;
  outcome: Outcome | null;
  tookMs: number;
  /** once a second */
  readings?: readonly SampleReading[];
}

/** Tells the whole story of the execution at `index` of a run. */
export async function tellExecution({ runner }: Pick<ToldEngine, 'runner'>, run: Run, index: number, told: Told): Promise<void> {
  const execution = `${run.id}.${index}.1`;
  const at = Date.parse(run.createdAt);
  const never = told.outcome?.type === 'unreachable' || told.outcome?.type === 'refused';
  if (!never) await runner.tell({ type: 'started', execution, at, pid: 4000 + index, hostKey: 'SHA256:q1yTBV8S5ZbJ9Zw' });
  for (const stream of ['stdout', 'stderr'] as const) {
    const bytes = new TextEncoder().encode(told[stream] ?? '');
    if (bytes.length > 0) await runner.tell({ type: 'output', execution, at, stream, offset: 0, bytes });
  }
  if (told.readings !== undefined)
    await runner.tell({ type: 'samples', execution, readings: [...told.readings], taken: told.readings.length });
  if (told.outcome !== null) {
    await runner.tell({ type: 'finished', execution, at: at + told.tookMs, hostKey: null, outcome: told.outcome });
  }
}
