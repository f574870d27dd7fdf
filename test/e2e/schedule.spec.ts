// Schedules from the page: written and proven in the editor, fired for real, found in the ledger, paused, and told after the
// engine was closed.
import type { Page } from '@playwright/test';
import { barriersOf } from '../support/axe.ts';
import { expect, test } from '../support/browser.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen, themes } from '../support/screens.ts';
import type { Served } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';
import { heading, outputOf, rowOf } from '../support/story.ts';

interface Row {
  dueAt: string;
  outcome: string;
}

const yamlOf = (name: string, schedules: string, more = '') => `apiVersion: djcron/v1
kind: Job
name: ${name}
script: { text: echo it ran }
targets: "@all"
${more}schedules:
${schedules}
`;
const apply = (served: Served, yaml: string) => ask(served, '/jobs/apply', { body: { yaml } });
const ledger = (served: Served, job: string) => ask<Row[]>(served, `/schedules/ledger?job=${job}`);
const addSchedule = async (page: Page, words: string) => {
  await page.getByRole('button', { name: 'Add a schedule' }).click();
  await page.getByRole('menuitem', { name: words }).click();
};

test('a schedule written in the editor shows its next five, fires, and its row in the ledger leads to the run', async ({
  page,
  home,
  start,
}) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  const fleet = await startFleet(home, 1);
  try {
    const served = await start();
    await page.goto(served.url);
    await openScreen(page, '/jobs/new');
    const form = page.getByRole('main');
    await form.getByLabel('Name', { exact: false }).first().fill('heartbeat');
    await addSchedule(page, 'Every 90 minutes');
    const card = form.getByRole('group', { name: 'Schedule 1' });
    await expect(card.getByRole('table', { name: 'Next due' }).getByRole('row')).toHaveCount(6); // and one row of titles
    await card.getByLabel('As 90s, 5m').fill('2s');
    await expect(card).toContainText('Every 2s');
    await page.keyboard.press('ControlOrMeta+s');
    await expect(heading(page)).toContainText(/(?<!not )saved$/);

    await openScreen(page, '/jobs/heartbeat?view=schedule');
    const row = page.getByRole('grid', { name: 'Ledger' }).getByRole('row').filter({ hasText: 'succeeded' }).last();
    await expect(row).toContainText('ran');
    await page.getByRole('switch', { name: /^Enabled/ }).click();
    await expect(page.getByRole('switch', { name: /^Disabled/ })).toBeVisible();
    await expect.poll(async () => (await ask<{ enabled: boolean }>(served, '/jobs/heartbeat')).enabled).toBe(false);
    await row.getByRole('link', { name: 'succeeded' }).click();
    await expect(page).toHaveURL(/#\/runs\/r-/);
    await expect(outputOf(page, fleet.names[0] ?? '')).toBeVisible();
  } finally {
    await fleet.close();
  }
});

test('the editor says what is wrong with a line, what to write, and what clocks and other jobs do to it', async ({ page, start }) => {
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  const line = '  - { cron: "30 2 * * *", timezone: Europe/Berlin, misfire: skip }';
  await apply(served, yamlOf('backup-db', line));
  await apply(served, yamlOf('verify-backup', line));
  await page.goto(served.url);
  await openScreen(page, '/jobs/verify-backup/edit');
  const card = page.getByRole('group', { name: 'Schedule 1' });
  const field = card.getByRole('textbox', { name: 'm h dom mon dow' });
  await expect(card).toContainText('At 02:30');
  await expect(card).toContainText('02:30 does not exist; runs at 03:00 CEST instead');
  await expect(card).toContainText('02:30 comes twice; runs once, at 02:30 CEST, the first time');
  await expect(card).toContainText('1 other job starts then: backup-db');

  await field.fill('0 45 3 ? * 2-6');
  await expect(card).toContainText('cron has five');
  await card.getByRole('button', { name: 'Write 45 3 * * 1-5' }).click();
  await expect(field).toHaveValue('45 3 * * 1-5');
  await expect(card).toContainText('At 03:45, Monday through Friday');
  await expect(card).not.toContainText('does not exist');

  await card.getByRole('radiogroup', { name: 'Due' }).getByText('Once').click();
  await expect(card.getByRole('textbox', { name: 'Day and time' })).toHaveValue(/T09:00$/);
  await page.keyboard.press('ControlOrMeta+s');
  await expect(heading(page)).toContainText(/(?<!not )saved$/);
  const { yaml } = await ask<{ yaml: string }>(served, '/jobs/verify-backup/source');
  expect(yaml).toMatch(/- \{ timezone: Europe\/Berlin, misfire: skip, at: \d{4}-\d\d-\d\dT09:00 \}/);
});

