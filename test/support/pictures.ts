// Pictures of every screen, of its dialogs and of what it shows when there is nothing, in both themes.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { chromiumOptions } from './chromium.ts';
import { createHome } from './home.ts';
import { projectDir } from './project.ts';
import { ask } from './rest.ts';
import { pictureRuns, tellRuns } from './run-pictures.ts';
import { openScreen, screensOf, themes } from './screens.ts';
import { type Served, serve } from './serve.ts';
import { openToldEngine } from './told-engine.ts';

const dir = path.join(projectDir, 'out/screenshots');

export async function takePictures(): Promise<void> {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const browser = await chromium.launch(chromiumOptions);
  const home = createHome();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 });
    const empty = await serve(home);
    await inBothThemes(page, empty, () => pictureEmptyHome(page));
    await empty.stop();
    const demo = await serve(home, { command: 'demo' });
    await inBothThemes(page, demo, () => pictureDemo(page, demo));
    await demo.stop();
    await pictureToldRuns(page);
  } finally {
    await browser.close();
    home.remove();
  }
}

async function pictureToldRuns(page: Page): Promise<void> {
  const home = createHome();
  const engine = await openToldEngine(home);
  try {
    const runs = await tellRuns(engine);
    await inBothThemes(page, engine, () => pictureRuns(page, runs, (name) => take(page, name)));
  } finally {
    await engine.close();
    home.remove();
  }
}

let theme: string = themes[0];

async function inBothThemes(page: Page, served: Pick<Served, 'url'>, work: () => Promise<void>): Promise<void> {
  await page.goto(served.url);
  for (theme of themes) {
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light', reducedMotion: 'reduce' });
    await work();
  }
  await page.goto('about:blank');
}

async function take(page: Page, name: string): Promise<void> {
  await stillFrames(page);
  // what fades in has faded in; what turns for ever (a running state) is not waited for
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished),
    ),
  );
  await page.screenshot({ path: path.join(dir, `${name}-${theme}.png`) });
  console.log(`out/screenshots/${name}-${theme}.png`);
}

/** Half a second of frames in which the words of the page stay as they are: what was asked for has come. */
async function stillFrames(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let words = '';
    for (let same = 0, all = 0; same < 30 && all < 600; all += 1) {
      await frame();
      const now = document.body.innerText;
      same = now === words ? same + 1 : 0;
      words = now;
    }
  });
}

async function pictureEmptyHome(page: Page): Promise<void> {
  for (const { name, path: place } of screensOf({ host: '', job: '', run: '' }).filter(
    ({ name, path: at }) => !/^(job-editor|job-schedule|run-.*)$/.test(name) && (!at.endsWith('/') || at === '/'),
  )) {
    await openScreen(page, place);
    await take(page, `empty-${name}`);
  }
}

async function pictureDemo(page: Page, served: Served): Promise<void> {
  const [host] = await ask<{ name: string }[]>(served, '/hosts');
  const [job] = await ask<{ name: string }[]>(served, '/jobs');
  const [run] = await ask<{ id: string }[]>(served, '/runs');
  await expect
    .poll(async () => (await ask<{ finishedAt: string | null }>(served, `/runs/${run?.id}`)).finishedAt, { timeout: 60_000 })
    .not.toBeNull();
  for (const screen of screensOf({ host: host?.name ?? '', job: job?.name ?? '', run: run?.id ?? '' })) {
    await openScreen(page, screen.path, screen.shows);
    if (screen.name === 'run-output') await page.locator('.recharts-line-curve').first().waitFor({ state: 'attached' });
    await take(page, screen.name);
  }
  await openScreen(page, `/jobs/${job?.name}`);
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Run…?$/ })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Run on/ })
    .waitFor();
  await take(page, 'run-dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search or run anything' }).waitFor();
  await take(page, 'palette');
  await page.keyboard.press('Escape');
}
