// A page that follows 5,000 lines a second: how old the newest line is when it is first on the screen, and how long the
// longest frame was. The scripts write the time into each line, on the clock that the page has too.
import { chromium, type Page } from '@playwright/test';
import { chromiumOptions } from '../support/chromium.ts';
import { startFleet } from '../support/fleet.ts';
import { createHome } from '../support/home.ts';
import { ask } from '../support/rest.ts';
import { openScreen } from '../support/screens.ts';
import { serve } from '../support/serve.ts';
import { type Measure, percentile } from './measure.ts';

const linesPerS = 5000;
const seconds = 12;
/** of the beginning, while the page opens */
const leftOutS = 3;

export async function measureLivePage(): Promise<Measure[]> {
  const home = createHome();
  const fleet = await startFleet(home, 4);
  const browser = await chromium.launch(chromiumOptions);
  const served = await serve(home);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.url);
    const one = await watchRun(page, () => start(served, 'node-1', linesPerS), 'output');
    const four = await watchRun(page, () => start(served, '@all', linesPerS / 4), 'output&way=together');
    return [...measuresOf('one host', one), ...measuresOf('four hosts together', four)];
  } finally {
    await browser.close();
    await served.stop();
    await fleet.close();
    home.remove();
  }
}

/** Each line is the time at which it was written, epoch ms; ten writes a second would hide what the page does. */
async function start(served: { origin: string; token: string }, target: string, perS: number): Promise<string> {
  const program = `let n=0;const end=Date.now()+${seconds * 1000};const t=setInterval(()=>{const now=Date.now();if(now>end)return clearInterval(t);const due=Math.floor((now-end+${seconds * 1000})*${perS}/1000);let s='';for(;n<due;n++)s+=now+'\\n';process.stdout.write(s)},10)`;
  const script = `#!/bin/sh\nexec ${process.execPath} -e "${program}"\n`;
  return (await ask<{ id: string }>(served, '/runs', { body: { target, script } })).id;
}

interface Watched {
  ages: number[];
  frames: number[];
}

async function watchRun(page: Page, begin: () => Promise<string>, view: string): Promise<Watched> {
  const id = await begin();
  await openScreen(page, `/runs/${id}?view=${view}`);
  await page.locator('main [data-line]').first().waitFor();
  return page.evaluate(
    async ([skipMs, watchMs]) => {
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const found: { ages: number[]; frames: number[] } = { ages: [], frames: [] };
      const begun = performance.now();
      let before = await frame();
      let newest = 0;
      for (;;) {
        const now = await frame();
        if (now - begun > watchMs) return found;
        const text = [...document.querySelectorAll('main [data-line] [data-text]')].at(-1)?.textContent ?? '';
        const written = Number(/^\d{13}/.exec(text)?.[0] ?? 0); // the last line may have come in part
        if (now - begun > skipMs) {
          found.frames.push(now - before);
          if (written > newest) found.ages.push(Date.now() - written);
        }
        newest = Math.max(newest, written);
        before = now;
      }
    },
    [leftOutS * 1000, (seconds - 2) * 1000] as const,
  );
}

function measuresOf(what: string, { ages, frames }: Watched): Measure[] {
  return [
    within(`${what}, ${linesPerS} lines/s: a line written is on the screen (p95 of ${ages.length})`, percentile(ages, 95), 150),
    within(`${what}, ${linesPerS} lines/s: longest frame of ${frames.length}`, Math.max(0, ...frames), 100),
  ];
}

function within(what: string, value: number, limit: number): Measure {
  return { what, value: `${Number(value.toPrecision(3))} ms`, against: `limit ${limit} ms`, ratio: value / limit, must: 1 };
}
