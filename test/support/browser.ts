// Playwright's `test` with what every story needs: a home of its own, engines that end with the test, and a page whose
// errors (exceptions, console errors, violations of the content policy) fail the test unless they were expected.
import { test as base, expect, type Page } from '@playwright/test';
import { createHome, type TestHome } from './home.ts';
import { type Served, type ServeOptions, serve } from './serve.ts';

export { expect };

export interface Watch {
  /** Errors that match are part of the story (a refusal is a 4xx, which Chromium logs as an error). */
  expectProblem(pattern: RegExp): void;
  /** Watches another page too. */
  add(page: Page): void;
}

interface Fixtures {
  home: TestHome;
  start: (options?: ServeOptions) => Promise<Served>;
  watch: Watch;
}

export const test = base.extend<Fixtures>({
  // Playwright wants to see a destructured first argument
  home: async ({ browserName: _browserName }, use) => {
    const home = createHome();
    await use(home);
    home.remove();
  },
  start: async ({ home }, use, info) => {
    const started: Served[] = [];
    await use(async (options) => {
      const served = await serve(home, options);
      started.push(served);
      return served;
    });
    for (const served of started) await served.stop();
    if (info.status !== info.expectedStatus) await info.attach('engine.log', { body: started.map((served) => served.log()).join('\n') });
  },
  watch: [
    // needs `start` so that engines end after the judgement: what a page says of a vanished engine is no error of its own
    async ({ page, start: _start }, use) => {
      const problems: string[] = [];
      const expected: RegExp[] = [];
      const add = (watched: Page) => {
        watched.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`));
        watched.on('console', (message) => {
          if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
        });
      };
      add(page);
      await use({ add, expectProblem: (pattern) => expected.push(pattern) });
      expect(problems.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});
