// A thousand hosts as cells: they come and change a few frames apart, and every one of them is there and right in the end.
import { expect, test } from '../support/browser.ts';
import { openScreen } from '../support/screens.ts';
import { addNodes, openToldEngine } from '../support/told-engine.ts';

const hosts = 1000;

test('a thousand cells all come, change together, and are reached by keys', async ({ page, home }) => {
  const engine = await openToldEngine(home);
  try {
    await addNodes(engine, hosts);
    const run = await engine.client.runs.exec({ target: '@all', script: 'work', fanout: hosts });
    await page.goto(engine.url);
    await openScreen(page, `/runs/${run.id}?view=matrix`);
    const cells = page.getByRole('gridcell');
    await expect(cells).toHaveCount(hosts);

    const ends = run.executions.map(({ index }) => ({ execution: `${run.id}.${index}.1`, exitCode: index % 250 === 7 ? 3 : 0 }));
    const at = Date.parse(run.createdAt);
    await Promise.all(
      ends.map(({ execution }, i) => engine.runner.tell({ type: 'started', execution, at, pid: i + 1, hostKey: 'SHA256:q1yTBV8S5ZbJ9Zw' })),
    );
    await expect(page.locator('[role="gridcell"][aria-label*="running"]')).toHaveCount(hosts);
    await Promise.all(
      ends.map(({ execution, exitCode }) =>
        engine.runner.tell({
          type: 'finished',
          execution,
          at: at + 1000,
          hostKey: null,
          outcome: { type: 'exited', exitCode, leftovers: [] },
        }),
      ),
    );
    await expect(page.locator('[role="gridcell"][aria-label*="succeeded"]')).toHaveCount(hosts - 4);
    await expect(page.locator('[role="gridcell"][aria-label*="exit 3"]')).toHaveCount(4);

    await cells.first().focus();
    await page.keyboard.press('Control+End');
    await expect(cells.last()).toBeFocused();
  } finally {
    await page.goto('about:blank'); // it would ask for the engine while that ends
    await engine.close();
  }
});
