// Twelve pages of one browser, more than the connections it grants a host: all of them stay live.
import { expect, test } from '../support/browser.ts';
import { ask } from '../support/rest.ts';
import { heading } from '../support/story.ts';

test('twelve open pages all hear of a new host, and go on hearing when the page that listens for them is closed', async ({
  page,
  context,
  watch,
  start,
}) => {
  const served = await start();
  await page.goto(served.url);
  await expect(heading(page)).toBeVisible(); // the session is open: the others need no token
  const pages = [page];
  while (pages.length < 12) {
    const another = await context.newPage();
    watch.add(another);
    await another.goto(`${served.origin}/#/hosts`);
    pages.push(another);
  }
  await page.goto(`${served.origin}/#/hosts`);

  await ask(served, '/hosts', { body: { name: 'first-host', address: '192.0.2.1' } });
  for (const one of pages) await expect(one.getByRole('main').getByText('first-host')).toBeVisible();

  await page.close();
  await ask(served, '/hosts', { body: { name: 'second-host', address: '192.0.2.2' } });
  for (const one of pages.slice(1)) {
    await one.bringToFront();
    await expect(one.getByRole('main').getByText('second-host')).toBeVisible();
    await expect(one.getByText('engine up')).toBeVisible();
  }
});
