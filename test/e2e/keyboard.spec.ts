// Everything is reached without a mouse: screens by two letters, anything by its name in the palette.
import { expect, test } from '../support/browser.ts';
import { ask } from '../support/rest.ts';
import { heading } from '../support/story.ts';

// the console comes last: its field takes the letters from then on
const letters = {
  o: 'Overview',
  r: 'Runs',
  j: 'Jobs',
  s: 'Schedule',
  h: 'Hosts',
  y: 'Host keys',
  p: 'Reports',
  l: 'Audit log',
  c: 'Console',
};
const yaml = 'apiVersion: djcron/v1\nkind: Job\nname: disk-usage\nscript: { text: df -h }\ntargets: web-01\n';

test('letters lead to every screen, the palette to every screen, host and job, and nothing runs from it without the dialog', async ({
  page,
  start,
  watch,
}) => {
  // what the browser says of the scripts by which the test looks into the preview of a report
  watch.expectProblem(/Blocked script execution in 'about:srcdoc'/);
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  await ask(served, '/jobs/apply', { body: { yaml } });
  await page.goto(served.url);
  await expect(heading(page)).toBeVisible();

  for (const [letter, title] of Object.entries(letters)) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(heading(page)).toContainText(title);
  }
  await page.keyboard.press('Control+,');
  await expect(heading(page)).toContainText('Settings');
  // from within a list too, which knows j itself; a screen just opened gives its list the keys
  for (const key of ['g', 'h']) await page.keyboard.press(key);
  await expect(page.getByRole('grid', { name: 'Hosts' }).getByRole('row', { name: /web-01/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('grid', { name: 'Hosts' })).toBeFocused();
  for (const key of ['g', 'j']) await page.keyboard.press(key);
  await expect(heading(page)).toContainText('Jobs');

  const palette = page.getByRole('combobox', { name: 'Search or run anything' });
  const choose = async (words: string) => {
    await page.keyboard.press('Control+k');
    await expect(palette).toBeFocused();
    await palette.fill(words);
    await expect(page.getByRole('option', { selected: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
  };
  for (const title of [...Object.values(letters), 'Settings']) {
    await choose(title);
    await expect(heading(page)).toContainText(title);
  }
  await choose('@web-01');
  await expect(heading(page)).toContainText('web-01');
  await choose('disk-usage');
  await expect(page.getByText('disk-usage').first()).toBeVisible();
  expect(await ask(served, '/runs')).toEqual([]);

  // keys that follow each other at once: what is closed takes none
  for (const key of ['Control+k', 'Escape', 'Control+k']) await page.keyboard.press(key);
  await expect(palette).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Go to Hosts');
});
