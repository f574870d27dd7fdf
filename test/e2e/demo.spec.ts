// An empty home offers the demo fleet; one click starts it, one takes it away, and what was found in ~/.ssh/config is read
// and nothing else.
import { writeFileSync } from 'node:fs';
import { expect, test } from '../support/browser.ts';
import { ask } from '../support/rest.ts';
import { go, outputOf, rowOf, runFromDialog } from '../support/story.ts';

test('an empty home shows the hosts of ~/.ssh/config and starts the demo fleet, whose jobs run at once', async ({ page, home, start }) => {
  writeFileSync(
    `${home.userDir}/.ssh/config`,
    'Host build-box\n  HostName 192.0.2.7\n  User builder\n\nMatch exec "touch executed"\n  Port 99\n',
  );
  const served = await start();
  await page.goto(served.url);
  await expect(page.getByText('build-box')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Start the demo fleet' }).click();
  await expect.poll(async () => (await ask<unknown[]>(served, '/hosts?target=@demo').catch(() => [])).length, { timeout: 60_000 }).toBe(8);

  await go(page, 'Hosts');
  await expect(page.getByRole('grid', { name: 'Hosts' }).getByRole('row')).toHaveCount(9);
  await go(page, 'Jobs');
  await expect(
    page.getByRole('main').getByRole('link', { name: /^(uptime-report|disk-check|slow-backup|flaky-deploy|log-burst)$/ }),
  ).toHaveCount(5); // no row moves any more
  await rowOf(page, 'uptime-report').getByRole('link', { name: 'uptime-report', exact: true }).click();
  const hosts = (await ask<{ name: string }[]>(served, '/hosts?target=@demo')).map(({ name }) => name);
  const run = await runFromDialog(page, 'uptime-report', hosts);
  await expect
    .poll(async () => (await ask<{ state: string }>(served, `/runs/${run}`)).state, { timeout: 60_000 })
    .toMatch(/succeeded|partial/);
  await page.getByRole('tab', { name: /^Output/ }).click();
  await page.getByRole('option').first().click();
  await expect(page.getByRole('log')).toContainText('load');
  await expect(outputOf(page, hosts[0] ?? '')).toBeVisible();
});

test('the demo command opens a fleet with jobs and a finished run', async ({ page, start }) => {
  const served = await start({ command: 'demo' });
  await page.goto(served.url);
  expect(await ask<unknown[]>(served, '/jobs')).toHaveLength(5);
  await go(page, 'Runs');
  await expect(
    page
      .getByRole('main')
      .getByText(/succeeded|partial/)
      .first(),
  ).toBeVisible();
});
