// The story of a first day, told on a page that shows an empty home; `restart` ends the engine and gives a page of the
// next one on the same home.
import { expect, type Page } from '@playwright/test';
import type { Sshd } from './sshd.ts';
import { addHost, expectReadings, go, heading, outputOf, rowOf, runFromDialog, writeJob } from './story.ts';

const job = `apiVersion: djcron/v1
kind: Job
name: count-up
description: Counts for six seconds and fails on purpose
script:
  text: |
    #!/bin/bash
    for i in 1 2 3 4 5 6; do
      printf '\\033[32mstep %s of 6\\033[0m\\n' "$i"
      sleep 1
    done
    echo "this goes to standard error" >&2
    exit 3
targets: "web-01"
`;

export async function firstDay(first: Page, sshd: Sshd, restart: () => Promise<Page>): Promise<void> {
  let page = first;
  const { address, port, user, identity } = sshd;
  await addHost(page, { name: 'web-01', address, port, user, identity }, sshd.hostKey().fingerprint);
  await writeJob(page, job);
  await expect(heading(page)).toContainText('count-up');

  const run = await runFromDialog(page, ['web-01']);
  const output = outputOf(page, 'web-01');
  await expect(output.getByText('step 2 of 6')).toBeVisible();
  await expect(output.getByText('running', { exact: true })).toBeVisible(); // it is shown while it goes on
  await expect(output.getByText('exit 3')).toBeVisible();
  await expect(output.getByText('failed', { exact: true })).toBeVisible();
  await expect(output.getByText('this goes to standard error')).toBeVisible();
  await expect(output.getByTitle('standard error')).toHaveText('E');
  await expectReadings(page, 'web-01', 3);

  page = await restart();
  await go(page, 'Runs');
  const row = rowOf(page, 'count-up');
  await expect(row).toContainText('failed');
  await row.getByRole('link').first().click();
  await expect(page).toHaveURL(new RegExp(run));
  await expect(outputOf(page, 'web-01').getByText('step 6 of 6')).toBeVisible();
  await expectReadings(page, 'web-01', 3);

  await go(page, 'Audit log');
  for (const action of ['host.add', 'key.accept', 'job.apply', 'run.start']) await expect(page.getByText(action).first()).toBeVisible();
  await page.getByRole('button', { name: /Verify/ }).click();
  await expect(page.getByText(/chain holds|nothing was changed|verified|intact/i).first()).toBeVisible();
}
