// Several hosts read at once: their lines together in order of arrival, and beside each other, scrolled by time.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

const linesOf = (page: Page) => page.getByRole('log').locator('[data-line]');

test('lines of three hosts come together while they run, and lie beside each other', async ({ page, home, start }) => {
  const fleet = await startFleet(home, 3);
  try {
    const served = await start();
    await page.goto(served.url);
    const go = path.join(fleet.sshd.dir, 'go');
    const script = `echo "hello from $DJCRON_HOST"; while [ ! -e ${go} ]; do sleep 0.1; done; seq -f "$DJCRON_HOST %.0f" 400; while [ ! -e ${go}.on ]; do sleep 0.1; done; seq -f "$DJCRON_HOST %.0f" 401 440`;
    const { id } = await ask<{ id: string }>(served, '/runs', { body: { target: '@all', script } });
    await openScreen(page, `/runs/${id}?view=output`);
    await expect(page.getByRole('log')).toBeVisible();
    await page.keyboard.press('i');
    await expect(page).toHaveURL(/way=together/);
    await expect(linesOf(page)).toHaveCount(3);
    for (const name of fleet.names) await expect(linesOf(page).filter({ hasText: `hello from ${name}` })).toContainText(name);
    writeFileSync(go, '');
    await expect(page.getByText('1,203 lines')).toBeVisible();
    writeFileSync(`${go}.on`, '');
    await expect(page.getByText('1,323 lines')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded');
    // the page shows what REST tells
    const told = await ask<{ lines: { row: number; host: string; n: number; text: string }[] }>(
      served,
      `/runs/${id}/interleaved?count=1000&from=400`,
    );
    await page.getByRole('log').focus();
    await page.keyboard.press('Home');
    await expect(linesOf(page).first()).toHaveAttribute('data-line', '1');
    await page.keyboard.press('End');
    const last = page.getByRole('log').locator('[data-line="1323"]');
    await expect(last).toContainText(told.lines.find(({ row }) => row === 1323)?.text ?? 'none');
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect(await barriersOf(page), theme).toEqual([]);
    }

    // two that are selected lie beside each other; one follows the other by time
    const list = page.getByRole('listbox', { name: 'Hosts' });
    await list.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+S');
    await expect(page).toHaveURL(/way=side/);
    const panes = page.getByRole('log');
    await expect(panes).toHaveCount(2);
    await expect(page.getByRole('log', { name: `Lines of ${fleet.names[2]}` })).toBeVisible();
    for (const pane of await panes.all()) await expect(pane.locator('[data-line]').first()).toBeVisible();
    await panes.first().focus();
    await page.keyboard.press('End');
    await expect(panes.first()).toContainText(`${fleet.names[0]} 440`);
    // it is where it was at that time: what it said first was long before
    await expect(panes.nth(1)).not.toContainText(`hello from ${fleet.names[2]}`);
    expect(await barriersOf(page)).toEqual([]);
    // a line's number leads to its host
    await panes.nth(1).getByRole('link').first().click();
    await expect(page).toHaveURL(new RegExp(`host=${fleet.names[2]}&.*line=\\d+|line=\\d+&.*host=${fleet.names[2]}`));
    rmSync(go);
  } finally {
    await fleet.close();
  }
});

test('a cancel that is not proven yet is told beside the host that goes on', async ({ page, home, start }) => {
  const fleet = await startFleet(home, 2);
  try {
    const served = await start();
    await page.goto(served.url);
    const go = path.join(fleet.sshd.dir, 'go');
    const [first, second] = fleet.names;
    const script = `[ "$DJCRON_HOST" = ${first} ] || exit 0; trap "" TERM; echo ready; until [ -e ${go} ]; do sleep 0.1; done`;
    const yaml = `apiVersion: djcron/v1
kind: Job
name: stubborn
script: { text: ${JSON.stringify(script)} }
targets: "@all"
policies: { cancel: { grace: 5m } }
`;
    await ask(served, '/jobs/apply', { body: { yaml } });
    const { id } = await ask<{ id: string }>(served, '/jobs/stubborn/run', { body: {} });
    await openScreen(page, `/runs/${id}?view=output&host=${first}`);
    const hosts = page.getByRole('listbox', { name: 'Hosts' }).getByRole('option');
    await expect(hosts.filter({ hasText: first ?? '' })).toContainText('ready');
    await expect(hosts.filter({ hasText: second ?? '' })).toContainText('0');
    await page.keyboard.press('Control+.');
    await page
      .getByRole('dialog', { name: 'Cancel stubborn' })
      .getByRole('button', { name: /^Cancel on 1 host/ })
      .click();
    await expect(hosts.filter({ hasText: first ?? '' })).toContainText('cancel asked for, not proven yet');
    await expect(hosts.filter({ hasText: second ?? '' })).not.toContainText('cancel asked for');
    writeFileSync(go, '');
    await expect(hosts.filter({ hasText: first ?? '' })).not.toContainText('cancel asked for');
    await expect(hosts.filter({ hasText: first ?? '' })).toContainText('ready');
  } finally {
    await fleet.close();
  }
});
