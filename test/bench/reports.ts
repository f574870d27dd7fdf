// A report of a run of a thousand hosts, none of which wrote what another did: how long it takes, what the engine holds for it, and
// how long anybody else had to wait meanwhile. Each form is made by an engine that has done nothing before.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MadeReport } from '../../shared/contract/reports.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { residentPeakOf } from '../support/processes.ts';
import { ask } from '../support/rest.ts';
import { serve } from '../support/serve.ts';
import { addNodes, openToldEngine, tellExecution } from '../support/told-engine.ts';
import { type Measure, within } from './measure.ts';

const hosts = 1000;
const lines = 100;
const forms = [
  { format: 'html', mostS: 5, mostMB: 500 },
  { format: 'pdf', mostS: 15, mostMB: 1000 },
] as const;
const mostWorkMs = 50;

export async function measureReports(): Promise<Measure[]> {
  const home = createHome();
  try {
    const run = await tellRun(home);
    const measures: Measure[] = [];
    for (const form of forms) measures.push(...(await measureForm(home, run, form)));
    return measures;
  } finally {
    home.remove();
  }
}

const textOf = (host: number) =>
  Array.from({ length: lines }, (_, i) => `checked part ${i} of ${(host * 31 + i * 17) % 9973}: ${(host * i) % 977} files\n`).join('');

async function tellRun(home: TestHome): Promise<string> {
  const engine = await openToldEngine(home);
  try {
    const target = await addNodes(engine, hosts);
    const run = await engine.client.runs.exec({ target, script: 'check', fanout: hosts });
    const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
    await Promise.all(
      run.executions.map(({ index }) => tellExecution(engine, run, index, { stdout: textOf(index), outcome, tookMs: 1000 })),
    );
    for (let comparing = hosts; comparing > 0; ) comparing = (await engine.client.runs.groups({ id: run.id })).comparing.count;
    return run.id;
  } finally {
    await engine.close();
  }
}

async function measureForm(home: TestHome, run: string, { format, mostS, mostMB }: (typeof forms)[number]): Promise<Measure[]> {
  const delays = path.join(home.userDir, `${format}.json`);
  const monitor = fileURLToPath(new URL('./loop-delay.mjs', import.meta.url));
  const served = await serve(home, { env: { NODE_OPTIONS: `--import=${monitor}`, LOOP_DELAY_FILE: delays } });
  try {
    await ask(served, '/info');
    process.kill(served.pid, 'SIGUSR2'); // what came before does not count
    const begun = performance.now();
    const made = await ask<MadeReport>(served, '/reports', { body: { run, format } });
    const tookS = (performance.now() - begun) / 1000;
    process.kill(served.pid, 'SIGUSR2');
    const peak = residentPeakOf(served.pid) / 1e6;
    await served.stop();
    const { longest } = JSON.parse(readFileSync(delays, 'utf8')) as { longest: { delayMs: number; workMs: number } };
    const size = `${(made.base64.length * 0.75e-6).toFixed(1)} MB`;
    const what = `report of ${hosts} hosts x ${lines} lines, ${format}`;
    return [
      { what: `${what} (${size})`, ...within(tookS, mostS, 's') },
      { what: `${what}, peak memory`, ...within(peak, mostMB, 'MB') },
      {
        what: `${what}, longest work of the engine's loop in one go`,
        ...within(longest.workMs, mostWorkMs, 'ms'),
        value: `${longest.workMs.toFixed(0)} ms (${longest.delayMs.toFixed(0)} ms with the wait for a processor)`,
      },
    ];
  } finally {
    await served.stop();
  }
}
