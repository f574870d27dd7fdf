// Two runs of a job on real hosts held against each other: reached by one key, told in the order of what matters, free of barriers.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { askCli, runCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import type { TestHome } from '../support/home.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

const jobFile = (more: string) => `apiVersion: djcron/v1
kind: Job
name: patch
script:
  text: |
    echo "$(date -u +%H:%M:%S) $DJCRON_HOST: reading package lists (pid $$)"
    ${more}
    seq -f 'step %.0f' 5
    sleep 4
    case "$DJCRON_PARAM_VERSION $DJCRON_HOST" in
      "2 node-2") echo 'warning: disk nearly full'; sleep 2 ;;
      "2 node-3") echo 'warning: disk nearly full'; echo 'E: cannot configure' >&2; exit 100 ;;
    esac
    echo done
parameters: [{ name: version, default: '1' }]
targets: '@all'
`;

/** A good run, then one of another version and definition in which node-3 fails and node-4 is left out. */
async function twoRuns(home: TestHome): Promise<{ good: string; bad: string }> {
  const file = path.join(home.userDir, 'patch.yaml');
  writeFileSync(file, jobFile(': nothing more'));
  await askCli(home, ['job', 'apply', '-f', file]);
  const { id: good } = await askCli<{ id: string }>(home, ['job', 'run', 'patch']);
  writeFileSync(file, jobFile('echo unpacking'));
  await askCli(home, ['job', 'apply', '-f', file]);
  const { code, stdout } = await runCli(home, ['job', 'run', 'patch', '-t', 'node-[1-3]', '-p', 'version=2', '-o', 'json']);
  expect(code).toBe(1);
  return { good, bad: (JSON.parse(stdout) as { id: string }).id };
}

async function expectNoBarriers(page: Page): Promise<void> {
  expect(await barriersOf(page)).toEqual([]);
}

test('a run is compared with the last good one by a key, and any two by choosing them', async ({ page, home, start, watch }, info) => {
  const fleet = await startFleet(home, 4);
  try {
    const { good, bad } = await twoRuns(home);
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, `/runs/${bad}`);
    await page.keyboard.press('Shift+C');
    const main = page.getByRole('main');
    await expect(
      main.getByText(/^No longer succeeding: node-3; parameter version changed; the definition changed; target changed; host gone: node-4/),
    ).toBeVisible();
    await expect(main.getByRole('heading', { level: 2 })).toHaveText([
      'How hosts ended',
      'What they wrote',
      'What was asked',
      'Hosts',
      'How long it took',
      'Resources',
    ]);
    const ends = main.getByRole('region', { name: 'How hosts ended' });
    await expect(ends.getByRole('row', { name: 'node-3' })).toHaveText('node-3succeededfailed, exit 100no longer succeeding');
    await expect(main.getByRole('row', { name: 'parameter version' })).toHaveText('parameter version12');
    await expect(main.getByRole('region', { name: 'Changes of the job file' })).toContainText('echo unpacking');
    await expect(main.getByRole('region', { name: 'Hosts', exact: true })).toContainText('node-4');
    await expect(main.getByRole('list', { name: 'How long hosts took' })).toContainText(/node-2: .* longer/);

    const node3 = main.getByRole('region', { name: /^node-3 \(1 host\)/ });
    await expect(node3).toContainText('3 lines added, 1 removed');
    await node3.getByRole('button', { name: 'Show in context' }).click();
    await expect(node3.getByRole('region', { name: 'Changed lines of node-3' })).toContainText('E: cannot configure');
    await expect(main.getByRole('region', { name: /^node-1 \(1 host\)/ })).toContainText('1 line added, 0 removed');
    await expect(main.getByRole('img', { name: /^CPU, host of node-3: after mean .*; before mean / })).toBeVisible();
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expectNoBarriers(page);
      const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
      await page.setViewportSize({ width: 1280, height: Math.max(800, height + 120) });
      await page.screenshot({ path: info.outputPath(`compare-${theme}.png`) });
      await page.setViewportSize({ width: 1280, height: 800 });
    }

    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(new RegExp(`/runs/${bad}`));
    await openScreen(page, '/runs');
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('x');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeVisible();
    await page.keyboard.press('c');
    await expect(page).toHaveURL(new RegExp(`/runs/${good}/compare/${bad}`));
    await expect(main.getByText(/^No longer succeeding: node-3/)).toBeVisible();

    watch.expectProblem(/404/);
    await openScreen(page, `/runs/${good}`);
    await expect(page.getByRole('button', { name: 'Compare with the run before' })).toBeVisible();
    await page.keyboard.press('c');
    await expect(main.getByRole('alert')).toContainText('No earlier run of patch is there');
  } finally {
    await fleet.close();
  }
});
