// Many hosts lose contact at the same moment, in a run that a person looks at: page and command line say so, and everything
// arrives afterwards. The hosts are addresses of one host of the lab, behind one cable.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { expect, test } from 'vitest';
import type { Run } from '../../shared/contract/run.ts';
import { chromiumOptions } from '../support/chromium.ts';
import { askCli, runCli } from '../support/cli.ts';
import { createHome } from '../support/home.ts';
import { describeInLab, useLab } from '../support/lab/in-lab.ts';
import { ask } from '../support/rest.ts';
import { openScreen } from '../support/screens.ts';
import { type Served, serve } from '../support/serve.ts';
import { isWhole } from './extent.ts';
import { becomes } from './scene.ts';

const count = isWhole ? 100 : 6;
const partitionMs = isWhole ? 30_000 : 20_000;
const [starts, gate, half, exitCode] = ['/var/tmp/starts', '/var/tmp/gate', 200, 4];
const lines = (from: number) => `i=${from}; while [ $i -lt ${from + half} ]; do echo "line $i"; i=$((i + 1)); done\n`;
/** Half of its lines, then the rest once somebody writes to the gate. It waits without a process of its own: there are many. */
const script = `echo started >>${starts}/"$DJCRON_HOST"\n${lines(0)}read -r _ <${gate}\n${lines(half)}exit ${exitCode}\n`;
const stdout = Array.from({ length: 2 * half }, (_, i) => `line ${i}\n`).join('');

describeInLab('a run on many hosts', () => {
  const { lab, takeHost } = useLab(1);

  test('is told without contact when they are cut off, and comes whole', async () => {
    const host = takeHost();
    const prefix = host.address.split('.').slice(0, 3).join('.');
    const addresses = Array.from({ length: count }, (_, i) => `${prefix}.${100 + i}`);
    await host.exec(
      `${addresses.map((address) => `ip address add ${address}/24 dev eth0`).join('; ')}; mkdir -p -m 1777 ${starts}; mkfifo -m 666 ${gate}`,
    );
    await host.restartSshd('MaxStartups 200\n');
    const home = createHome();
    const browser = await chromium.launch(chromiumOptions);
    let served: Served | null = null;
    try {
      const [config, known] = [join(home.userDir, 'ssh_config'), join(home.userDir, 'known')];
      const one = (address: string, i: number) =>
        `Host far-${String(i + 1).padStart(3, '0')}\n  HostName ${address}\n  User deploy\n  IdentityFile ${lab().identity}\n`;
      writeFileSync(config, addresses.map(one).join(''));
      writeFileSync(known, addresses.map((address) => `${address} ${host.hostKey.type} ${host.hostKey.key}\n`).join(''));
      await askCli(home, ['host', 'import', '--ssh-config', config, '--yes']);
      await askCli(home, ['key', 'import', known, '--yes']);
      served = await serve(home);
      const page = await browser.newPage();
      page.setDefaultTimeout(180_000);
      await page.goto(served.url);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      const { id } = await ask<Run>(served, '/runs', { body: { target: '@all', script, fanout: count, samplesMs: 0 } });
      const now = () => ask<Run>(served as Served, `/runs/${id}`);
      await becomes(async () => (await now()).counts.running ?? 0, count);
      await openScreen(page, `/runs/${id}`);

      await host.drop();
      const longEnough = new Promise((resolve) => setTimeout(resolve, partitionMs)); // its length is the point
      const away = async () =>
        (await now()).executions.filter(({ state, noContactSince }) => state === 'running' && noContactSince !== null).length;
      await becomes(away, count);
      await page.getByText(`no contact with ${count} hosts`).waitFor();
      expect((await runCli(home, ['run', 'show', id])).stdout.match(/no contact since/g)).toHaveLength(count);
      await host.exec(`echo >${gate}`); // they end while nobody hears it
      await longEnough;
      await host.heal();

      await becomes(async () => (await now()).state, 'failed');
      const run = await now();
      expect(run.executions.map(({ state, exitCode: code, noContactSince }) => [state, code, noContactSince])).toEqual(
        Array(count).fill(['failed', exitCode, null]),
      );
      for (const { host: name } of run.executions) {
        const { base64 } = await ask<{ base64: string }>(served, `/runs/${id}/bytes?host=${name}&stream=stdout`);
        expect(Buffer.from(base64, 'base64').toString()).toBe(stdout);
      }
      expect(await host.exec(`cat ${starts}/* | wc -l; ls ${starts} | wc -l`)).toBe(`${count}\n${count}\n`);
      await page.getByText(/no contact with/).waitFor({ state: 'detached' });
      await served.stop();
    } finally {
      await browser.close();
      await served?.kill();
      home.remove();
    }
  });
});
