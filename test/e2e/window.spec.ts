// The desktop program as built, under the stand-in for Electron: the first day told in its window, and what a desktop adds
// to it: guards, tray, notices, closing, a second start, the end.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type Double, type DoubleOptions, startDouble } from '../electron-double/start.ts';
import { askCli, runCli } from '../support/cli.ts';
import { firstDay } from '../support/first-day.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome, type TestHome } from '../support/home.ts';
import { serve } from '../support/serve.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';
import { heading } from '../support/story.ts';

interface Fixtures {
  home: TestHome;
  open: (options?: Partial<DoubleOptions>) => Double;
}

const test = base.extend<Fixtures>({
  home: async ({ browserName: _ }, use) => {
    const home = createHome();
    await use(home);
    home.remove();
  },
  open: async ({ home }, use, info) => {
    const opened: Double[] = [];
    await use((options) => {
      const double = startDouble({ env: home.env, ...options });
      opened.push(double);
      return double;
    });
    for (const double of opened) await double.stop();
    if (info.status !== info.expectedStatus) await info.attach('window.log', { body: opened.map((double) => double.said()).join('\n') });
  },
});

interface TrayView {
  icon: string;
  tooltip: string;
  labels: string[];
}
const trayOf = (double: Double) => double.tell<TrayView>('tray');
const visible = async (double: Double) => (await double.tell<{ visible: boolean }[]>('windows')).map((window) => window.visible);

/** Exceptions and errors of the console, violations of the page's policy among them. */
function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return problems;
}

test('the first day is the same in the window', async ({ open }) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  await using sshd = await startSshd();
  let double = open();
  const page = await double.page();
  const problems = problemsOf(page);
  await firstDay(page, sshd, async () => {
    await double.stop();
    double = open();
    return double.page();
  });
  expect(problems).toEqual([]);
  expect((await double.page()).url()).toContain('app.localhost');
});

test('the page has no powers, leaves for nowhere and opens nothing', async ({ open }) => {
  const double = open();
  const page = await double.page();
  await expect(heading(page)).toBeVisible();
  expect(double.entries('window')[0]?.[1]).toMatchObject({
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  });
  expect(double.entries('enableSandbox')).toHaveLength(1);
  expect(
    await page.evaluate(() => ['require', 'process', 'electron', 'module'].map((name) => typeof Reflect.get(globalThis, name))),
  ).toEqual(Array(4).fill('undefined'));

  const asked = ['geolocation', 'media', 'notifications', 'clipboard-read', 'openExternal', 'clipboard-sanitized-write'];
  const answers = await Promise.all(asked.map((name) => double.tell<{ request: boolean; check: boolean }>('permission', name)));
  expect(answers.map(({ request, check }) => [request, check])).toEqual(
    asked.map((name) => Array(2).fill(name === 'clipboard-sanitized-write')),
  );

  const address = page.url();
  await page.evaluate(() => {
    location.href = 'https://elsewhere.example/';
  });
  await expect.poll(() => double.entries('navigation-prevented')).toEqual([['navigation-prevented', 'https://elsewhere.example/']]);
  await page.evaluate(() => {
    for (const where of ['https://docs.example/a', 'http://docs.example/b', 'file:///etc/passwd', 'javascript:alert(1)'])
      window.open(where);
  });
  await expect.poll(() => double.entries('openExternal')).toEqual([['openExternal', 'https://docs.example/a']]);
  expect(double.entries('window-open').every(([, , action]) => action === 'deny')).toBe(true);
  expect(page.url()).toBe(address);
  await expect(heading(page)).toBeVisible();
});

test('a page that is loaded anew ends the streams of the one before', async ({ open }) => {
  const double = open();
  const page = await double.page();
  await expect(page.getByText('engine up')).toBeVisible();
  await page.reload();
  await expect.poll(() => double.entries('protocol.cancelled').length).toBeGreaterThan(0);
  await expect(page.getByText('engine up')).toBeVisible();
  expect(double.entries('protocol.failure')).toEqual([]);
});

