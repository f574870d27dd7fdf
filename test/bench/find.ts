// Finding in a gigabyte of stored output, against grep over the same bytes: when the first hit is told, how long all of it takes,
// and how long anything else in the engine had to wait meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { outputFormOf } from '../../electron/store/output-form.ts';
import { type CoreUnderTest, withCore } from '../support/core.ts';
import { timed } from './cost.ts';
import { type Measure, median } from './measure.ts';

const bytes = 1_000_000_000;
const pieceBytes = 256 * 1024;
const rounds = 3;

interface Question {
  what: string;
  asked: { pattern: string; regex?: boolean; case?: boolean };
  grep: readonly string[];
  must: number;
}

const questions: readonly Question[] = [
  { what: 'text', asked: { pattern: 'needle', case: true }, grep: ['-F', 'needle'], must: 4 },
  { what: 'text, either case', asked: { pattern: 'NeeDle' }, grep: ['-iF', 'NeeDle'], must: 4 },
  {
    what: 'expression',
    asked: { pattern: 'status=5[0-9]+ .*needle', regex: true, case: true },
    grep: ['-E', 'status=5[0-9]+ .*needle'],
    must: 8,
  },
];

export async function measureFind(): Promise<Measure[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'djcron-find-'));
  const measures: Measure[] = [];
  try {
    await withCore(
      async (core) => {
        const id = await gigabyte(core);
        for (const question of questions) measures.push(...(await measureOne(core, { id, file: path.join(dir, `${id}.log`) }, question)));
        await packed(core, id);
        measures.push(await firstHitPacked(core, id));
      },
      { dir },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return measures;
}

/** A finished run of a host that wrote log lines, of which one in ten thousand is looked for. */
async function gigabyte(core: CoreUnderTest): Promise<string> {
  await core.client.hosts.add({ name: 'a', address: '192.0.2.1' });
  const { id } = await core.client.runs.exec({ target: 'a', script: 'x', outputLimitBytes: 2 * bytes, spoolLimitBytes: 2 * bytes });
  const execution = `${id}.0.1`;
  await core.runner.tell({ type: 'started', execution, at: core.clock.now(), pid: 1, hostKey: 'k' });
  let lines = '';
  for (let n = 0; lines.length < 64 * pieceBytes; n += 1) {
    const rare = n % 10_000 === 9_999 ? 'needle ' : '';
    lines += `2026-11-29T12:00:00Z web GET /path/of/request/${n % 977} status=${n % 3 === 0 ? 500 : 200} took ${n % 613}ms ${rare}agent=curl\n`;
  }
  const block = Buffer.from(lines);
  let offset = 0;
  while (offset < bytes) {
    for (let at = 0; at < block.length && offset < bytes; at += pieceBytes) {
      const piece = block.subarray(at, Math.min(at + pieceBytes, at + bytes - offset));
      await core.runner.tell({ type: 'output', execution, at: core.clock.now(), stream: 'stdout', offset, bytes: piece });
      offset += piece.length;
    }
  }
  const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
  await core.runner.tell({ type: 'finished', execution, at: core.clock.now(), hostKey: null, outcome });
  return id;
}

/** With a reader: into nothing, grep ends with the first line it finds. */
const grepCommand = 'grep -c "$@" | cat';

interface Took {
  firstMs: number;
  totalMs: number;
}

async function search({ client }: CoreUnderTest, id: string, asked: Question['asked']): Promise<Took> {
  const begun = performance.now();
  const took: Took = { firstMs: Number.NaN, totalMs: Number.NaN };
  for await (const event of await client.runs.find({ id, ...asked })) {
    if (event.type === 'hits' && Number.isNaN(took.firstMs)) took.firstMs = performance.now() - begun;
  }
  took.totalMs = performance.now() - begun;
  return took;
}

async function measureOne(core: CoreUnderTest, { id, file }: { id: string; file: string }, question: Question): Promise<Measure[]> {
  const ours: Took[] = [];
  const theirs: number[] = [];
  const [idle, busy]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const grepping = timed(['sh', '-c', grepCommand, 'sh', ...question.grep, file], { PATH: process.env.PATH ?? '' });
    idle.push(await waitDuring(grepping));
    theirs.push((await grepping).wallS);
    const searching = search(core, id, question.asked);
    busy.push(await waitDuring(searching));
    ours.push(await searching);
  }
  const total = median(ours.map(({ totalMs }) => totalMs)) / 1000;
  const first = median(ours.map(({ firstMs }) => firstMs));
  const grep = median(theirs);
  const [beside, during] = [median(idle), median(busy)];
  const about = `find in 1 GB, ${question.what}`;
  return [
    {
      what: `${about}, all of it`,
      value: `${total.toFixed(2)} s`,
      against: `grep -c ${grep.toFixed(2)} s`,
      ratio: total / grep,
      must: question.must,
    },
    { what: `${about}, first hit`, value: `${first.toFixed(0)} ms`, against: '500 ms', ratio: first / 500, must: 1 },
    {
      what: `${about}, the engine's wait meanwhile (p99)`,
      value: `${during.toFixed(0)} ms`,
      against: `idle beside grep ${beside.toFixed(0)} ms`,
      ratio: during / beside,
      must: 3,
    },
  ];
}

/** What anything in the engine had to wait for its turn while something went on: all but the longest hundredth, in ms. */
async function waitDuring(work: Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  await work;
  delay.disable();
  return delay.percentile(99) / 1e6;
}

async function packed(core: CoreUnderTest, id: string): Promise<void> {
  core.clock.advance(10_000);
  while (outputFormOf(core.store, id) !== 'packed') await new Promise((resolve) => setTimeout(resolve, 50));
}

async function firstHitPacked(core: CoreUnderTest, id: string): Promise<Measure> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) took.push((await search(core, id, { pattern: 'needle' })).firstMs);
  return {
    what: 'find in 1 GB, packed, first hit',
    value: `${median(took).toFixed(0)} ms`,
    against: '500 ms',
    ratio: median(took) / 500,
    must: 1,
  };
}
