// The story of a first day, told on a page that shows an empty home; `restart` ends the engine and gives a page of the
// next one on the same home.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Sshd } from './sshd.ts';
import { addHost, expectReadings, go, outputOf, rowOf, runFromDialog, writeJob } from './story.ts';

/** It goes on until the test has seen enough of it, however slow this machine is. */
const job = `apiVersion: djcron/v1
kind: Job
name: count-up
description: Counts until it is told to stop, and fails on purpose
script:
  text: |
    #!/bin/bash
    for i in {1..200}; do
      printf '\\033[32mstep %s\\033[0m\\n' "$i"
      [ -e "$HOME/enough" ] && break
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
  await writeJob(page, 'count-up', job);

  const run = await runFromDialog(page, 'count-up', ['web-01']);
  const output = outputOf(page, 'web-01');
  await expect(output.getByText('step 5', { exact: true })).toBeVisible();
  await expect(output.getByText('running', { exact: true })).toBeVisible(); // all this is shown while it goes on
  await expectReadings(page, 'web-01', 3);
  writeFileSync(path.join(sshd.home, 'enough'), '');
  await expect(output.getByText('exit 3')).toBeVisible();
  await expect(output.getByText('failed', { exact: true })).toBeVisible();
  await expect(output.getByText('this goes to standard error')).toBeVisible();
  await expect(output.getByTitle('standard error')).toHaveText('E');

  page = await restart();
  await go(page, 'Runs');
  const row = rowOf(page, 'count-up');
  await expect(row).toContainText('failed');
  await row.getByRole('gridcell').nth(1).click(); // the first one selects
  await expect(page).toHaveURL(new RegExp(run));
  await expect(outputOf(page, 'web-01').getByText('step 1', { exact: true })).toBeVisible();
  await expect(outputOf(page, 'web-01').getByText('exit 3')).toBeVisible();
  await expectReadings(page, 'web-01', 3);

  await go(page, 'Audit log');
  for (const action of ['host.add', 'key.accept', 'job.apply', 'run.start']) await expect(page.getByText(action).first()).toBeVisible();
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText(/^verified to entry \d+$/)).toBeVisible();
}
