// Ten thousand runs: found by filters that live in the address, by a stretch of time, gone to anywhere, pinned, taken along as a file.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { writePast } from '../support/past.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';

const many = 10_000;
const end = Date.UTC(2026, 9, 20, 12);

const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const rows = (page: Page) => grid(page).locator('[data-index]');
const place = (page: Page) => page.getByText(/^[\d,]+–[\d,]+ of [\d,]+ runs?/);
const field = (page: Page) => page.getByRole('combobox', { name: 'Filter the runs' });

test('filters are chips that are typed, live in the address, and say how many fit', async ({ page, home, start }) => {
  const past = writePast(home, many, end);
  const served = await start();
  await page.goto(served.url);
  await openScreen(page, '/runs');
  await expect(place(page)).toContainText('of 10,000 runs');

  await page.keyboard.press('/');
  await field(page).pressSequentially('state:fa');
  await expect(page.getByRole('option', { name: 'state:failed' })).toBeVisible();
  await page.keyboard.press('Enter');
  await field(page).fill('state:partial');
  await page.keyboard.press('Enter');
  await field(page).fill('job:backup-db');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/state=failed%2Cpartial/);
  await expect(page).toHaveURL(/job=backup-db/);
  const fit = past.filter(({ job, state }) => job === 'backup-db' && (state === 'failed' || state === 'partial'));
  await expect(place(page)).toContainText(`of ${fit.length.toLocaleString('en')} runs`);
  await expect(rows(page).first()).toContainText(/failed|partial/);

  await field(page).fill('state:purple');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toHaveText(/^state: takes one of queued, running, .* not purple\.$/);
  await field(page).fill('');

  // who is sent the address sees the same
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(place(page)).toContainText(`of ${fit.length.toLocaleString('en')} runs`);
  await page.getByRole('button', { name: 'Without state:failed,partial' }).click();
  await expect(page).not.toHaveURL(/state=/);
  await field(page).focus();
  await page.keyboard.press('Backspace');
  await expect(page).not.toHaveURL(/job=/);
  await expect(place(page)).toContainText('of 10,000 runs');

  const { total } = await ask<{ total: number }>(served, '/runs/tally?exitCode=137&host=db-*');
  await field(page).fill('exit:137');
  await page.keyboard.press('Enter');
  await field(page).fill('host:db-*');
  await page.keyboard.press('Enter');
  await expect(place(page)).toContainText(`of ${total.toLocaleString('en')} run`);
});

test('any part of ten thousand is gone to at once, and what begins meanwhile moves nothing', async ({ page, home, start }) => {
  const past = writePast(home, many, end);
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  await page.goto(served.url);
  await openScreen(page, '/runs');
  await expect(place(page)).toContainText(/^1–\d+ of 10,000 runs/);
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(place(page)).toContainText('–10,000 of 10,000 runs');
  const oldest = past[0];
  const last = rows(page).last();
  await expect(last).toContainText(oldest?.job ?? '');
  await expect(last).toContainText((oldest?.id ?? '').slice(-4));
  expect(await page.locator('*').count()).toBeLessThan(5000);

  await ask(served, '/runs', { body: { target: 'web-01', script: 'true' } });
  const fresh = page.getByRole('button', { name: '1 newer run: show' });
  await expect(fresh).toBeVisible();
  await expect(last).toContainText((oldest?.id ?? '').slice(-4));
  await fresh.click();
  await expect(place(page)).toContainText('of 10,001 runs');

  // what began while another screen was open is there on the way back
  await openScreen(page, '/hosts');
  await expect(page.getByRole('grid', { name: 'Hosts' })).toBeVisible();
  await ask(served, '/runs', { body: { target: 'web-01', script: 'true' } });
  await openScreen(page, '/runs');
  await expect(place(page)).toContainText('of 10,002 runs');
});

test('a stretch of time is drawn or moved by keys, and says what of it was removed', async ({ page, home, start }) => {
  writePast(home, many, end);
  const served = await start();
  await page.goto(served.url);
  await openScreen(page, '/runs?until=2026-10-20T12%3A00%3A00Z');
  await expect(page.getByText('Output of 5,000 runs was removed: it is older than 20 days')).toBeVisible();
  const bar = page.getByRole('group', { name: 'Stretch of time that is listed' });
  const box = await bar.boundingBox();
  if (box === null) throw new Error('the bar is not shown');
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/brush=/);
  await expect(page.getByText(/was removed/)).toHaveCount(0); // the younger half
  const drawn = Number(/of ([\d,]+) runs/.exec((await place(page).textContent()) ?? '')?.[1]?.replaceAll(',', ''));
  expect(drawn).toBeGreaterThan(many * 0.25);
  expect(drawn).toBeLessThan(many * 0.35);

  const from = page.getByRole('slider', { name: 'From' });
  await from.focus();
  const before = Number(await from.getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowRight');
  await expect(from).toHaveAttribute('aria-valuenow', String(before + 1));
  await page.keyboard.press('PageDown');
  await expect(from).toHaveAttribute('aria-valuetext', /^\w{3} \d+ \w{3}.* \d\d:\d\d$/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/brush=/);
  await expect(from).toHaveAttribute('aria-valuenow', '0');
});

test('runs are pinned by a key, exported as they are filtered, and the screen has no barrier', async ({ page, home, start }) => {
  writePast(home, many, end);
  const served = await start();
  await page.goto(served.url);
  await openScreen(page, '/runs?job=logrotate');
  await grid(page).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('p');
  await expect(place(page)).toContainText('2 selected, 2 pinned');
  await expect(grid(page).getByRole('img', { name: 'pinned' })).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Unpin 2 runs' })).toBeVisible();
  const pins = await ask<{ object: string }[]>(served, '/audit?action=run.pin');
  expect(pins).toHaveLength(2);

  // one of them says so on its own page, and lets go there
  const { object: pinned = '' } = pins[0] ?? {};
  await openScreen(page, `/runs/${pinned.replace(/^run /, '')}?view=details`);
  const pin = page.getByRole('button', { name: 'Pin the run' });
  await expect(pin).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('p');
  await expect(pin).toHaveAttribute('aria-pressed', 'false');
  expect(await ask<{ object: string }[]>(served, '/audit?action=run.unpin')).toHaveLength(1);
  await pin.click();
  await expect(pin).toHaveAttribute('aria-pressed', 'true');
  await openScreen(page, '/runs?job=logrotate');
  await grid(page).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(place(page)).toContainText('2 selected, 2 pinned');

  const { total } = await ask<{ total: number }>(served, '/runs/tally?job=logrotate');
  await page.getByRole('button', { name: 'Export' }).click();
  const chosen = page.getByRole('button', { name: 'Compare' });
  await expect(chosen).toBeEnabled();
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /^CSV/ }).click()]);
  const lines = readFileSync(await csv.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect([csv.suggestedFilename(), lines.length - 1, lines.slice(1).every((line) => line.split(',')[1] === 'logrotate')]).toEqual([
    'djcron-runs.csv',
    total,
    true,
  ]);

  await grid(page).focus();
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/runs\/r-\w+\/compare\/r-\w+/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const search of ['', '?state=failed&brush=2026-10-01T00%3A00%3A00Z..2026-10-10T00%3A00%3A00Z', '?job=none']) {
      await openScreen(page, `/runs${search}`);
      await page.keyboard.press('/');
      expect.soft(await barriersOf(page), `${search} in ${theme}`).toEqual([]);
    }
  }
});
