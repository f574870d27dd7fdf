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
    viewport: { width: 1280, height: 800 },
  });
  try {
    const served = await start();
    const page = await context.newPage();
    watch.add(page);
    await page.goto(served.url);
    await expect(page.getByRole('main')).toBeVisible();
    const { id } = await ask<{ id: string }>(served, '/runs', { body: { target: '@all', script, samplesMs: 0 } });
    await openScreen(page, `/runs/${id}`);
    await expect(page.getByRole('log').locator('[data-line]').last()).toContainText(/4\d{4}$/);

    const open = proxy.cutFor(20_000);
    await expect(page.getByText('Nothing is lost: what runs goes on')).toBeVisible();
    await open;
    await expect(page.getByText('Nothing is lost: what runs goes on')).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('succeeded', { timeout: 60_000 });
    await expect(page.locator(`[data-line="${total}"] [data-text]`)).toHaveText(String(total));

    const expected = Array.from({ length: total }, (_, i) => `${i + 1}`);
    // the page: around the cut, around its end, and here and there
    for (const n of [1, 20_000, 40_000, 40_500, 42_000, 50_000, 59_999, 60_500, 80_000, total]) {
      const shown = await shownAround(page, n);
      expect(shown.length).toBeGreaterThan(10);
      for (const line of shown) expect(line.text).toBe(String(line.n));
    }
    expect(await readLines(served, id)).toEqual(expected);
    expect(await readBytes(served, id)).toBe(`${expected.join('\n')}\n`);
  } finally {
    await context.close();
    await proxy.close();
    await fleet.close();
  }
});

/** Puts a line into view and reads what the page shows around it: numbers and texts. */
async function shownAround(page: Page, n: number): Promise<{ n: number; text: string }[]> {
  const field = page.getByRole('textbox', { name: /^Go to line/ });
  await field.fill(String(n));
  await field.press('Enter');
  await expect(page.locator(`[data-line="${n}"] [data-text]`)).toHaveText(String(n));
  return page
    .locator('[data-line]')
    .evaluateAll((rows) =>
      rows
        .map((row) => ({ n: Number(row.getAttribute('data-line')), text: row.querySelector('[data-text]')?.textContent ?? '' }))
        .filter(({ text }) => text !== ''),
    );
}

/** All lines by window. */
async function readLines(served: Served, id: string): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < total) {
    const place = `host=node-1&from=${texts.length + 1}&count=2000`;
    const { lines } = await ask<{ lines: { n: number; text: string }[] }>(served, `/runs/${id}/output?${place}`);
    if (lines.length === 0) break;
    for (const { n, text } of lines) texts[n - 1] = text;
  }
  return texts;
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
