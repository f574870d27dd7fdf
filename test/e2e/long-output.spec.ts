// A finished run of a hundred thousand lines: shown at once, with a handful of rows, and every line of it reachable.

import { expect, test } from '../support/browser.ts';
import { askCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { openScreen } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

const lines = 100_000;
test.skip(sshdMissing !== null, sshdMissing ?? '');

test('a run of 100,000 lines is shown by a few rows, from the first line to the last', async ({ page, home, start }, info) => {
  const fleet = await startFleet(home, 1);
  try {
    const { id } = await askCli<{ id: string }>(home, ['exec', '-t', '@all', '--', `seq -f 'line %.0f of the run' ${lines}`]);
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, '/runs');
    const begun = Date.now();
    await openScreen(page, `/runs/${id}`);
    const rows = page.getByRole('log').locator('[data-line]');
    await expect(rows.first()).toBeVisible();
    info.annotations.push({ type: 'first rows after', description: `${Date.now() - begun} ms` });

    const goTo = page.getByRole('textbox', { name: /^Go to line/ });
    for (const n of [1, 50_000, lines]) {
      await goTo.fill(String(n));
      await goTo.press('Enter');
      await expect(page.getByText(`line ${n} of the run`, { exact: true })).toBeVisible();
      expect(await rows.count()).toBeLessThan(500);
      expect(await page.locator('*').count()).toBeLessThan(5000);
    }
  } finally {
    await fleet.close();
  }
});
