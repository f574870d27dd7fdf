// The system's Chromium that draws the windows, started with the first of them. `DOUBLE_HEADED=1` shows a window of its
// own on the display (or under Xvfb) instead of drawing into nothing.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumOptions } from '../support/chromium.ts';
import { onCommand } from './record.ts';

export const headed = process.env.DOUBLE_HEADED === '1';
const blank = 'data:text/html,<title>djcron</title>';

let started: { context: Promise<BrowserContext>; profile: string } | null = null;

export function openBrowser(): Promise<BrowserContext> {
  started ??= launch();
  return started.context;
}

function launch(): { context: Promise<BrowserContext>; profile: string } {
  const profile = mkdtempSync(path.join(tmpdir(), 'electron-double-'));
  const context = chromium.launchPersistentContext(profile, {
    ...chromiumOptions,
    headless: !headed,
    viewport: null,
    // a window without tabs or an address, as Electron's
    args: [...chromiumOptions.args, '--remote-debugging-port=0', ...(headed ? [`--app=${blank}`, '--test-type'] : [])],
    ignoreDefaultArgs: headed ? ['about:blank', '--enable-automation'] : [],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { context, profile };
}

export async function closeBrowser(): Promise<void> {
  if (started === null) return;
  const { context, profile } = started;
  await (await context).close().catch(() => undefined);
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

/** Where a test can join the browser and look at the pages itself. */
onCommand('browser', async () => {
  await openBrowser();
  const file = path.join(started?.profile ?? '', 'DevToolsActivePort');
  while (!existsSync(file)) await wait(50);
  const [port] = readFileSync(file, 'utf8').split('\n');
  return `http://127.0.0.1:${port}`;
});
