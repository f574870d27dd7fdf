// The page and the engine behind it: how soon it can be used, what it costs when nothing happens, and how soon a long
// run shows itself.
import { chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../support/chromium.ts';
import { askCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { usageOf } from '../support/processes.ts';
import { openScreen } from '../support/screens.ts';
import { type Served, serve } from '../support/serve.ts';
import { type Measure, median, within } from './measure.ts';

const lines = 100_000;
const rounds = 5;
const idleS = 30;

export async function measurePage(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, 1);
  const browser = await chromium.launch(chromiumOptions);
  try {
    const { id } = await askCli<{ id: string }>(home, ['exec', '-t', '@all', '--', `seq -f 'line %.0f of the run' ${lines}`]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const usable = await usableAfter(home, page);
    const served = await serve(home);
    await show(page, served);
    const idle = await idleCost(served);
    const first = await firstPaint(page, id);
    await served.stop();
    return [usable, ...idle, ...first];
  } finally {
    await browser.close();
    await fleet.close();
    home.remove();
  }
}

/** A page can be used when its screen and the way to the others are there. */
async function show(page: Page, served: Served): Promise<void> {
  await page.goto(served.url);
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Hosts' }).first().waitFor();
}

async function usableAfter(home: TestHome, page: Page): Promise<Measure> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const served = await serve(home);
    const begun = performance.now();
    await show(page, served);
    times.push(performance.now() - begun);
    await page.goto('about:blank');
    await served.stop();
  }
  return { what: 'page usable after "listening"', ...within(median(times) / 1000, 1.5, 's') };
}

async function idleCost(served: Served): Promise<Measure[]> {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const before = usageOf(served.pid);
  await new Promise((resolve) => setTimeout(resolve, idleS * 1000));
  const after = usageOf(served.pid);
  return [
    { what: `idle with a page open, CPU over ${idleS} s`, ...within(((after.cpuS - before.cpuS) / idleS) * 100, 1, '%') },
    { what: 'idle with a page open, memory', ...within(after.residentBytes / 1e6, 250, 'MB') },
  ];
}

async function firstPaint(page: Page, run: string): Promise<Measure[]> {
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < rounds; round++) {
    await openScreen(page, '/runs');
    times.push(
      await page.evaluate(async (hash) => {
        const begun = performance.now();
        window.location.hash = hash;
        const painted = () => document.querySelector('main [data-line]') !== null;
        while (!painted()) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame); // the frame that shows them has been drawn when the next one begins
        return performance.now() - begun;
      }, `/runs/${run}`),
    );
    rows = Math.max(rows, await page.locator('main [data-line]').count());
  }
  return [
    { what: `first paint of a run with ${lines.toLocaleString('en')} lines`, ...within(median(times), 300, 'ms') },
    { what: 'rows of it in the document', ...within(rows, 500, '') },
  ];
}
