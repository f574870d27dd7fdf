// Reports in the page: made from a run and of a time, previewed in a frame that may do nothing, saved, and opened with scripts
// blocked, whatever hosts wrote; and those that are made at times.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { askCli, runCli } from '../support/cli.ts';
import { startFleet } from '../support/fleet.ts';
import { hostileTexts } from '../support/hostile.ts';
import { openScreen, themes } from '../support/screens.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

/** A script that writes all hostile texts, byte by byte. */
const script = hostileTexts
  .map((text) => `printf '%b\\n' '${[...Buffer.from(text)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('')}'`)
  .join('\n');

/** What the browser says of the scripts by which the test itself looks into the frame. */
const blockedInFrame = /Blocked script execution in 'about:srcdoc'/;

/** Opens a file where no script may run, and where any would be noticed. */
async function openBlocked(browser: Browser, file: string): Promise<{ page: Page; noticed: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const noticed: string[] = [];
  page.on('dialog', (dialog) => noticed.push(`dialog ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== `file://${file}`) noticed.push(`request ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, noticed, close: () => context.close() };
}

test('a run becomes a report: previewed, saved in every form, and harmless where it is opened', async ({
  page,
  browser,
  home,
  start,
  watch,
}, info) => {
  test.setTimeout(300_000);
  watch.expectProblem(blockedInFrame);
  const fleet = await startFleet(home, 2);
  try {
    const { id } = await askCli<{ id: string }>(home, ['exec', '-t', '@all', '--', script]);
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, `/runs/${id}`);
    await page.keyboard.press('ControlOrMeta+Shift+E');
    const dialog = page.getByRole('dialog', { name: 'Report of the run' });
    const preview = dialog.frameLocator('iframe');
    await expect(preview.getByRole('heading', { level: 1 })).toHaveText('Run of a command');
    await expect(preview.getByText('<img src=x onerror="alert(1)">').first()).toBeAttached();
    await expect(dialog.locator('iframe')).toHaveAttribute('sandbox', '');
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect.soft(await barriersOf(page), theme).toEqual([]);
    }

    const save = async (form: string) => {
      await dialog.getByRole('radio', { name: form }).check();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: `Save as ${form}` }).click(),
      ]);
      const file = path.join(info.outputDir, download.suggestedFilename());
      await download.saveAs(file);
      return file;
    };
    for (const form of ['PDF', 'HTML']) {
      const file = await save(form);
      expect(await runCli(home, ['report', 'verify', file])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^valid: /) });
    }
    const csv = await save('CSV');
    const [signature] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: /^Save its signature/ }).click(),
    ]);
    await signature.saveAs(`${csv}.sig`);
    expect(await runCli(home, ['report', 'verify', csv])).toMatchObject({ code: 0 });

    const opened = await openBlocked(browser, await save('HTML'));
    await expect(opened.page.getByRole('heading', { level: 1 })).toHaveText('Run of a command');
    await opened.page.locator('summary').first().click();
    await expect(opened.page.getByText('</script><script>alert(2)</script>').first()).toBeVisible();
    expect(await opened.page.locator('script, img, iframe, link, object, form').count()).toBe(0);
    expect(opened.noticed).toEqual([]);
    await opened.close();

    // the same with scripts allowed: the report's own policy must hold
    const allowed = await browser.newContext();
    const free = await allowed.newPage();
    const noticed: string[] = [];
    free.on('dialog', (dialogBox) => noticed.push(dialogBox.message()));
    free.on('request', (request) => {
      if (!request.url().startsWith('file:')) noticed.push(request.url());
    });
    await free.goto(`file://${await save('HTML')}`);
    await expect(free.getByText("' onmouseover='alert(4)").first()).toBeAttached();
    for (const theme of themes) {
      await free.emulateMedia({ colorScheme: theme });
      expect.soft(await barriersOf(free), `report in ${theme}`).toEqual([]);
    }
    expect(noticed).toEqual([]);
    await allowed.close();
  } finally {
    await fleet.close();
  }
});

test('a time becomes a report by its screen, and what was made is told there', async ({ page, context, home, start, watch }, info) => {
  watch.expectProblem(blockedInFrame);
  watch.expectProblem(/404.*reports\/preview/);
  await runCli(home, ['host', 'add', 'web-01', '--address', '127.0.0.1', '--port', '1', '--user', 'nobody']);
  await runCli(home, ['exec', '-t', 'web-01', '--', 'true']);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const served = await start();
  await page.goto(served.url);
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  const preview = page.frameLocator('iframe');
  await expect(preview.getByText('1 of 1 finished runs did not succeed')).toBeVisible();
  await page.getByRole('textbox', { name: 'Host' }).fill('web-01');
  await expect(preview.getByRole('heading', { level: 1 })).toContainText('web-01, ');
  await page.getByRole('textbox', { name: 'Host' }).fill('web-99');
  await expect(page.getByRole('alert')).toContainText('DJ-HOST-UNKNOWN');
  await page.getByRole('textbox', { name: 'Host' }).fill('');
  await expect(preview.getByRole('heading', { level: 1 })).toContainText('All jobs and hosts, ');

  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    expect.soft(await barriersOf(page), theme).toEqual([]);
  }
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect(page.getByText(/^Copied\./)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^# All jobs and hosts, /);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('ControlOrMeta+Enter')]);
  const file = path.join(info.outputDir, download.suggestedFilename());
  await download.saveAs(file);
  expect(readFileSync(file, 'utf8')).toContain('djcron-signature v1');
  await expect(page.getByRole('region', { name: 'Made before' }).getByRole('listitem')).toHaveCount(2);
});