test('a run that fails is told, shown in the tray, and one click away; a run that goes on keeps the computer awake', async ({
  home,
  open,
}) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  const fleet = await startFleet(home, 1);
  const double = open();
  const page = await double.page();
  await expect(heading(page)).toBeVisible();
  const idle = await trayOf(double);
  expect(idle).toMatchObject({ tooltip: 'djcron: nothing is running', labels: ['nothing is running', '-', 'Open djcron', 'Quit'] });

  const slow = runCli(home, ['exec', '-t', '@all', '--', 'sleep 3; exit 4']);
  await expect.poll(async () => (await trayOf(double)).tooltip).toBe('djcron: 1 run on 1 host');
  const busy = await trayOf(double);
  expect([busy.labels[2], busy.icon === idle.icon]).toEqual(['Ad-hoc command on 1 host', false]);
  expect(double.entries('powerSaveBlocker.start')).toEqual([['powerSaveBlocker.start', 'prevent-app-suspension']]);
  expect((await slow).code).toBe(1);
  await expect
    .poll(() => double.entries('notification'))
    .toEqual([['notification', { title: 'Ad-hoc command failed on 1 of 1 host', body: '1 failed' }]]);
  await expect.poll(() => double.entries('powerSaveBlocker.stop').length).toBe(1);
  await expect.poll(async () => (await trayOf(double)).labels[2]).toBe('Ad-hoc command failed on 1 of 1 host');

  await double.tell('clickNotification');
  const [last] = await askCli<{ id: string }[]>(home, ['run', 'list', '-n', '1']);
  await expect(page).toHaveURL(new RegExp(`#/runs/${last?.id}`));
  await expect.poll(async () => (await trayOf(double)).icon).toBe(idle.icon);
  await fleet.close();
});

test('closing asks once, then keeps djcron in the tray until it is opened again', async ({ home, open }) => {
  const double = open();
  await double.page();
  await double.tell('answer', 'Keep running');
  await double.tell('closeWindow');
  await expect.poll(() => visible(double)).toEqual([false]);
  expect(double.entries('question')).toEqual([['question', 'Keep djcron running in the tray?', ['Keep running', 'Quit']]]);
  expect((await runCli(home, ['host', 'list', '-o', 'json'])).stdout.trim()).toBe('[]'); // the engine goes on

  await double.tell('clickTray', 'Open djcron');
  expect(await visible(double)).toEqual([true]);
  await double.tell('closeWindow');
  await expect.poll(() => visible(double)).toEqual([false]);
  expect(double.entries('question')).toHaveLength(1);

  const second = open();
  expect(await second.ended).toEqual({ code: 0, signal: null });
  expect(second.entries('window')).toEqual([]);
  await expect.poll(() => visible(double)).toEqual([true]);

  await runCli(home, ['config', 'set', 'window.close-to-tray', 'false']);
  await double.tell('closeWindow');
  expect(await double.ended).toEqual({ code: 0, signal: null });
});

test('the end is asked about while a run goes on', async ({ home, open }) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  const fleet = await startFleet(home, 1);
  const double = open();
  await double.page();
  const run = runCli(home, ['exec', '-t', '@all', '--', 'sleep 600']);
  await expect.poll(async () => (await trayOf(double)).tooltip).toBe('djcron: 1 run on 1 host');

  await double.tell('answer', 'Keep djcron running');
  await double.tell('clickTray', 'Quit');
  await expect.poll(() => double.entries('question').length).toBe(1);
  expect(double.entries('exit')).toEqual([]);

  await double.tell('answer', 'Cancel them and quit');
  await double.tell('quit');
  expect(await double.ended).toEqual({ code: 0, signal: null });
  expect((await run).code).toBe(1);
  const [last] = await askCli<{ state: string }[]>(home, ['run', 'list']);
  expect(last?.state).toBe('cancelled');
  await fleet.close();
});

test('the window comes back where it was, and so does what the settings say of the desktop', async ({ home, open }) => {
  let double = open();
  await double.page();
  await double.tell('setBounds', { x: 200, y: 90, width: 1100, height: 700 });
  await runCli(home, ['config', 'set', 'page.theme', 'dark']);
  await runCli(home, ['config', 'set', 'window.start-at-login', 'true']);
  await expect.poll(() => double.entries('themeSource')).toEqual([['themeSource', 'dark']]);
  const entry = path.join(home.userDir, '.config/autostart/djcron.desktop');
  await expect.poll(() => existsSync(entry) && readFileSync(entry, 'utf8')).toContain('"--hidden"');
  await double.stop();

  double = open({ args: ['--hidden'] });
  await expect.poll(async () => (await trayOf(double).catch(() => null))?.labels.length).toBe(4);
  expect(double.entries('window')).toEqual([]);
  await double.tell('clickTray');
  await double.page();
  expect(double.entries('window')[0]?.[1]).toMatchObject({ x: 200, y: 90, width: 1100, height: 700, backgroundColor: '#1a1b1e' });
  await runCli(home, ['config', 'set', 'window.start-at-login', 'false']);
  await expect.poll(() => existsSync(entry)).toBe(false);
});

test('a home that another djcron holds is refused by its pid', async ({ home, open }) => {
  const served = await serve(home);
  const double = open();
  expect(await double.ended).toEqual({ code: 2, signal: null });
  expect(double.said()).toContain(`pid ${served.pid}`);
  expect(double.entries('errorBox')[0]?.[2]).toContain(`pid ${served.pid}`);
  expect((await runCli(home, ['host', 'list', '-o', 'json'])).code).toBe(0);
  await served.stop();
});
