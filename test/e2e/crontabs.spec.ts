// What hosts do by themselves, from the page: a scan of the demo fleet with its findings, and a line of a crontab that is taken over
// and given back.
import { userInfo } from 'node:os';
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { heading } from '../support/story.ts';

const slow = { timeout: 60_000 };
const grid = (page: Page) => page.getByRole('grid', { name: 'What hosts do by themselves' });

async function look(page: Page, name: string): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    expect.soft(await barriersOf(page), `${name} in ${theme}`).toEqual([]);
  }
}

test('a scan shows what a fleet does by itself, narrowed by a finding and moved over by keyboard', async ({ page, start }) => {
  test.setTimeout(180_000);
  const served = await start({ command: 'demo' });
  await page.goto(served.url);
  await openScreen(page, '/schedule');
  await page.getByRole('main').getByRole('link', { name: 'On hosts' }).click();
  await expect(heading(page)).toContainText('On hosts');
  await page.getByRole('button', { name: 'Scan hosts…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Scan what hosts do/ });
  await expect(dialog.getByText('8 hosts')).toBeVisible(slow);
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
  await expect(heading(page)).toContainText('8 hosts', slow);
  await expect(heading(page)).not.toContainText('reading', slow);

  const findings = page.getByRole('list', { name: 'Worth a look' });
  await expect(findings.getByText(/starts in the same minute on \d hosts/).first()).toBeVisible(slow);
  await findings.getByRole('button', { name: /the same command at different times/ }).click();
  await expect(grid(page).getByRole('row').filter({ hasText: 'tar -czf' })).toHaveCount(2);
  await expect(grid(page).getByRole('row')).toHaveCount(3); // and the row of titles

  const timeline = page.getByRole('group', { name: 'Timeline of what hosts do by themselves' });
  await timeline.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('status').filter({ hasText: /tar -czf.*: .* due$/ })).toBeVisible();
  await look(page, 'scan');
  await findings.getByRole('button', { name: /the same command at different times/ }).click();
  await page.getByRole('textbox', { name: /^Filter/ }).fill('timer');
  await expect(grid(page).getByRole('row').filter({ hasText: 'logrotate.timer' })).toBeVisible();
});

test('a line of a crontab is taken over after its diff was shown, and given back', async ({ page, start }) => {
  test.setTimeout(180_000);
  const served = await start({ command: 'demo' });
  const yaml =
    'apiVersion: djcron/v1\nkind: Job\nname: back-up\ntargets: web-01\nscript: { text: "true" }\nschedules: [ { cron: "0 3 * * *" } ]\n';
  const user = userInfo().username; // whose login the demo's hosts really have
  const text = '0 3 * * * tar -czf "$HOME/etc.tar.gz" /etc/hostname';
  const cronLines = [{ host: 'web-01', file: `crontab of ${user}`, line: 4, text }];
  await ask(served, '/jobs/apply', { body: { yaml, enabled: false, cronLines } });
  await page.goto(served.url);
  await openScreen(page, '/jobs/back-up?view=schedule');
  const lines = page.getByRole('region', { name: 'Lines of crontabs' });
  await expect(lines).toContainText('cron runs its line as before');
  await page.getByRole('switch', { name: /^Disabled/ }).click();
  await expect(lines).toContainText('It may run twice');

  await lines.getByRole('button', { name: 'Take over…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take over from cron: back-up' });
  await expect(dialog).toContainText(`+# djcron:back-up ${text}`, slow);
  await look(page, 'diff');
  await dialog.getByRole('button', { name: 'Comment out 1 line' }).click();
  await expect(dialog).toContainText('Taken over', slow);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(lines).toContainText('its line in the crontab commented out', slow);

  await lines.getByRole('button', { name: 'Give back…' }).click();
  const back = page.getByRole('dialog', { name: 'Give back to cron: back-up' });
  await back.getByRole('button', { name: 'Put back 1 line' }).click(slow);
  await expect(back).toContainText('Given back', slow);
  await back.getByRole('button', { name: 'Done' }).click();
  await expect(lines).toContainText('It may run twice', slow);
  const entries = await ask<{ action: string; object: string }[]>(served, '/audit?limit=200');
  expect(entries.filter(({ action }) => action.startsWith('crontab.')).map(({ action, object }) => `${action} ${object}`)).toEqual([
    `crontab.give-back web-01:crontab of ${user}`,
    `crontab.take-over web-01:crontab of ${user}`,
  ]);
});
