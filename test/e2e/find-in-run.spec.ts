// Finding in everything the hosts of a run wrote, while it runs, by keyboard.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

test('matches are found on all hosts, counted while more comes, gone through, and shown alone', async ({ page, home, start }) => {
  const fleet = await startFleet(home, 2);
  try {
    const served = await start();
    await page.goto(served.url);
    const go = path.join(fleet.sshd.dir, 'go');
    const script = `seq -f 'item %.0f' 500; while [ ! -e ${go} ]; do sleep 0.1; done; echo 'item 499 again'; while [ -e ${go} ]; do sleep 0.1; done`;
    const { id } = await ask<{ id: string }>(served, '/runs', { body: { target: '@all', script } });
    await openScreen(page, `/runs/${id}?view=output&host=node-1`);
    await expect(page.getByRole('log').locator('[data-line="500"]')).toBeVisible();
    await page.getByRole('log').focus();
    await page.keyboard.press('/');
    const field = page.getByRole('textbox', { name: 'Find in the output of all hosts' });
    await expect(field).toBeFocused();
    await field.fill('item 49[89]$');
    await expect(page.getByText('No line matches')).toBeVisible();
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await expect(page.getByText('4 lines on 2 hosts')).toBeVisible();
    await expect(page.getByRole('button', { name: 'node-2: 2' })).toBeVisible();

    const marks = page.getByRole('log').locator('mark');
    await expect(marks).toHaveText(['item 498', 'item 499']);
    await page.getByRole('log').focus();
    await page.keyboard.press('Home');
    await expect(page.getByRole('log').locator('[data-line="1"]')).toBeVisible();

    // Enter goes on, and what it comes to is in view: the first two on this host, then the next host
    await field.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/line=498/);
    await expect(page.locator('mark[data-current]')).toHaveText('item 498');
    await expect(page.locator('mark[data-current]')).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/line=499/);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/host=node-2.*line=498|line=498.*host=node-2/);
    await page.getByRole('log').focus();
    await page.keyboard.press('Shift+N');
    await expect(page).toHaveURL(/host=node-1.*line=499|line=499.*host=node-1/);

    // more that matches is counted as it comes
    await field.fill('item 499');
    await expect(page.getByText('2 lines on 2 hosts')).toBeVisible();
    writeFileSync(go, '');
    await expect(page.getByText('4 lines on 2 hosts')).toBeVisible();
    await page.getByRole('button', { name: 'Show only lines that match' }).click();
    const rows = page.getByRole('log').locator('[data-line]');
    await expect(rows).toHaveCount(6); // three before the first match, both, and the line between them
    await page.getByRole('combobox', { name: 'Lines around each match' }).selectOption('0');
    await expect(rows).toHaveCount(2);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect(await barriersOf(page), theme).toEqual([]);
    }
    await field.focus();
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
    await expect(page.getByRole('log')).toBeFocused();
    rmSync(go);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded');
  } finally {
    await fleet.close();
  }
});
