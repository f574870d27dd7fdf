// Two hundred real executions looked at while they run and afterwards: groups, what sets one apart, the matrix, a cancel with
// its proof, a retry of exactly what failed; with keys alone, and without barriers in either theme.
import type { Page } from '@playwright/test';
import type { Run } from '../../shared/contract/run.ts';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { startFleet } from '../support/fleet.ts';
import { aliveIn, foldJob, lasting } from '../support/fold-story.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';
import { outputOf } from '../support/story.ts';

const count = 200;
test.skip(sshdMissing !== null, sshdMissing ?? '');

const groups = (page: Page) => page.getByRole('listbox', { name: 'Groups of hosts' }).getByRole('option');
const summary = (page: Page) => page.locator('[data-summary]');

test('a run on 200 hosts is folded while it goes on, compared, cancelled with proof, and what failed is retried', async ({
  page,
  home,
  start,
}) => {
  test.setTimeout(600_000);
  const fleet = await startFleet(home, count);
  try {
    const served = await start();
    await ask(served, '/jobs/apply', { body: { yaml: foldJob(count) } });
    await page.goto(served.url);
    const { id } = await ask<Run>(served, '/jobs/patch-web/run', { body: { params: { release: '1.27.3' } } });
    await openScreen(page, `/runs/${id}`);

    await test.step('groups come while it runs, and the odd ones are seen without scrolling', async () => {
      await expect(page.getByRole('tab', { name: /^Groups/ })).toHaveAttribute('aria-selected', 'true');
      await expect(groups(page)).toHaveCount(5, { timeout: 240_000 });
      await expect(page.getByText('of 200')).toBeVisible();
      await expect(groups(page).filter({ hasText: 'reference' })).toContainText(String(count - lasting - 3), { timeout: 240_000 });
      await expect(groups(page).filter({ hasText: 'not ended yet' })).toContainText(/node-1\d\d: waiting for a lock/);
      await sortAll(page);
      for (const told of ['exit 3', 'exit 1', 'restarted twice', 'not ended yet']) {
        await expect(groups(page).filter({ hasText: told })).toBeInViewport({ ratio: 1 });
      }
    });

    await test.step('a group is compared with the reference, and read', async () => {
      await groups(page).filter({ hasText: 'exit 3' }).click();
      const difference = page.getByRole('region', { name: /^Difference of node-008 from node-/ });
      await expect(difference).toContainText('E: no space left in /var on node-008');
      await expect(difference).toContainText(/node-\d+ is done/);
      await page.keyboard.press('d');
      await expect(outputOf(page, 'node-008')).toContainText('Upgrading node-008 to 1.27.3');
      await page.keyboard.press('d');
      await expect(difference).toBeVisible();
    });

    await test.step('no view has a barrier in either theme', async () => {
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        for (const view of ['groups', 'matrix', 'output', 'details']) {
          await openScreen(page, `/runs/${id}?view=${view}&host=node-008`);
          expect.soft(await barriersOf(page), `${view} in ${theme}`).toEqual([]);
        }
      }
    });

    await test.step('it is cancelled where it still runs, and every host is confirmed gone', async () => {
      await openScreen(page, `/runs/${id}?view=matrix`);
      expect(aliveIn(fleet.sshd.home)).toHaveLength(lasting);
      await page.keyboard.press('Control+.');
      const dialog = page.getByRole('dialog', { name: 'Cancel patch-web' });
      await expect(dialog).toContainText('SIGTERM');
      expect.soft(await barriersOf(page), 'the cancel dialog').toEqual([]);
      await dialog.getByRole('button', { name: `Cancel on ${lasting} hosts` }).click();
      await expect(dialog.getByRole('status')).toHaveText(new RegExp(`^Ended everywhere:\\s*${lasting} confirmed gone$`), {
        timeout: 120_000,
      });
      expect(aliveIn(fleet.sshd.home)).toEqual([]);
      await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
      await expect(summary(page)).toContainText(`${count - lasting - 2}/200 succeeded, 2 failed (exit 1, 3), ${lasting} cancelled`);
    });

    await test.step('only what failed is retried: those hosts, these values, that version', async () => {
      const today = foldJob(count).replace('fanout: 40', 'fanout: 10');
      await ask(served, '/jobs/apply', { body: { yaml: today } });
      await page.keyboard.press('Shift+R');
      const dialog = page.getByRole('dialog', { name: 'Retry patch-web' });
      await dialog.getByRole('checkbox', { name: `${lasting} cancelled` }).uncheck();
      await expect(dialog).toContainText('hosts at the same time changed since');
      expect.soft(await barriersOf(page), 'the retry dialog').toEqual([]);
      await dialog.getByRole('button', { name: 'Retry on 2 hosts' }).click();
      await expect(page).not.toHaveURL(new RegExp(id));
      await expect(summary(page)).toContainText('2/2 succeeded', { timeout: 120_000 });
      const [retry] = await ask<Run[]>(served, '/runs?limit=1&executions=true');
      expect(retry?.executions.map(({ host }) => host)).toEqual(['node-008', 'node-061']);
      expect(retry).toMatchObject({ retryOf: id, trigger: 'retry', params: { release: '1.27.3' }, jobVersion: 1, fanout: 40 });
    });

    await test.step('all of it by keys alone', () => byKeys(page, id));
  } finally {
    await fleet.close();
  }
});

/** Rows stand where they came while it ran; the reader asks for the order. */
async function sortAll(page: Page): Promise<void> {
  const sort = page.getByRole('button', { name: /moved – sort$/ });
  if (await sort.isVisible()) await sort.click();
  await expect(groups(page).first()).toContainText('reference');
}

async function byKeys(page: Page, id: string): Promise<void> {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await openScreen(page, `/runs/${id}`);
  await expect(groups(page).first()).toBeVisible();
  await press('j', 'Home');
  await expect(groups(page).first()).toHaveAttribute('aria-selected', 'true');
  await press('ArrowDown', 'Space');
  await expect(page.getByText(new RegExp(`^${lasting} hosts selected`))).toBeVisible(); // the largest after the reference: those cancelled
  await press('2');
  const cell = (name: string) => page.getByRole('gridcell', { name: new RegExp(`^${name},`) });
  await expect(cell('node-189')).toHaveAttribute('aria-selected', 'true');
  await press('j', 'Control+Home', 'ArrowRight', 'Escape', 'Shift+ArrowRight');
  await expect(page.getByText(/^2 hosts selected/)).toBeVisible();
  await expect(cell('node-003')).toBeFocused();
  await press('Enter');
  await expect(outputOf(page, 'node-003')).toContainText('node-003 is done');
  await press('e');
  await expect(outputOf(page, 'node-008')).toContainText('no space left');
  await press('e');
  await expect(outputOf(page, 'node-061')).toContainText('configuration test failed');
  await press('5');
  await expect(page.getByRole('heading', { name: 'How it ran' })).toBeVisible();
  await press('Shift+F');
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeHidden();
  await press('Escape');
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await press(']');
  await expect(summary(page)).toContainText('2/2 succeeded');
  await press('[');
  await expect(summary(page)).toContainText(`${lasting} cancelled`);
}