test('the editor says when runs take longer than the time between them, and what becomes of the next', async ({ page, home, start }) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  const fleet = await startFleet(home, 1);
  try {
    const served = await start();
    await apply(served, yamlOf('slow', '  - { every: 1h }').replace('echo it ran', 'sleep 2'));
    const run = await ask<{ id: string }>(served, '/jobs/slow/run', { body: {} });
    await expect.poll(async () => (await ask<{ state: string }>(served, `/runs/${run.id}`)).state, { timeout: 60_000 }).toBe('succeeded');
    await page.goto(served.url);
    await openScreen(page, '/jobs/slow/edit');
    const card = page.getByRole('group', { name: 'Schedule 1' });
    const pace = card.getByLabel('As 90s, 5m');
    await expect(card).toContainText('Every 1h');
    await expect(card).not.toContainText('Overlap');
    await pace.fill('1s');
    await expect(card).toContainText(/Overlap usually takes \d+(\.\d+)? s, comes every 1s: .*beside/);
    await pace.fill('1h');
    await expect(card).not.toContainText('Overlap');
  } finally {
    await fleet.close();
  }
});

test('all schedules are paused and resumed by the keyboard alone, and every screen says so meanwhile', async ({ page, start }) => {
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  await apply(served, yamlOf('backup-db', '  - { cron: "30 2 * * *", timezone: Europe/Berlin }'));
  await page.goto(served.url);
  await expect(page.getByRole('contentinfo').getByRole('link', { name: /^next: backup-db in/ })).toBeVisible();
  for (const key of ['g', 's']) await page.keyboard.press(key);
  await expect(heading(page)).toContainText('Schedule');
  await expect(rowOf(page, 'At 02:30')).toBeVisible();

  await page.keyboard.press('Shift+P');
  const dialog = page.getByRole('dialog', { name: 'Pause all schedules?' });
  await expect(dialog.getByRole('radio', { name: 'For 1 hour' })).toBeFocused();
  await page.keyboard.press('ArrowUp'); // to the last: until I resume
  await expect(dialog.getByRole('radio', { name: 'Until I resume' })).toBeChecked();
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByText('All schedules are paused')).toBeVisible();
  await expect(page.getByRole('contentinfo').getByText('schedules paused')).toBeVisible();
  for (const key of ['g', 'r']) await page.keyboard.press(key);
  await expect(heading(page)).toContainText('Runs');
  await expect(page.getByText('All schedules are paused')).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run anything' }).fill('resume all');
  await page.keyboard.press('Enter');
  const resume = page.getByRole('dialog', { name: 'Resume all schedules?' });
  await expect(resume.getByRole('button', { name: 'Cancel' })).toBeFocused();
  for (const key of ['Tab', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByText('All schedules are paused')).toBeHidden();

  // one alone, from its row
  for (const key of ['g', 's']) await page.keyboard.press(key);
  await expect(rowOf(page, 'At 02:30')).toBeVisible();
  for (const key of ['j', 'p']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog', { name: 'Pause backup-db / 1?' })).toBeVisible();
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await expect(rowOf(page, 'At 02:30')).toContainText('paused');
});

test('what came due while the engine was closed is told once and can be run then', async ({ page, home, start }) => {
  test.skip(sshdMissing !== null, sshdMissing ?? '');
  const fleet = await startFleet(home, 1);
  try {
    let served = await start();
    await apply(served, yamlOf('heartbeat', '  - { name: beat, every: 2s, misfire: skip }', 'policies: { concurrency: allow }\n'));
    await expect.poll(async () => (await ledger(served, 'heartbeat')).length).toBeGreaterThan(0);
    await served.stop();
    const closedAt = Date.now();
    await expect.poll(() => Date.now() - closedAt).toBeGreaterThan(7000); // three due moments are over
    served = await start();
    await ask(served, '/jobs/heartbeat/enable', { body: { enabled: false } });

    await page.goto(served.url);
    const dialog = page.getByRole('dialog', { name: 'While nobody looked' });
    await expect(dialog).toContainText('djcron was closed');
    await expect(dialog).toContainText(/\d+ occurrences? came due: \d+ missed/);
    await expect(dialog.getByRole('button', { name: 'Seen' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Run heartbeat now' }).first().click();
    await expect(dialog.getByRole('row').filter({ hasText: 'run by' })).toContainText('ran late');
    await expect.poll(async () => (await ledger(served, 'heartbeat')).filter(({ outcome }) => outcome === 'ran late').length).toBe(1);

    // later: it stays as a bar, and does not open again by itself
    await dialog.getByRole('button', { name: 'Later' }).click();
    const bar = page.getByRole('status').filter({ hasText: 'djcron was closed' });
    await expect(bar).toBeVisible();
    await page.reload();
    await expect(bar).toBeVisible();
    await expect(dialog).toBeHidden();
    await bar.getByRole('button', { name: 'Show…' }).click();
    await dialog.getByRole('button', { name: 'Seen' }).click();
    await expect(bar).toBeHidden();
    expect((await ask<{ absence: unknown }>(served, '/schedules/state')).absence).toBeNull();
  } finally {
    await fleet.close();
  }
});

test('a day of the calendar lists what is due on it, and arrows lead from day to day', async ({ page, start }) => {
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  await apply(served, yamlOf('backup-db', '  - { name: noon, cron: "0 12 * * *", timezone: UTC }'));
  await page.goto(served.url);
  await openScreen(page, '/schedule?view=calendar&month=2027-03');
  await page.getByRole('button', { name: /^3 March 2027: 1 due/ }).click();
  const list = page.getByRole('grid', { name: 'Occurrences of 2027-03-03' });
  await expect(list.getByRole('row').filter({ hasText: 'backup-db' })).toHaveCount(1);
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key);
  await expect(page.getByRole('heading', { name: 'February 2027' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^21 February 2027/ })).toBeFocused();
});

test('the screens of schedules are free of what axe finds, in light and dark', async ({ page, start }) => {
  const served = await start();
  await ask(served, '/hosts', { body: { name: 'web-01', address: '192.0.2.1' } });
  const nightly = '  - { name: nightly, cron: "30 2 * * *", timezone: Europe/Berlin, blackouts: [{ start: 2027-12-24, end: 2027-12-26 }] }';
  await apply(served, yamlOf('backup-db', `${nightly}\n  - { name: wrong, every: 1s }`, 'policies: { retries: { limit: 2 } }\n'));
  await expect.poll(async () => (await ledger(served, 'backup-db')).length).toBeGreaterThan(1);
  await ask(served, '/schedules/pause', { body: {} });
  await page.goto(served.url);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const look = async (name: string) => {
      expect.soft(await barriersOf(page), `${name} in ${theme}`).toEqual([]);
    };
    for (const path of ['/', '/jobs', '/schedule', '/schedule?view=calendar', '/jobs/backup-db?view=schedule']) {
      await openScreen(page, path);
      await look(path);
    }
    await openScreen(page, '/jobs/backup-db/edit');
    const line = page.getByRole('group', { name: 'Schedule wrong' }).getByRole('textbox', { name: /^As 90s/ });
    await page.getByRole('button', { name: /^More/ }).first().click();
    await line.fill('soon');
    await expect(page.getByText('the engine takes this file')).toBeHidden(); // what it said of the text before is dimmed until then
    await look('editor');
    await line.fill('1s'); // as it is saved: nothing keeps from leaving
    await openScreen(page, '/schedule');
    await page.keyboard.press('Shift+P');
    await page.getByRole('dialog', { name: 'Resume all schedules?' }).waitFor();
    await look('dialog');
    await page.keyboard.press('Escape');
  }
});
