// From an empty home to a run that can be looked at for ever: the story the first version is for.
import { expect, test } from '../support/browser.ts';
import { firstDay } from '../support/first-day.ts';
import { sshdMissing, startSshd } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

test('a host is added, its key accepted, a job written and run; output, exit code and charts are seen, and found again after a restart', async ({
  page,
  start,
}) => {
  await using sshd = await startSshd();
  let served = await start();
  await page.goto(served.url);
  await firstDay(page, sshd, async () => {
    await page.goto('about:blank');
    await served.stop();
    served = await start();
    await page.goto(served.url);
    return page;
  });
  await expect(page).toHaveTitle(/djcron/);
});
