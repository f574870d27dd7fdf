// A run by time: bars, charts with what is usual behind them, and output that follows the moment and the stretch chosen.
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { askCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

const job = `apiVersion: djcron/v1
kind: Job
name: steps
script:
  text: |
    for i in 1 2 3 4; do echo "step $i"; sleep \${DJCRON_PARAM_PAUSE:-0.6}; done
parameters:
  - { name: pause, default: '0.6' }
targets: "@all"
policies: { samples: 1s }
`;

test('bars, charts and output of a run share one time; a stretch of it narrows the output', async ({ page, home, start }) => {
  const fleet = await startFleet(home, 2);
  try {
    await askCli(home, ['job', 'apply', '-f', '-'], { input: job });
    for (let i = 0; i < 3; i++) await askCli(home, ['job', 'run', 'steps']);
    const { id } = await askCli<{ id: string }>(home, ['job', 'run', 'steps', '-p', 'pause=2']);
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, `/runs/${id}`);
    await expect(page.getByRole('tab', { name: /^Timeline/ })).toBeVisible();
    await page.keyboard.press('4');
    const bars = page.getByRole('listbox', { name: 'Hosts by time' });
    await expect(bars.getByRole('option')).toHaveCount(2);
    await expect(bars.getByRole('option', { name: /node-1, succeeded: .*on its way for .*, ran / })).toBeVisible();
    await expect(page.getByText(/Slower than usual \(.* in the last 3 runs here\)/)).toBeVisible();
    const { series } = await ask<{ series: { field: string }[] }>(served, `/runs/${id}/usual?host=node-1`);
    expect(series.map(({ field }) => field)).toContain('memoryBytes');

    // by keyboard: another host, a stretch of time, and all lines again
    await bars.focus();
    await page.keyboard.press('End');
    await expect(page.getByRole('region', { name: 'Resources of node-2' })).toBeVisible();
    const lines = page.getByRole('log', { name: 'Lines of node-2' }).locator('[data-line]');
    await expect(lines).toHaveCount(4);
    const slider = page.getByRole('slider', { name: /Moment on the charts/ });
    await slider.focus();
    await page.keyboard.press('End');
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+PageDown');
    await expect(page.getByText(/only from .* – 2 lines of 4/)).toBeVisible();
    await expect(lines).toHaveCount(2);
    await expect(lines.last()).toContainText('step 4');
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect(await barriersOf(page), theme).toEqual([]);
    }
    await page.getByRole('button', { name: 'Show all lines' }).click();
    await expect(lines).toHaveCount(4);

    // a line that is pointed at is a moment of the charts, and the other way round
    await lines.nth(2).hover();
    await expect(slider).toHaveAttribute('aria-valuenow', /^[4-9]$/);

    await page.keyboard.press('Shift+T');
    const table = page.getByRole('table', { name: 'Hosts by time' }).or(page.getByRole('grid', { name: 'Hosts by time' }));
    await expect(table.getByRole('row').filter({ hasText: 'node-2' })).toBeVisible();
  } finally {
    await fleet.close();
  }
});
