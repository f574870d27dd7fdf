// Pictures of a run in every way to look at it, with one, twelve and a thousand hosts, over and while it goes on.
import type { Page } from '@playwright/test';
import { viewNames } from '../../renderer/view/view-names.ts';
import type { Run } from '../../shared/contract/run.ts';
import { openScreen } from './screens.ts';
import { addNodes, type ToldEngine, tellExecution } from './told-engine.ts';
import { upgradeOf, usedBy } from './upgrade-story.ts';

const yaml = (target: string, script = 'apt-get -y upgrade') => `apiVersion: djcron/v1
kind: Job
name: patch-web
script: { text: '${script}' }
parameters: [{ name: release, default: '1.27.2' }]
targets: "${target}"
policies: { fanout: 1000 }
`;

/** Of the story those hosts that make a run of twelve worth a look. */
const twelve = [20, 21, 22, 23, 24, 25, 26, 27, 51, 91, 28, 29];

export interface PicturedRuns {
  one: string;
  twelve: string;
  thousand: string;
  live: string;
}

/** Tells the runs; the last of them goes on. */
export async function tellRuns(engine: ToldEngine): Promise<PicturedRuns> {
  const all = await addNodes(engine, 1000);
  await engine.client.jobs.apply({ yaml: yaml(all) });
  const start = (target: string, release = '1.27.2') => engine.client.runs.start({ job: 'patch-web', target, params: { release } });
  const one = await start('node-0001');
  await tellAll(engine, one, () => 20);
  const some = await start('node-[0001-0012]');
  await tellAll(engine, some, (index) => twelve[index] ?? 0);
  const many = await start(all, '1.27.3');
  await tellAll(engine, many, (index) => index);
  const live = await start(all);
  await tellAll(engine, live, (index) => index, 600);
  await engine.client.jobs.apply({ yaml: yaml(all, 'apt-get -y dist-upgrade') });
  return { one: one.id, twelve: some.id, thousand: many.id, live: live.id };
}

/** `until`: those after it have begun or wait. */
async function tellAll(engine: ToldEngine, run: Run, storyOf: (index: number) => number, until = Number.POSITIVE_INFINITY): Promise<void> {
  const at = Date.parse(run.createdAt);
  await Promise.all(
    run.executions.map(async ({ host, index }) => {
      const told = upgradeOf(host, storyOf(index));
      const readings = run.executions.length > 12 ? [] : usedBy(index, at, Math.ceil(told.tookMs / 1000));
      if (index < until) await tellExecution(engine, run, index, { ...told, readings });
      else if (index < until + 300)
        await tellExecution(engine, run, index, { ...told, outcome: null, stdout: told.stdout.slice(0, 300 + index) });
    }),
  );
}

export async function pictureRuns(page: Page, runs: PicturedRuns, take: (name: string) => Promise<void>): Promise<void> {
  for (const [size, id] of Object.entries(runs)) {
    for (const view of viewNames) {
      await openScreen(page, `/runs/${id}?view=${view}`);
      if ((await page.locator(`[data-view="${view}"]`).count()) > 0) await take(`run-${size}-${view}`);
    }
  }
  await openScreen(page, `/runs/${runs.thousand}`);
  await page.getByRole('listbox', { name: 'Groups of hosts' }).waitFor();
  await page.keyboard.press('Shift+R');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Retry on/ })
    .waitFor();
  await take('run-retry');
  await page.keyboard.press('Escape');
  await openScreen(page, `/runs/${runs.live}`);
  await page.getByRole('listbox', { name: 'Groups of hosts' }).waitFor();
  await page.keyboard.press('Control+.');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel on/ })
    .waitFor();
  await take('run-cancel');
  await page.keyboard.press('Escape');
  await openScreen(page, `/runs/${runs.thousand}/compare/${runs.twelve}`);
  await page.getByRole('region', { name: 'What they wrote' }).waitFor();
  await take('run-compare');
}
