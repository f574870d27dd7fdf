// The steps of a first day with djcron, by what a person reads on the page. The same story is told in a browser and in the
// window, so nothing here knows which of both it is in.
import { expect, type Locator, type Page } from '@playwright/test';

export interface SshPlace {
  name: string;
  address: string;
  port: number;
  user: string;
  identity: string;
}

export async function go(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
  await expect(heading(page)).toContainText(screen);
}

export function heading(page: Page): Locator {
  return page.getByRole('main').getByRole('heading', { level: 1 });
}

/** Adds a host by the form, looks at its key after the test that follows, and trusts it. */
export async function addHost(page: Page, place: SshPlace, fingerprint: string): Promise<void> {
  await go(page, 'Hosts');
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Add (a )?host$/ })
    .click();
  const form = page.getByRole('dialog', { name: 'Add a host' });
  await form.getByLabel('Address').fill(place.address);
  await form.getByLabel('Name').fill(place.name);
  await form.getByLabel('User').fill(place.user);
  await form.getByLabel('Port').fill(String(place.port));
  await form.getByRole('button', { name: /identity, jump host/ }).click();
  await form.getByLabel('Identity').fill(place.identity);
  await form.getByRole('button', { name: 'Add host' }).click();

  await page.getByRole('button', { name: 'Review its key' }).click();
  await expect(page.getByRole('dialog').getByText(fingerprint)).toBeVisible();
  await page.getByRole('button', { name: 'Trust this key' }).click();
  await expect(page.getByText('all steps hold')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(rowOf(page, place.name)).toContainText('known');
}

/** The row of a table that names this. */
export function rowOf(page: Page, name: string): Locator {
  return page
    .getByRole('main')
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) });
}

/** Replaces an editor's whole text as a paste does. */
export async function writeText(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

/** Writes a job in the editor's YAML, saves it and opens it. */
export async function writeJob(page: Page, name: string, yaml: string): Promise<void> {
  await go(page, 'Jobs');
  await page
    .getByRole('main')
    .getByRole('link', { name: /New job|Write the first job/ })
    .click();
  await page.getByRole('radiogroup', { name: 'Edit as' }).getByText('YAML').click();
  await writeText(page, page.getByRole('textbox', { name: 'Job file' }), yaml);
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Save(?! and)/ })
    .click();
  await expect(heading(page)).toContainText(/(?<!not )saved$/);
  await go(page, 'Jobs');
  await rowOf(page, name).getByRole('link', { name, exact: true }).click();
  await expect(heading(page)).toContainText(name);
}

/** Presses Run on the page of a job, sees the hosts, starts; the run's page is open afterwards. Gives the run's id. */
export async function runFromDialog(page: Page, job: string, hosts: readonly string[]): Promise<string> {
  // the address changes before the screen does: until then the list is shown, whose every row has a Run button
  await expect(heading(page)).toContainText(job);
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Run…?$/ })
    .click();
  const dialog = page.getByRole('dialog', { name: `Run ${job}`, exact: true });
  for (const host of hosts) await expect(dialog.getByText(host, { exact: true }).first()).toBeVisible();
  await dialog.getByRole('button', { name: `Run on ${hosts.length} host` }).click();
  await expect(page).toHaveURL(/#\/runs\/r-/);
  return /#\/runs\/(r-[^?/]+)/.exec(page.url())?.[1] ?? '';
}

export function outputOf(page: Page, host: string): Locator {
  return page.getByRole('region', { name: `Output of ${host}` });
}

/** At least `least` readings, as the charts' own table lists them. */
export async function expectReadings(page: Page, host: string, least: number): Promise<void> {
  const resources = page.getByRole('region', { name: `Resources of ${host}` });
  await expect(resources.getByRole('img').first()).toBeVisible();
  // the curves follow the frame of their chart, which is measured first
  await expect(resources.locator('path.recharts-line-curve').first()).toBeAttached();
  await resources.getByRole('button', { name: 'Show as table' }).click();
  await expect.poll(() => resources.getByRole('row').count()).toBeGreaterThan(least); // and one row of titles
  await resources.getByRole('button', { name: 'Show as charts' }).click();
}
