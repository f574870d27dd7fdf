// Reads the host's counters beside one execution: from a second after its start, so that a short run pays nothing.
import type { RunnerMessage, SampleReading, StartOrder } from '../messages.ts';
import type { Pool } from '../ssh/pool.ts';
import { escapeText } from '../wrapper/diagnosis.ts';
import { runAsOf } from '../wrapper/order.ts';
import { collectorCommand } from './collector.ts';
import { createReadingParser } from './reading.ts';

export interface Sampler {
  close(): void;
}

export interface SamplerOptions {
  order: StartOrder;
  process: { pid: number; start: string };
  cookie: string;
  pool: Pool;
  send(message: RunnerMessage): void;
}

const firstMs = 1000;

export function startSampler(options: SamplerOptions): Sampler {
  const stop = new AbortController();
  const timer = setTimeout(() => void collect(options, stop.signal), firstMs);
  return {
    close() {
      clearTimeout(timer);
      stop.abort();
    },
  };
}

async function collect({ order, process, cookie, pool, send }: SamplerOptions, signal: AbortSignal): Promise<void> {
  const { execution } = order;
  const command = collectorCommand({ everyMs: order.samplesMs, ...process, cookie, runAs: runAsOf(order) });
  const opened = await pool.open(order.connection, command, { signal });
  if (!opened.ok) {
    if (opened.failure !== null) send({ type: 'no-samples', execution, reason: opened.failure.cause });
    return;
  }
  const { channel } = opened;
  const parser = createReadingParser();
  let rest = '';
  let stderr = '';
  let count = 0;
  channel.on('error', () => {});
  channel.on('data', (bytes: Buffer) => {
    if (signal.aborted) return;
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, 4096);
    const readings = lines.map((line) => parser.line(line, Date.now())).filter((reading): reading is SampleReading => reading !== null);
    count += readings.length;
    if (readings.length > 0) send({ type: 'samples', execution, readings });
  });
  channel.stderr.on('data', (bytes: Buffer) => {
    if (stderr.length < 1000) stderr += bytes.toString('utf8');
  });
  channel.once('close', (code: number | null | undefined) => {
    // Code 0: the script was over before the first reading.
    if (count > 0 || signal.aborted || code === 0) return;
    const said = escapeText(stderr.trim().split('\n')[0] ?? '');
    send({ type: 'no-samples', execution, reason: said === '' ? 'the host told nothing of itself' : said });
  });
  signal.addEventListener('abort', () => channel.close(), { once: true });
  if (signal.aborted) channel.close();
}
