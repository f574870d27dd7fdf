// No screen puts up a barrier that a machine can find, in either theme and in a low window, with the demo fleet's things to show.
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { ask } from '../support/rest.ts';
import { openScreen, screensOf, themes } from '../support/screens.ts';

test('every screen is free of what axe finds, in light and dark', async ({ page, start, watch }) => {
  // what the browser says of the scripts by which the test looks into the preview of a report, which report.spec.ts looks at itself
  watch.expectProblem(/Blocked script execution in 'about:srcdoc'/);
  test.setTimeout(400_000);
  const served = await start({ command: 'demo' });
  const [host] = await ask<{ name: string }[]>(served, '/hosts');
  const [job] = await ask<{ name: string }[]>(served, '/jobs');
  const [run] = await ask<{ id: string }[]>(served, '/runs');
  const screens = screensOf({ host: host?.name ?? '', job: job?.name ?? '', run: run?.id ?? '' });
  await page.goto(served.url);
  for (const theme of themes) {
    // what lies beyond the edge of a low window must be reached too
    if (theme === 'dark') await page.setViewportSize({ width: 1000, height: 560 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const { name, path, shows } of screens) {
      await openScreen(page, path, shows);
      expect.soft(await barriersOf(page), `${name} in ${theme}`).toEqual([]);
    }
  }
});
