// One host's output: filtered, folded, marked, linked and copied, by keyboard.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { askCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

const script = String.raw`
echo '::group::Install packages'
for i in 1 2 3; do echo "unpacking $i"; done
echo '::endgroup::'
printf '\033[31mred\033[0m see \033]8;;https://docs.example/page\033\\the docs\033]8;;\033\\ \033]0;owned\007\n'
for i in $(seq 200); do echo 'waiting for the lock'; done
printf ' 10%%\r 55%%\r100%%\n'
echo '::warning file=deploy.sh,line=7::the disk is nearly full'
sleep 2
echo 'first trouble' >&2
echo 'second trouble' >&2
sleep 2
echo 'all done'
`;

const lineOf = (page: Page, n: number) => page.getByRole('log').locator(`[data-line="${n}"]`);
const rowsOf = (page: Page) => page.getByRole('log').locator('[data-line]');

test('an output is filtered, folded, marked, linked and copied, and axe finds nothing in it', async ({ page, home, start, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const fleet = await startFleet(home, 1);
  try {
    const { id } = await askCli<{ id: string }>(home, ['exec', '-t', '@all', '--', script]);
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, `/runs/${id}`);

    // what scripts mark is shown as what it means; the text that acts is gone, the link to the web is there
    await expect(lineOf(page, 1)).toContainText('Install packages');
    await expect(lineOf(page, 6).getByRole('link', { name: 'the docs' })).toHaveAttribute('href', 'https://docs.example/page');
    await page.keyboard.press('Shift+Z');
    await expect(lineOf(page, 1)).toContainText('4 lines');
    await expect(lineOf(page, 2)).toHaveCount(0);
    await page.getByRole('button', { name: 'Install packages: show its lines' }).click();
    await expect(lineOf(page, 2)).toContainText('unpacking 1');

    // repeated lines are one line with their number
    await page.getByRole('button', { name: 'More for this output' }).click();
    await page.getByRole('menuitem', { name: 'Show repeated lines once' }).click();
    await expect(lineOf(page, 7)).toContainText('× 200');
    await expect(lineOf(page, 207)).toContainText('100%');
    await expect(lineOf(page, 208)).toContainText('the disk is nearly full');
    await expect(lineOf(page, 208)).toContainText('deploy.sh:7');
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect(await barriersOf(page), theme).toEqual([]);
    }

    // only stderr, and back
    await page.keyboard.press('s');
    await expect(rowsOf(page)).toHaveCount(2);
    await expect(page.getByText(/only standard error – 2 lines of 211/)).toBeVisible();
    await page.getByRole('button', { name: 'Show all lines' }).click();
    await expect(lineOf(page, 211)).toContainText('all done');

    // a line is an address; lines between two are copied as the host wrote them, without numbers and colours
    await lineOf(page, 1).getByRole('link', { name: 'Line 1', exact: true }).click();
    await expect(page).toHaveURL(/line=1$/);
    await lineOf(page, 7)
      .getByRole('link', { name: 'Line 7', exact: true })
      .click({ modifiers: ['Shift'] });
    await page.keyboard.press('c');
    await expect(page.getByText('7 lines copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      '::group::Install packages\nunpacking 1\nunpacking 2\nunpacking 3\n::endgroup::\nred see the docs \nwaiting for the lock\n',
    );
    await page.keyboard.press('y');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

    // a mark with its time, found again
    await page.keyboard.press('m');
    await expect(page.locator('[data-bookmark]')).toHaveText(/^\d\d:\d\d:\d\d$/);
    await page.keyboard.press('t');
    await expect(lineOf(page, 211)).toContainText(/\d:\d\d\.\d{3}/);
  } finally {
    await fleet.close();
  }
});

test('a script that writes nothing yet is told to be waited for; follow ends by scrolling up and comes back by its key', async ({
  page,
  home,
  start,
}) => {
  const fleet = await startFleet(home, 1);
  try {
    const served = await start();
    await page.goto(served.url);
    const go = path.join(fleet.sshd.dir, 'go');
    const quiet = `while [ ! -e ${go} ]; do sleep 0.1; done; seq -f 'line %.0f' 3000; while [ -e ${go} ]; do sleep 0.1; done; seq -f 'more %.0f' 50; while [ ! -e ${go} ]; do sleep 0.1; done`;
    const { id } = await ask<{ id: string }>(served, '/runs', { body: { target: '@all', script: quiet } });
    await openScreen(page, `/runs/${id}`);
    await expect(page.getByText('Connected, waiting for output')).toBeVisible();
    writeFileSync(go, '');
    await expect(lineOf(page, 3000)).toBeVisible();
    const log = page.getByRole('log');
    await log.hover();
    await page.mouse.wheel(0, -600);
    await expect(page.getByRole('button', { name: 'Follow the end', exact: true }).first()).toHaveAttribute('aria-pressed', 'false');
    const top = (await lineOf(page, 2955).boundingBox())?.y;
    expect(top).toBeGreaterThan(0);
    rmSync(go);
    await expect(page.getByRole('button', { name: /↓ 50 new lines/ })).toBeVisible();
    expect(Math.abs(((await lineOf(page, 2955).boundingBox())?.y ?? 0) - (top ?? 0))).toBeLessThan(2);
    await log.focus();
    await page.keyboard.press('End');
    await expect(lineOf(page, 3050)).toBeVisible();
    writeFileSync(go, '');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded');
  } finally {
    await fleet.close();
  }
});