test('a report is made at times: planned by keyboard, refused where it cannot be, delivered to a folder, told and deleted', async ({
  page,
  home,
  start,
  watch,
}, info) => {
  watch.expectProblem(/422.*reports\/schedule/);
  const folder = info.outputPath('reports');
  mkdirSync(folder);
  await runCli(home, ['host', 'add', 'web-01', '--address', '127.0.0.1', '--port', '1', '--user', 'nobody']);
  const served = await start();
  await page.goto(served.url);
  await openScreen(page, '/reports');
  await page.keyboard.press('t');
  await expect(page.getByText('No report is due at times')).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'A report at times' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('web-daily');
  await choose(page, dialog.getByRole('combobox', { name: 'About' }), 'A host, over a time');
  await choose(page, dialog.getByRole('combobox', { name: 'Time', exact: true }), 'The last whole day');
  await choose(page, dialog.getByRole('combobox', { name: 'Host' }), 'web-01');

  const line = dialog.getByRole('textbox', { name: 'Due' });
  await line.fill('0 25 * * *');
  await expect(dialog.getByRole('status')).toContainText('25');
  await line.fill('0 7 * * 1-5');
  await expect(dialog.getByText('At 07:00, Monday through Friday')).toBeVisible();
  await expect(dialog.getByRole('table', { name: 'Next due' }).getByRole('row')).toHaveCount(1 + 5);

  // what the engine refuses stands at its field, and nothing of what was typed is lost
  const send = dialog.getByRole('button', { name: 'Have it made' });
  await send.click();
  await expect(dialog.getByText('The report goes nowhere: give a folder, addresses, or both')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Mail to' }).fill('ops@');
  await send.click();
  await expect(dialog.getByText('"ops@" is no mail address')).toBeVisible();
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await dialog.getByRole('combobox', { name: 'Mail to' }).focus();
  await page.keyboard.press('Backspace');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('web-daily');
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    expect.soft(await barriersOf(page), `the dialog in ${theme}`).toEqual([]);
  }
  await dialog.getByRole('textbox', { name: 'Folder' }).press('Enter');
  await expect(dialog).toBeHidden();

  const row = page.getByRole('grid', { name: 'Reports at times' }).getByRole('row').nth(1);
  for (const words of ['web-daily', 'web-01, the last whole day', 'At 07:00, Monday through Friday', folder, 'none yet'])
    await expect(row).toContainText(words);
  await page.getByRole('grid', { name: 'Reports at times' }).focus();
  await page.keyboard.press('s');
  const ask = page.getByRole('dialog', { name: 'Send web-daily now?' });
  await expect(ask).toContainText(folder);
  await ask.getByRole('button', { name: 'Send now' }).click();
  await expect(row.getByText('delivered', { exact: true })).toBeVisible();
  const deliveries = page.getByRole('region', { name: 'Deliveries of web-daily' });
  await expect(deliveries.getByRole('listitem')).toHaveCount(1);
  const [file = ''] = readdirSync(folder);
  await expect(deliveries).toContainText(file);
  expect(await runCli(home, ['report', 'verify', path.join(folder, file)])).toMatchObject({ code: 0 });
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    expect.soft(await barriersOf(page), `the list in ${theme}`).toEqual([]);
  }

  // a folder that is gone: it is told why, and when it is tried again
  await page.keyboard.press('e');
  const change = page.getByRole('dialog', { name: 'Change web-daily' });
  await change.getByRole('textbox', { name: 'Folder' }).fill(path.join(folder, 'gone'));
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('gone');
  await row.getByRole('button', { name: 'Send now…' }).click();
  await ask.getByRole('button', { name: 'Send now' }).click();
  await expect(deliveries.getByRole('listitem').first()).toContainText('cannot be written: ENOENT');

  await page.getByRole('grid', { name: 'Reports at times' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog', { name: 'Delete web-daily?' }).getByRole('button', { name: 'Delete web-daily' }).click();
  await expect(page.getByText('No report is due at times')).toBeVisible();
  expect(await askCli(home, ['report', 'schedule', 'list'])).toEqual([]);
});

/** Opens the list of a field and takes what it names. */
async function choose(page: Page, field: Locator, option: string): Promise<void> {
  await field.click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
