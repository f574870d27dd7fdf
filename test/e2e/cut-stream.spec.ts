// The way between page and engine is cut for twenty seconds in the middle of a hundred thousand lines: the page says so, goes
// on where it was, and shows each line once; REST tells the same bytes.
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser.ts';
import { startCutProxy } from '../support/cut-proxy.ts';
import { startFleet } from '../support/fleet.ts';
import { ask } from '../support/rest.ts';
import { openScreen } from '../support/screens.ts';
import type { Served } from '../support/serve.ts';
import { sshdMissing } from '../support/sshd.ts';

test.skip(sshdMissing !== null, sshdMissing ?? '');

const total = 100_000;
/** 40,000 lines at once, 20,000 over the time of the cut, and the rest. */
const script = `seq 1 40000; b=0; while [ $b -lt 200 ]; do seq $((40001 + b * 100)) $((40100 + b * 100)); b=$((b + 1)); sleep 0.1; done; seq 60001 ${total}`;

test('a stream that is cut for twenty seconds loses nothing and doubles nothing', async ({ browser, home, start, watch }) => {
  watch.expectProblem(/ERR_|Failed to load|Failed to fetch/);
  const fleet = await startFleet(home, 1);
  const proxy = await startCutProxy();
  const context = await browser.newContext({
    proxy: { server: proxy.server, bypass: '<-loopback>' },
    viewport: { width: 1000, height: 8000 },
  });
  try {
    const served = await start();
    const page = await context.newPage();
    watch.add(page);
    await page.goto(served.url);
    await expect(page.getByRole('main')).toBeVisible();
    const { id } = await ask<{ id: string }>(served, '/runs', { body: { target: '@all', script, samplesMs: 0 } });
    await openScreen(page, `/runs/${id}`);
    await expect(page.getByRole('log').locator('[data-line]').last()).toContainText(/4[0-9]{4}$/);

    const open = proxy.cutFor(20_000);
    await expect(page.getByText('Nothing is lost: what runs goes on')).toBeVisible();
    await open;
    await expect(page.getByText('Nothing is lost: what runs goes on')).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded', { timeout: 60_000 });
    await expect(page.getByRole('log').locator(`[data-line="${total}"]`)).toContainText(String(total));

    const expected = Array.from({ length: total }, (_, i) => `${i + 1}`);
    expect(await readWholePage(page)).toEqual(expected);
    expect(await readBytes(served, id)).toBe(`${expected.join('\n')}\n`);
  } finally {
    await context.close();
    await proxy.close();
    await fleet.close();
  }
});

/** Every line as the page shows it, from the first to the last; fails where a number of a line stands for another text. */
async function readWholePage(page: Page): Promise<string[]> {
  return page.evaluate(async (last) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const scroller = document.querySelector<HTMLElement>('[data-output]');
    const seen = new Map<number, string>();
    if (scroller === null) return [];
    scroller.scrollTop = 0;
    for (let frames = 0; seen.size < last && frames < 60_000; frames++) {
      await frame();
      const rows = [...document.querySelectorAll<HTMLElement>('[data-line]')];
      const texts = rows.map((row) => [Number(row.dataset.line), row.lastElementChild?.textContent ?? ''] as const);
      if (texts.some(([, text]) => text === '')) continue; // on its way
      for (const [n, text] of texts) {
        if ((seen.get(n) ?? text) !== text) throw new Error(`line ${n} was ${seen.get(n)}, and is ${text}`);
        seen.set(n, text);
      }
      scroller.scrollTop += scroller.clientHeight * 0.8;
    }
    return Array.from({ length: last }, (_, i) => seen.get(i + 1) ?? 'missing');
  }, total);
}

async function readBytes(served: Served, id: string): Promise<string> {
  let text = '';
  for (let offset = 0; ; ) {
    const place = `host=node-1&stream=stdout&offset=${offset}`;
    const { base64, total: bytes } = await ask<{ base64: string; total: number }>(served, `/runs/${id}/bytes?${place}`);
    const piece = Buffer.from(base64, 'base64');
    text += piece.toString('latin1');
    offset += piece.length;
    if (offset >= bytes || piece.length === 0) return text;
  }
}
