// The page of a run of a thousand hosts that write a thousand lines each: how even its frames are while they come, what it
// holds, and how soon the same run opens when it is over. The engine is in this process and is told everything, so that what
// is measured is the page.
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import type { Run } from '../../shared/contract/run.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { createHome } from '../support/home.ts';
import { residentPeakOf } from '../support/processes.ts';
import { openScreen } from '../support/screens.ts';
import { addNodes, openToldEngine, type ToldEngine, tellOutput } from '../support/told-engine.ts';
import { type Measure, median, percentile, within } from './measure.ts';

const hosts = 1000;
const linesEach = 1000;
const parts = 20;
const rounds = 5;
const views = ['groups', 'matrix', 'output'] as const;
type View = (typeof views)[number];

/** What is there when a view shows what it is for. */
const shown: Record<View, string> = {
  groups: 'main [role="listbox"] [role="option"]',
  matrix: 'main [data-matrix] [role="gridcell"]',
  output: 'main [data-output] [data-line]',
};

export async function measureRunPage(): Promise<Measure[]> {
  const home = createHome();
  const engine = await openToldEngine(home);
  const browser = await chromium.launch(chromiumOptions);
  try {
    await addNodes(engine, hosts);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(engine.url);
    const measures: Measure[] = [];
    let last = '';
    for (const view of views) {
      const live = await watchLive(engine, page, view);
      last = live.run;
      measures.push(...live.measures);
    }
    for (const view of views) measures.push(await opening(page, last, view));
    measures.push(...(await memoryOf(browser, page)));
    return measures;
  } finally {
    await browser.close();
    await engine.close();
    home.remove();
  }
}

/** Lets a run go on while a view of it is open. */
async function watchLive(engine: ToldEngine, page: Page, view: View): Promise<{ run: string; measures: Measure[] }> {
  const run = await engine.client.runs.exec({ target: '@all', script: 'work', fanout: hosts });
  await openScreen(page, `/runs/${run.id}?view=${view}`);
  await page.evaluate(() => {
    const deltas: number[] = [];
    let before = performance.now();
    let on = true;
    const frame = (now: number) => {
      deltas.push(now - before);
      before = now;
      if (on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, {
      endFrames: () => {
        on = false;
        return deltas.slice(2);
      },
    });
  });
  const begun = performance.now();
  await tellWork(engine, run);
  // looked for where it is told: reading a thousand cells for it would take frames of its own
  await page.locator('[data-summary]', { hasText: `${hosts}/${hosts} succeeded` }).waitFor({ timeout: 120_000 });
  const tookS = (performance.now() - begun) / 1000;
  const deltas = await page.evaluate(() => (globalThis as unknown as { endFrames: () => number[] }).endFrames());
  const pace = `${Math.round((hosts * linesEach) / tookS / 1000)},000 lines/s`;
  return {
    run: run.id,
    measures: [
      { what: `${view}, live at ${pace}: longest frame`, ...within(Math.max(...deltas), 100, 'ms') },
      { what: `${view}, live at ${pace}: frames (p99)`, ...within(percentile(deltas, 99), 100, 'ms') },
    ],
  };
}

/** Every host writes its lines in parts, all of them at the same time, and ends. */
async function tellWork(engine: ToldEngine, run: Run): Promise<void> {
  const { runner } = engine;
  const at = Date.parse(run.createdAt);
  const executions = run.executions.map(({ index }) => `${run.id}.${index}.1`);
  await Promise.all(
    executions.map((execution, i) => runner.tell({ type: 'started', execution, at, pid: i + 1, hostKey: 'SHA256:q1yTBV8S5ZbJ9Zw' })),
  );
  const offsets = executions.map(() => 0);
  for (let part = 0; part < parts; part++) {
    const text = Array.from({ length: linesEach / parts }, (_, i) => `line ${part * (linesEach / parts) + i + 1} of the work\n`).join('');
    await Promise.all(
      executions.map(async (execution, i) => {
        offsets[i] = await tellOutput(engine, { execution, at: Date.now() }, { offset: offsets[i] ?? 0, text });
      }),
    );
  }
  const outcome = { type: 'exited' as const, exitCode: 0, leftovers: [] };
  await Promise.all(executions.map((execution) => runner.tell({ type: 'finished', execution, at: Date.now(), hostKey: null, outcome })));
}

async function opening(page: Page, run: string, view: View): Promise<Measure> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await openScreen(page, '/runs');
    times.push(
      await page.evaluate(
        async ([hash, there]) => {
          const begun = performance.now();
          window.location.hash = hash;
          while (document.querySelector(there) === null) await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame); // the frame that shows it has been drawn when the next one begins
          return performance.now() - begun;
        },
        [`/runs/${run}?view=${view}`, shown[view]] as const,
      ),
    );
  }
  return { what: `${view} of a finished run of ${hosts} hosts opens`, ...within(median(times), 300, 'ms') };
}

async function memoryOf(browser: Browser, page: Page): Promise<Measure[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const peak = Math.max(...(await renderersOf(await browser.newBrowserCDPSession())).map(residentPeakOf));
  return [
    { what: 'heap of the page after all of it', ...within(usedSize / 1e6, 400, 'MB') },
    { what: 'its renderer, peak of resident memory', ...within(peak / 1e6, 400, 'MB') },
  ];
}

async function renderersOf(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
